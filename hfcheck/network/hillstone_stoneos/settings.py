"""How a firewall of StoneOS is set up where security is concerned, read from its configuration.

StoneOS has no VTY lines: which protocols manage it is set on each interface. What its configuration shows in no release
that we know of (algorithms, a banner, guards of switch ports) stays unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hfcheck.network.facts import Configuration
from hfcheck.network.settings import Settings

SECTION = re.compile(r'(?P<kind>interface|admin user) +"?(?P<name>[^"]{1,64})"?')
NTP = re.compile(r"ntp server (?P<host>[A-Za-z0-9.:-]{1,64})(?: .*)?")
SYSLOG = re.compile(r"logging syslog (?P<host>[A-Za-z0-9.:-]{1,64})(?: .*)?")
TRAP = re.compile(r"snmp-server (?:host|trap-host) .*\bversion (?P<version>1|2c|3)\b.*")
COMMUNITY = re.compile(r"snmp-server (?:.* )?community .*|snmp-server host .* version (?:1|2c) .*")
TIMEOUT = re.compile(r"console timeout (?P<minutes>[0-9]{1,4})")
VERSIONS = {"1": "v1", "2c": "v2c", "3": "v3"}


def settings(configuration: Configuration) -> Settings:
    """The settings that the configuration shows; an interface that nothing manages shows that, too."""
    sections = tuple(_sections(configuration.lines))
    outer = [line.strip() for line in configuration.lines if line[:1] != " "]
    interfaces = [(name, lines) for kind, name, lines in sections if kind == "interface"]
    managed = {line.removeprefix("manage ") for _, lines in interfaces for line in lines if line.startswith("manage ")}
    timeouts = [found for line in outer if (found := TIMEOUT.fullmatch(line))]
    return Settings(
        telnet="telnet" in managed,
        http="http" in managed,
        ssh="ssh" in managed,
        console_idle_minutes=float(timeouts[0]["minutes"]) if timeouts else None,
        local_users=tuple(sorted(name for kind, name, _ in sections if kind == "admin user")),
        snmp_versions=tuple(sorted(set(_snmp_versions(outer)))),
        snmp_communities=sum(COMMUNITY.fullmatch(line) is not None for line in outer),
        ntp_servers=_hosts(NTP, outer),
        syslog_hosts=_hosts(SYSLOG, outer),
        shut_ports=tuple(name for name, lines in interfaces if "shutdown" in lines),
    )


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each section's kind, name and lines: from its heading to the `exit` that stands as far left."""
    heading: re.Match[str] | None = None
    inner: list[str] = []
    for line in lines:
        if line[:1] != " " and heading is not None:
            yield heading["kind"], heading["name"], tuple(inner)
            heading = None
        if line[:1] != " ":
            heading, inner = SECTION.fullmatch(line.strip()), []
        else:
            inner.append(" ".join(line.split()))
    if heading is not None:
        yield heading["kind"], heading["name"], tuple(inner)


def _snmp_versions(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        trap = TRAP.fullmatch(line)
        if trap is not None:
            yield VERSIONS[trap["version"]]
        elif line.startswith("snmp-server user "):
            yield "v3"


def _hosts(pattern: re.Pattern[str], lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found["host"] for line in lines if (found := pattern.fullmatch(line))))
