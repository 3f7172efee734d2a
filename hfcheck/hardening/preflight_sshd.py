"""Whether an SSH server's effective configuration (sshd -T -C …) lets a user in from an address: sshd_config(5).

Every rule yields what keeps the user out, as the end of a sentence; nothing when it lets the user pass. Pure.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hfcheck.hardening.preflight_seen import Account, Key, KeyFile, Login

Config = Mapping[str, Sequence[str]]

# Both sides must have one of each in common; the client's names are those of ssh -G, which spells them alike.
NEGOTIATED = {
    "ciphers": "cipher",
    "macs": "message authentication code",
    "kexalgorithms": "key exchange",
    "hostkeyalgorithms": "host key algorithm",
}
RSA = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
ANY = {"0.0.0.0": 4, "[::]": 6, "*": 0}  # noqa: S104 - what sshd -T prints, nothing is bound
# An open quote runs to the end, so that no text is read twice.
OPTION = re.compile(r'([a-zA-Z-]+)(?:="((?:[^"\\]|\\.)*)(?:"|\\?$))?(?:,|$)')
# The switches of the methods that ask for a password; the last is the name before OpenSSH 8.7.
PASSWORDS = {
    "password": ("passwordauthentication",),
    "keyboard-interactive": ("kbdinteractiveauthentication", "challengeresponseauthentication"),
}


def config_of(text: str) -> dict[str, list[str]]:
    """The lines `<key> <value>` of sshd -T or ssh -G; a key that comes several times keeps all its values in order."""
    config: dict[str, list[str]] = {}
    for line in text.splitlines():
        key, _, value = line.strip().partition(" ")
        config.setdefault(key.lower(), []).append(value.strip())
    return config


def value(config: Config, key: str, default: str = "") -> str:
    """The first value of the key."""
    return next(iter(config.get(key, ())), default)


def matches(text: str, pattern: str) -> bool:
    """A pattern of ssh_config(5) PATTERNS: `*` and `?` only."""
    return fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))


def address_matches(address: str, patterns: str) -> bool:
    """Whether one of the patterns (comma-separated; CIDR, `*` and `?`, `!` takes out) names the address."""
    found = False
    for pattern in filter(None, patterns.split(",")):
        if _names(address, pattern.removeprefix("!")):
            if pattern.startswith("!"):
                return False
            found = True
    return found


def _names(address: str, pattern: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(pattern, strict=False)
    except ValueError:
        return matches(address.lower(), pattern.lower())


def _user_matches(user: str, address: str, pattern: str) -> bool:
    name, at, host = pattern.rpartition("@")
    return matches(user, name) and address_matches(address, host) if at else matches(user, pattern)


def denied(config: Config, user: str, groups: Iterable[str], address: str) -> Iterator[str]:
    """What DenyUsers, AllowUsers, DenyGroups, AllowGroups and PermitRootLogin say, in sshd's order."""
    groups = tuple(groups)
    users_denied, users_allowed = _patterns(config, "denyusers"), _patterns(config, "allowusers")
    groups_denied, groups_allowed = _patterns(config, "denygroups"), _patterns(config, "allowgroups")
    if any(_user_matches(user, address, pattern) for pattern in users_denied):
        yield f"DenyUsers {' '.join(users_denied)} names it"
    if users_allowed and not any(_user_matches(user, address, pattern) for pattern in users_allowed):
        yield f"AllowUsers {' '.join(users_allowed)} does not name it"
    if any(matches(group, pattern) for group in groups for pattern in groups_denied):
        yield f"DenyGroups {' '.join(groups_denied)} names one of its groups ({', '.join(groups)})"
    if groups_allowed and not any(matches(group, pattern) for group in groups for pattern in groups_allowed):
        yield f"AllowGroups {' '.join(groups_allowed)} names none of its groups ({', '.join(groups)})"
    if user == "root" and (permitted := value(config, "permitrootlogin")) in ("no", "forced-commands-only"):
        yield f"PermitRootLogin is {permitted}"


def _patterns(config: Config, key: str) -> list[str]:
    return [pattern for text in config.get(key, ()) for pattern in text.split()]


def strangers(server: Config, client: Config) -> Iterator[str]:
    """The kinds of algorithms of which server and client have none in common; a client that is not known has all."""
    for key, kind in NEGOTIATED.items():
        offered, known = value(server, key), value(client, key)
        if offered and known and not set(offered.split(",")) & set(known.split(",")):
            yield f"the client speaks no {kind} that sshd would offer ({offered})"


def listens(config: Config, address: str | None, port: int | None) -> Iterator[str]:
    """Whether sshd would listen where this session came to."""
    ports = config.get("port", [])
    if port is not None and str(port) not in ports:
        yield f"sshd would listen on port {', '.join(ports)}, the next login comes to port {port}"
    places = [place.rpartition(":")[0] for place in config.get("listenaddress", [])]
    if address and places and not any(_is_at(address, place) for place in places):
        yield f"sshd would listen at {', '.join(places)}, the next login comes to {address}"


def _is_at(address: str, place: str) -> bool:
    if place in ANY:
        return ANY[place] in (0, ipaddress.ip_address(address).version)
    return place.strip("[]") == address


def confined(config: Config) -> Iterator[str]:
    """What leaves a user who came in without a shell."""
    if (command := value(config, "forcecommand", "none")) != "none":
        yield f"ForceCommand is {command}"
    if value(config, "maxsessions") == "0":
        yield "MaxSessions is 0"


def usable(config: Config, login: Login, address: str) -> tuple[int, list[str]]:
    """How many keys of the user sshd would accept from the address, and why it would not accept the others."""
    if value(config, "pubkeyauthentication", "yes") == "no":
        return 0, ["PubkeyAuthentication is no"]
    refused: list[str] = []
    count = 0
    for file in login.keys:
        why = list(_unsafe(config, file))
        for key in file.keys:
            faults = [*why, *_key_faults(config, key, address)]
            refused += [fault for fault in faults if fault not in refused]
            count += not faults
    if not any(file.keys for file in login.keys):
        refused.append(f"no key in {', '.join(file.path for file in login.keys) or 'any file'}")
    return count, refused


def _unsafe(config: Config, file: KeyFile) -> Iterator[str]:
    if value(config, "strictmodes", "yes") == "yes":
        yield from (f"StrictModes: {place}" for place in file.unsafe)


def _key_faults(config: Config, key: Key, address: str) -> Iterator[str]:
    accepted = value(config, "pubkeyacceptedalgorithms") or value(config, "pubkeyacceptedkeytypes")
    spelled = RSA if key.type == "ssh-rsa" else (key.type, key.type.replace("sk-", "webauthn-sk-"))
    if accepted and not set(spelled) & set(accepted.split(",")):
        yield f"no {key.type} key is accepted"
    least = value(config, "requiredrsasize")
    if key.bits is not None and least.isascii() and least.isdigit() and key.bits < int(least):
        yield f"an RSA key of {key.bits} bits is shorter than RequiredRSASize {least}"
    options = {name.lower(): text for name, text in OPTION.findall(key.options)}
    if "from" in options and not address_matches(address, options["from"]):
        yield f'a key is only for from="{options["from"]}"'
    if "cert-authority" in options:
        yield "a key is an authority's, and certificates cannot be seen"
    if "command" in options:
        yield "a key is for one command only"


def ways(config: Config, user: str, account: Account, keys: int) -> Iterator[str]:
    """What is missing for every list of methods that AuthenticationMethods accepts; nothing when one is complete."""
    has = {"publickey": keys > 0, **{name: _takes_password(config, name, user, account) for name in PASSWORDS}}
    lists = value(config, "authenticationmethods", "any").split()
    if lists in ([], ["any"]):
        if not any(has.values()):
            yield "neither a key nor a password would be accepted"
        return
    if not any(_complete(methods, has, keys) for methods in lists):
        lacking = sorted({name for methods in lists for name in _names_of(methods) if not has.get(name, False)})
        yield f"AuthenticationMethods {' '.join(lists)} needs {', '.join(lacking) or 'more keys'}, which it has not"


def _complete(methods: str, has: Mapping[str, bool], keys: int) -> bool:
    names = _names_of(methods)
    return all(has.get(name, False) for name in names) and names.count("publickey") <= max(keys, 1)


def _names_of(methods: str) -> list[str]:
    return [method.partition(":")[0] for method in methods.split(",")]


def _takes_password(config: Config, method: str, user: str, account: Account) -> bool:
    if not any(value(config, switch) == "yes" for switch in PASSWORDS[method]):
        return False
    if method == "keyboard-interactive" and value(config, "usepam") != "yes":
        return False
    return account.password in ("set", "elsewhere") and (user != "root" or value(config, "permitrootlogin") == "yes")
