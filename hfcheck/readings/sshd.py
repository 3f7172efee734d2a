"""The effective configuration of the SSH server, as the server itself prints it (sshd -T, without Match blocks)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, known, rows, whole

SNIPPET = r"""
need sshd
config=$(sshd -T) || exit 1
printf '%s\n' "$config"
command -v ssh-keygen >/dev/null 2>&1 || exit 0
printf '%s\n' "$config" | while read -r key file; do
  [ "$key" = hostkey ] && [ -e "$file" ] || continue
  print=$(ssh-keygen -lf "$file") && echo "hf_key ${print%% *} ${print##* } $file"
done
exit 0
"""
LINE = re.compile(r"[a-z][a-z0-9_]*")
KEY = re.compile(r"(\d+) \(([A-Z0-9-]+)\) (/\S+)")
Config = Mapping[str, list[str]]


def _text(config: Config, key: str) -> str:
    return config[key][0]


def _list(config: Config, key: str) -> list[str]:
    return _text(config, key).split(",")


def _seconds(config: Config, key: str) -> int:
    return whole(_text(config, key), key) or NO_LIMIT


def _count(config: Config, key: str) -> int:
    return whole(_text(config, key), key)


def _switch(config: Config, key: str) -> bool:
    return known(_text(config, key), ("yes", "no"), key) == "yes"


# sshd -T writes one key a value; "without-password" is its older name for "prohibit-password".
SHOWN: Mapping[str, Callable[[Config, str], Answer]] = {
    "permitrootlogin": lambda config, key: _text(config, key).replace("without-password", "prohibit-password"),
    "permitemptypasswords": _switch,
    "passwordauthentication": _switch,
    "pubkeyauthentication": _switch,
    "authenticationmethods": _list,
    "x11forwarding": _switch,
    "maxauthtries": _count,
    "logingracetime": _seconds,
    "clientaliveinterval": _seconds,
    "ciphers": _list,
    "macs": _list,
    "kexalgorithms": _list,
    "hostkeyalgorithms": _list,
}


def _rsa_bits(config: Config) -> Answer:
    keys = [KEY.fullmatch(text) for text in config.get("hf_key", [])]
    if not keys:
        return NotSeen(Reason.NO_ANSWER, "no host key could be measured")
    if not all(keys):
        raise Unreadable(f"expected bits, kind and file of host keys, found {config['hf_key']}")
    bits: dict[str, int] = {found[3]: int(found[1]) for found in keys if found and found[2] == "RSA"}
    return bits or NotApplicable(Reason.ABSENT, "no RSA host key")


def _restrictions(config: Config) -> list[str]:
    return [f"{key} {name}" for key in ("allowusers", "allowgroups") for name in config.get(key, [])]


def parse(output: Output) -> Mapping[str, Answer]:
    """The lines `<key> <value>` of sshd -T, and `hf_key <bits> (<kind>) <file>` for each host key."""
    config: dict[str, list[str]] = {}
    for line in rows(output.stdout):
        key, _, value = line.partition(" ")
        if not LINE.fullmatch(key):
            raise Unreadable(f"expected a line of sshd -T, found {line!r}")
        config.setdefault(key, []).append(value.strip())
    if "port" not in config:
        raise Unreadable("expected the output of sshd -T, found no port in it")
    shown = {key: show(config, key) for key, show in SHOWN.items() if key in config}
    return {**shown, "restricts_logins": bool(_restrictions(config)), "rsa_key_bits": _rsa_bits(config)}


READING = Reading(
    values={
        "permitrootlogin": "no, prohibit-password, forced-commands-only or yes",
        "permitemptypasswords": "whether an account without a password may log in",
        "passwordauthentication": "whether a password is accepted",
        "pubkeyauthentication": "whether a public key is accepted",
        "authenticationmethods": "the accepted methods; 'any' means a single one is enough",
        "x11forwarding": "whether graphical sessions are forwarded",
        "maxauthtries": "attempts a connection",
        "logingracetime": f"seconds until a connection that has not logged in is closed; {NO_LIMIT} means never",
        "clientaliveinterval": f"seconds of silence until the client is asked whether it lives; {NO_LIMIT} means never",
        "ciphers": "names of the offered ciphers",
        "macs": "names of the offered message authentication codes",
        "kexalgorithms": "names of the offered key exchanges",
        "hostkeyalgorithms": "names of the offered host key signatures",
        "restricts_logins": "whether AllowUsers or AllowGroups says who may log in",
        "rsa_key_bits": "file of an RSA host key → its length in bits",
    },
    parse=parse,
    snippet=SNIPPET,
    command="sshd -T",
    privileged=True,
)
