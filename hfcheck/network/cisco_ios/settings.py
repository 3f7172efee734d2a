"""How an IOS device is set up where security is concerned, read from its running configuration.

Defaults are those of IOS 15: a VTY line takes every protocol until `transport input` says which, SSH 1 goes until
`ip ssh version 2`, an idle line ends after ten minutes. Two communities of the same rights look alike once they are
hidden; each line is counted.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from hfcheck.network.cisco_ios.algorithms import CIPHERS, EXCHANGES, MACS
from hfcheck.network.facts import Configuration
from hfcheck.network.outline import Outline, of_sections
from hfcheck.network.settings import Settings
from hfcheck.readings.parsing import Unreadable

ALGORITHMS = {**CIPHERS, **MACS, **EXCHANGES}
VTY = re.compile(r"line vty (?P<first>\d{1,4})(?: (?P<last>\d{1,4}))?")
BANNER = re.compile(r"banner (?P<kind>login|motd|exec|incoming|slip-ppp|prompt-timeout) (?P<mark>\^C|\S)(?P<text>.*)")
USER = re.compile(r"username (?P<name>\S{1,64}) .*")
HOST = re.compile(r"logging (?:host )?(?:ipv6 )?(?P<host>[0-9a-fA-F.:]{2,45})(?: .*)?")
NTP = re.compile(r"ntp server (?:vrf \S+ )?(?P<host>\S{1,64})(?: .*)?")
SNMP3 = re.compile(r"snmp-server (?:group \S+ v3|user \S+ \S+ v3) .*")
SNMP2_GROUP = re.compile(r"snmp-server group \S+ (?P<version>v1|v2c)(?: .*)?")
IDLE = re.compile(r"exec-timeout (?P<minutes>\d{1,6})(?: (?P<seconds>\d{1,7}))?")
DEFAULT_IDLE = 10.0
Sections = Mapping[str, Sequence[str]]


def settings(configuration: Configuration) -> Settings:
    """The settings; a default counts where the configuration says nothing. Raises Unreadable for an endless banner."""
    banners, lines = _banners(configuration.lines)
    top = _sections(lines)
    vty = {_lines_of(head): body for head, body in top.items() if VTY.fullmatch(head)}
    protocols = {name: _protocols(body) for name, body in vty.items()}
    return Settings(
        telnet=any(said in ("telnet", "all") for said in protocols.values()),
        http="ip http server" in top,
        ssh=any(said in ("ssh", "all") for said in protocols.values()),
        ssh_version1="ip ssh version 2" not in top,
        ssh_ciphers=_algorithms(top, "encryption"),
        ssh_macs=_algorithms(top, "mac"),
        ssh_key_exchanges=_algorithms(top, "kex"),
        vty_authentication={name: _authentication(body, "aaa new-model" in top) for name, body in vty.items()},
        vty_acl={name: _acl(body) for name, body in vty.items()},
        vty_idle_minutes={name: _idle(body) for name, body in vty.items()},
        vty_protocols=protocols,
        console_idle_minutes=_idle(top.get("line con 0", ())),
        local_users=_matching(top, USER, "name"),
        snmp_versions=_snmp_versions(top),
        snmp_communities=sum(line.startswith("snmp-server community ") for line in lines),
        ntp_servers=_addresses(_matching(top, NTP, "host")),
        syslog_hosts=_addresses(_matching(top, HOST, "host")),
        login_banner=banners.get("login", ""),
        shut_ports=_ports(top, lambda line: line == "shutdown"),
        bpdu_protection="spanning-tree portfast bpduguard default" in top
        or "spanning-tree portfast edge bpduguard default" in top,
        storm_control_ports=_ports(top, lambda line: line.startswith("storm-control ") and " level " in line),
        dhcp_snooping="ip dhcp snooping" in top,
        dhcp_trusted_ports=_ports(top, lambda line: line == "ip dhcp snooping trust"),
    )


def outlined(configuration: Configuration) -> Outline:
    """The configuration's sections and banners."""
    banners, lines = _banners(configuration.lines)
    return of_sections(_sections(lines).items(), banners)


def _banners(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The banners by their kind, and the other lines: what a banner says must not be read as configuration."""
    banners: dict[str, str] = {}
    others: list[str] = []
    kind, mark = "", ""
    for line in lines:
        found = None if mark else BANNER.fullmatch(line)
        if found is not None:
            kind, mark = found["kind"], found["mark"]
            banners[kind] = ""
        if not mark:
            others.append(line)
            continue
        said, closing, _ = (line if found is None else found["text"]).partition(mark)
        banners[kind] += said + "\n"
        mark = "" if closing else mark
    if mark:
        raise Unreadable(f"expected the end of the {kind} banner, found none")
    return {kind: text.strip("\n") for kind, text in banners.items()}, others


def _sections(lines: Iterable[str]) -> dict[str, list[str]]:
    """Each outermost line with the lines that are indented below it."""
    sections: dict[str, list[str]] = {}
    below: list[str] = []
    for line in lines:
        if line.startswith(" "):
            below.append(line.strip())
        elif line != "!":
            below = sections.setdefault(line.strip(), [])
    return sections


def _lines_of(head: str) -> str:
    found = VTY.fullmatch(head)
    return "" if found is None else f"{found['first']}-{found['last'] or found['first']}"


def _protocols(body: Sequence[str]) -> str:
    said = next(
        (line.removeprefix("transport input ").split() for line in body if line.startswith("transport input ")), ["all"]
    )
    return said[0] if len(said) == 1 else "all"


def _authentication(body: Sequence[str], is_aaa: bool) -> str:
    if is_aaa:
        return "aaa"
    if "login local" in body:
        return "local"
    return "none" if "no login" in body else "password"


def _acl(body: Sequence[str]) -> str:
    words = next(
        (line.split() for line in body if line.startswith("access-class ") and line.endswith((" in", " in vrf-also"))),
        None,
    )
    return words[1] if words else ""


def _idle(body: Sequence[str]) -> float:
    """Minutes; 0 for a line that never ends."""
    found = next((match for line in body if (match := IDLE.fullmatch(line))), None)
    if "no exec-timeout" in body:
        return 0.0
    return DEFAULT_IDLE if found is None else int(found["minutes"]) + int(found["seconds"] or 0) / 60


def _algorithms(top: Sections, kind: str) -> tuple[str, ...] | None:
    """None where the configuration leaves them to the release."""
    start = f"ip ssh server algorithm {kind} "
    found = next((head.removeprefix(start).split() for head in top if head.startswith(start)), None)
    return None if found is None else tuple(ALGORITHMS.get(word, word) for word in found)


def _snmp_versions(top: Sections) -> tuple[str, ...]:
    versions = {match["version"] for head in top if (match := SNMP2_GROUP.fullmatch(head))}
    # A community without a group is good for both.
    versions |= {version for head in top if head.startswith("snmp-server community ") for version in ("v1", "v2c")}
    versions |= {"v3" for head in top if SNMP3.fullmatch(head)}
    return tuple(sorted(versions))


def _matching(top: Sections, pattern: re.Pattern[str], group: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[group] for head in top if (match := pattern.fullmatch(head))))


def _addresses(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(_canonical(text) for text in found)


def _canonical(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text


def _ports(top: Sections, is_set: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(
        head.removeprefix("interface ")
        for head, body in top.items()
        if head.startswith("interface ") and any(is_set(line) for line in body)
    )
