"""How a device of RGOS is set up where security is concerned, read from its configuration.

Defaults that count where nothing is printed: the telnet server runs and the SSH server does not; SSH speaks both
versions; a line asks for a password, or AAA with `aaa new-model`, and ends an idle session after ten minutes. Whether a
web server runs differs from product to product: unsaid it stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hfcheck.network.facts import Configuration
from hfcheck.network.settings import Settings
from hfcheck.readings.parsing import Unreadable

IDLE_MINUTES = 10.0
LINE = re.compile(r"line (?P<kind>vty|con|console) (?P<first>[0-9]{1,3})(?: (?P<last>[0-9]{1,3}))?")
TIMEOUT = re.compile(r"exec-timeout (?P<minutes>[0-9]{1,5})(?: (?P<seconds>[0-9]{1,2}))?")
ACCESS = re.compile(r"(?:ip )?access-class (?P<acl>\S{1,64}) in")
TRANSPORT = re.compile(r"transport input (?P<protocols>[a-z ]{3,20})")
USER = re.compile(r"username (?P<name>\S{1,64})(?: .*)?")
NTP = re.compile(r"s?ntp server (?:oob |vrf \S{1,64} )?(?P<host>[A-Za-z0-9.:-]{1,64})(?: .*)?")
SYSLOG = re.compile(
    r"logging (?:server |host )?(?:oob |vrf \S{1,64} )?(?P<host>[0-9A-Fa-f:]{2,39}|[0-9.]{7,15})(?: .*)?"
)
BANNER = re.compile(r"banner (?P<kind>[a-z-]{3,20}) (?P<mark>\^C|\S)(?P<rest>.*)")
SERVICE = re.compile(
    r"(?P<no>no )?enable service (?P<name>telnet-server|ssh-server|web-server)(?: (?P<which>http|https|all))?"
)
CIPHERS = {
    "ctr": ("aes128-ctr", "aes192-ctr", "aes256-ctr"),
    "cbc": ("3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc"),
    "gcm": ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com"),
}
MACS = {
    "md5": ("hmac-md5",),
    "md5-96": ("hmac-md5-96",),
    "sha1": ("hmac-sha1",),
    "sha1-96": ("hmac-sha1-96",),
    "sha2-256": ("hmac-sha2-256",),
    "sha2-512": ("hmac-sha2-512",),
}
EXCHANGES = {
    "dh_group1_sha1": ("diffie-hellman-group1-sha1",),
    "dh_group14_sha1": ("diffie-hellman-group14-sha1",),
    "dh_group_exchange_sha1": ("diffie-hellman-group-exchange-sha1",),
    "ecdh_sha2_nistp256": ("ecdh-sha2-nistp256",),
    "ecdh_sha2_nistp384": ("ecdh-sha2-nistp384",),
    "ecdh_sha2_nistp521": ("ecdh-sha2-nistp521",),
}

Sections = Mapping[str, Sequence[str]]


def settings(configuration: Configuration) -> Settings:
    """The settings that the configuration shows; raises Unreadable for a banner without an end."""
    banners, lines = _banners(configuration.lines)
    sections = _sections(lines)
    outer = list(sections)
    return replace(
        _of_ports(_of_sessions(_of_services(outer), sections), sections),
        local_users=tuple(sorted({found["name"] for line in outer if (found := USER.fullmatch(line))})),
        snmp_versions=tuple(sorted(set(_snmp_versions(outer)))),
        # Two communities look alike once they are hidden.
        snmp_communities=sum(line.startswith("snmp-server community ") for line in lines),
        ntp_servers=_hosts(NTP, outer),
        syslog_hosts=_hosts(SYSLOG, outer),
        login_banner=banners.get("login", ""),
        bpdu_protection="spanning-tree portfast bpduguard default" in outer,
        dhcp_snooping="ip dhcp snooping" in outer,
    )


def _of_services(outer: Sequence[str]) -> Settings:
    ssh = _service(outer, "ssh-server", default=False)
    return Settings(
        telnet=_service(outer, "telnet-server", default=True),
        http=_web(outer),
        ssh=ssh,
        ssh_version1="ip ssh version 2" not in outer if ssh else None,
        ssh_ciphers=_algorithms(outer, "ip ssh cipher-mode ", CIPHERS),
        ssh_macs=_algorithms(outer, "ip ssh hmac-algorithm ", MACS),
        ssh_key_exchanges=_algorithms(outer, "ip ssh key-exchange ", EXCHANGES),
    )


def _of_sessions(found: Settings, sections: Sections) -> Settings:
    heads = {name: head for name in sections if (head := LINE.fullmatch(name))}
    vty = {_range(head): sections[name] for name, head in heads.items() if head["kind"] == "vty"}
    console = [sections[name] for name, head in heads.items() if head["kind"] != "vty"]
    has_aaa = "aaa new-model" in sections
    return replace(
        found,
        vty_authentication={name: _authentication(line, has_aaa=has_aaa) for name, line in vty.items()},
        vty_acl={name: _first(ACCESS, line, "acl") or "" for name, line in vty.items()},
        vty_idle_minutes={name: _idle(line) for name, line in vty.items()},
        vty_protocols={name: _protocols(line) for name, line in vty.items()},
        console_idle_minutes=_idle(console[0]) if console else IDLE_MINUTES,
    )


def _of_ports(found: Settings, sections: Sections) -> Settings:
    start = "interface "
    ports = {name.removeprefix(start): lines for name, lines in sections.items() if name.startswith(start)}
    return replace(
        found,
        shut_ports=_ports(ports, "shutdown"),
        storm_control_ports=_ports(ports, "storm-control "),
        dhcp_trusted_ports=_ports(ports, "ip dhcp snooping trust"),
    )


def _banners(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The banners by their kind, and the other lines: what a banner says sets nothing."""
    banners: dict[str, str] = {}
    others: list[str] = []
    kind = mark = ""
    for line in lines:
        start = None if mark else BANNER.fullmatch(line)
        if start is None and not mark:
            others.append(line)
            continue
        if start is not None:
            kind, mark = start["kind"], start["mark"]
        text, end, _ = (start["rest"] if start else line).partition(mark)
        banners[kind] = f"{banners.get(kind, '')}\n{text}".strip("\n")
        mark = "" if end else mark
    if mark:
        raise Unreadable(f"expected the end of the {kind} banner, found none")
    return banners, others


def _sections(lines: Sequence[str]) -> Sections:
    """Each line of the outermost level with the lines that are indented below it."""
    sections: dict[str, list[str]] = {}
    last = ""
    for line in lines:
        if line[:1] == " " and last:
            sections[last].append(" ".join(line.split()))
        elif line[:1] != " ":
            last = " ".join(line.split())
            sections.setdefault(last, [])
    return sections


def _range(found: re.Match[str]) -> str:
    return f"{found['first']}-{found['last'] or found['first']}"


def _service(lines: Sequence[str], name: str, *, default: bool) -> bool:
    said = [found for line in lines if (found := SERVICE.fullmatch(line)) and found["name"] == name]
    return said[-1]["no"] is None if said else default


def _web(lines: Sequence[str]) -> bool | None:
    said = [found for line in lines if (found := SERVICE.fullmatch(line)) and found["name"] == "web-server"]
    if not said:
        return None
    return said[-1]["no"] is None and said[-1]["which"] != "https"


def _algorithms(lines: Sequence[str], start: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The algorithms behind a command; None where it is not given; a name that we do not know stays as printed."""
    said = [word for line in lines if line.startswith(start) for word in line.removeprefix(start).split()]
    return tuple(name for word in said for name in names.get(word.lower(), (word,))) or None


def _authentication(line: Sequence[str], *, has_aaa: bool) -> str:
    if has_aaa or any(each.startswith("login authentication ") for each in line):
        return "aaa"
    if "login local" in line:
        return "local"
    return "none" if "no login" in line else "password"


def _first(pattern: re.Pattern[str], lines: Sequence[str], group: str) -> str | None:
    return next((found[group] for line in lines if (found := pattern.fullmatch(line))), None)


def _idle(lines: Sequence[str]) -> float:
    if "no exec-timeout" in lines:
        return 0.0
    found = next((each for line in lines if (each := TIMEOUT.fullmatch(line))), None)
    return IDLE_MINUTES if found is None else int(found["minutes"]) + int(found["seconds"] or 0) / 60


def _protocols(lines: Sequence[str]) -> str:
    words = (_first(TRANSPORT, lines, "protocols") or "all").split()
    return "all" if {"ssh", "telnet"} <= set(words) else words[0]


def _snmp_versions(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith("snmp-server community "):
            yield from ("v1", "v2c")
        elif line.startswith("snmp-server user ") or re.fullmatch(r"snmp-server group \S{1,64} v3 .*", line):
            yield "v3"


def _hosts(pattern: re.Pattern[str], lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found["host"] for line in lines if (found := pattern.fullmatch(line))))


def _ports(ports: Sections, start: str) -> tuple[str, ...]:
    return tuple(name for name, lines in ports.items() if any(line.startswith(start) for line in lines))
