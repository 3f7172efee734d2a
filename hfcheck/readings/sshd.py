"""The effective configuration of the SSH server, as the server itself prints it (sshd -T, without Match blocks)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, known, rows, whole

SNIPPET = r"""
need sshd
config=$(sshd -T) || exit 1
printf '%s\n' "$config"
awk '$1 ~ /^[0-9]/ && NF == 7 { if (least == "" || $5 + 0 < least) least = $5 + 0 }
  END { if (least != "") print "hf_group_bits", least + 1 }' /etc/ssh/moduli 2>/dev/null
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


def _numbers(config: Config, key: str) -> list[int]:
    return [whole(text, key) for text in config[key]]


def _full(config: Config, key: str) -> int:
    # start:rate:full, of which the last is where every further connection is refused
    return whole(_text(config, key).rpartition(":")[2], key)


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
    "allowagentforwarding": _switch,
    "allowtcpforwarding": _text,
    "permittunnel": _text,
    "strictmodes": _switch,
    "usepam": _switch,
    "hostbasedauthentication": _switch,
    "gssapiauthentication": _switch,
    # A pattern of names is accepted too, and lets users set just those.
    "permituserenvironment": lambda config, key: _text(config, key) != "no",
    "port": _numbers,
    "loglevel": _text,
    "banner": _text,
    "maxauthtries": _count,
    "maxsessions": _count,
    "maxstartups": _full,
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


def _silence(config: Config) -> Answer:
    keys = ("clientaliveinterval", "clientalivecountmax")
    if not all(key in config for key in keys):
        return NotSeen(Reason.NO_ANSWER, "this sshd does not say how it treats silent clients")
    return math.prod(_count(config, key) for key in keys) or NO_LIMIT


def _group_bits(config: Config) -> Answer:
    if not any("group-exchange" in name for name in _list(config, "kexalgorithms")):
        return NotApplicable(Reason.ABSENT, "no group exchange is offered")
    if "hf_group_bits" not in config:
        return NotSeen(Reason.NO_ANSWER, "no groups of the key exchange could be read")
    return _count(config, "hf_group_bits")


def _restrictions(config: Config) -> list[str]:
    return [f"{key} {name}" for key in ("allowusers", "allowgroups") for name in config.get(key, [])]


def parse(output: Output) -> Mapping[str, Answer]:
    """The lines `<key> <value>` of sshd -T, `hf_group_bits <n>`, `hf_key <bits> (<kind>) <file>` of each host key."""
    config: dict[str, list[str]] = {}
    for line in rows(output.stdout):
        key, _, value = line.partition(" ")
        if not LINE.fullmatch(key):
            raise Unreadable(f"expected a line of sshd -T, found {line!r}")
        config.setdefault(key, []).append(value.strip())
    if "port" not in config:
        raise Unreadable("expected the output of sshd -T, found no port in it")
    shown = {key: show(config, key) for key, show in SHOWN.items() if key in config}
    joined: dict[str, Answer] = {
        "allowgroups": config.get("allowgroups", ["*"]),
        "restricts_logins": bool(_restrictions(config)),
        "silence_s": _silence(config),
        "rsa_key_bits": _rsa_bits(config),
    }
    groups: dict[str, Answer] = {"group_bits": _group_bits(config)} if "kexalgorithms" in config else {}
    return {**shown, **joined, **groups}


READING = Reading(
    values={
        "permitrootlogin": "no, prohibit-password, forced-commands-only or yes",
        "permitemptypasswords": "whether an account without a password may log in",
        "passwordauthentication": "whether a password is accepted",
        "pubkeyauthentication": "whether a public key is accepted",
        "authenticationmethods": "the accepted methods; 'any' means a single one is enough",
        "x11forwarding": "whether graphical sessions are forwarded",
        "allowagentforwarding": "whether a session may use the keys of the user's agent",
        "allowtcpforwarding": "no, local, remote or yes",
        "permittunnel": "no, point-to-point, ethernet or yes",
        "strictmodes": "whether a key file that others may write is refused",
        "usepam": "whether PAM decides about accounts and sessions",
        "hostbasedauthentication": "whether a trusted client host may vouch for its users",
        "gssapiauthentication": "whether a Kerberos ticket is accepted",
        "permituserenvironment": "whether users may set the environment of their logins",
        "port": "the ports it listens on",
        "loglevel": "what it records, a word of sshd_config(5)",
        "banner": "the file that is shown before a login, or none",
        "maxsessions": "sessions of one connection",
        "maxstartups": "connections that have not logged in, from which on every further one is refused",
        "silence_s": f"seconds of silence after which a session ends; {NO_LIMIT} means never",
        "allowgroups": "groups whose members may log in; * where no group is asked for",
        "group_bits": "bits of the smallest group of a group exchange; absent where none is offered",
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
