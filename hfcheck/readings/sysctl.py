"""Kernel settings that decide what a stranger may do, as the running kernel holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows, whole

SNIPPET = r"""
cd /proc/sys 2>/dev/null || absent "no /proc/sys"
set --
for file in kernel/randomize_va_space kernel/dmesg_restrict fs/suid_dumpable net/ipv4/ip_forward \
  net/ipv6/conf/all/forwarding net/ipv4/tcp_syncookies net/ipv4/icmp_echo_ignore_broadcasts \
  net/ipv4/conf/*/accept_redirects net/ipv4/conf/*/send_redirects net/ipv4/conf/*/accept_source_route \
  net/ipv4/conf/*/rp_filter net/ipv4/conf/*/log_martians \
  net/ipv6/conf/*/accept_redirects net/ipv6/conf/*/accept_source_route; do
  [ -r "$file" ] && set -- "$@" "$file"
done
awk '{ print FILENAME, $1 }' "$@"
"""
KEY = re.compile(r"[\w./@:+-]+")
Settings = Mapping[str, int]
SCALARS = {
    "randomize_va_space": "kernel/randomize_va_space",
    "dmesg_restrict": "kernel/dmesg_restrict",
    "suid_dumpable": "fs/suid_dumpable",
    "tcp_syncookies": "net/ipv4/tcp_syncookies",
    "icmp_echo_ignore_broadcasts": "net/ipv4/icmp_echo_ignore_broadcasts",
}


def either(every: int, own: int) -> int:
    """On where the interface or "all" is on."""
    return int(every > 0 or own > 0)


def both(every: int, own: int) -> int:
    """On where the interface and "all" are on."""
    return int(every > 0 and own > 0)


# How the kernel joins the "all" of IPv4 with an interface's own value (Documentation/networking/ip-sysctl).
JOINED: Mapping[str, Callable[[int, int], int]] = {
    "accept_redirects": either,
    "send_redirects": either,
    "accept_source_route": both,
    "rp_filter": max,
    "log_martians": either,
}


def _interfaces(settings: Settings, family: str, key: str) -> dict[str, int]:
    pattern = re.compile(rf"net/{family}/conf/([^/]+)/{key}")
    found = {match[1]: value for path, value in settings.items() if (match := pattern.fullmatch(path))}
    return {name: value for name, value in found.items() if name != "lo"}


def _mapping(settings: Settings, key: str, join: Callable[[int, int], int]) -> Answer:
    if key == "accept_redirects" and settings.get("net/ipv4/ip_forward") == 1:
        join = both
    four, six = _interfaces(settings, "ipv4", key), _interfaces(settings, "ipv6", key)
    every = four.pop("all", 0)
    # In IPv6 "all" is only a way to set every interface, and does not take part itself.
    values = {f"ipv4 {name}": join(every, own) for name, own in four.items()}
    values |= {f"ipv6 {name}": own for name, own in six.items() if name != "all"}
    return values or NotApplicable(Reason.ABSENT, "no such setting in this kernel")


def _forwarding(settings: Settings) -> Answer:
    paths = {"ipv4": "net/ipv4/ip_forward", "ipv6": "net/ipv6/conf/all/forwarding"}
    values: dict[str, int] = {family: settings[path] for family, path in paths.items() if path in settings}
    return values or NotApplicable(Reason.ABSENT, "no such setting in this kernel")


def parse(output: Output) -> Mapping[str, Answer]:
    """`<path below /proc/sys> <whole number>` lines."""
    settings: dict[str, int] = {}
    for line in rows(output.stdout):
        path, value = fields(line, 2, "a kernel setting")
        if not KEY.fullmatch(path):
            raise Unreadable(f"expected a path below /proc/sys, found {path!r}")
        settings[path] = whole(value, path)
    scalars: dict[str, Answer] = {name: settings[path] for name, path in SCALARS.items() if path in settings}
    joined = {key: _mapping(settings, key, join) for key, join in JOINED.items()}
    return {**scalars, **joined, "forwarding": _forwarding(settings)}


EFFECTIVE = "family and interface (lo left out, 'default' is what new ones get) → the effective value"
READING = Reading(
    values={
        "randomize_va_space": "kernel.randomize_va_space: 0 off, 1 partly, 2 fully",
        "dmesg_restrict": "kernel.dmesg_restrict: 1 hides the kernel's messages from users",
        "suid_dumpable": "fs.suid_dumpable: 0 no core dumps of privileged programs, 1 readable, 2 for root",
        "tcp_syncookies": "net.ipv4.tcp_syncookies: 0 off, 1 when needed, 2 always",
        "icmp_echo_ignore_broadcasts": "net.ipv4.icmp_echo_ignore_broadcasts: 1 ignores them",
        "forwarding": "family (ipv4, ipv6) → 1 where the host forwards packets",
        "accept_redirects": f"{EFFECTIVE} of accept_redirects",
        "send_redirects": f"{EFFECTIVE} of send_redirects, IPv4 only",
        "accept_source_route": f"{EFFECTIVE} of accept_source_route",
        "rp_filter": f"{EFFECTIVE} of rp_filter, IPv4 only: 0 off, 1 strict, 2 loose",
        "log_martians": f"{EFFECTIVE} of log_martians, IPv4 only",
    },
    parse=parse,
    snippet=SNIPPET,
    command="sysctl -a",
)
