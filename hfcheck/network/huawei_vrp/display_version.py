"""display version: what the device is, what it runs, and for how long."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines, span
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

# VRP3 names its release behind the version; a firewall of VRP 5.3 puts the product before the platform.
VERSION = re.compile(
    r"(?:VRP (?:\(R\) )?software, |Huawei YunShan OS,? )?Version (?P<vrp>[^\s,]{1,40})"
    r"(?: \((?P<product>[^()]{0,80})\)|, Release (?P<release>\S{1,40}))?"
    r"|Software Version: (?P<before>[^()]{1,80}) \(VRP \(R\) Software, Version (?P<inside>[^\s()]{1,40})\)",
    re.IGNORECASE,
)
PLATFORMS = ("versatile routing platform", "vrp", "yunshan os")
UPTIME = re.compile(r"(?P<device>[^:]+?) uptime is (?P<uptime>[^:]+)")
PATCH = re.compile(r"Patch Version *: *(?P<patch>\S+)", re.IGNORECASE)
BOARD = re.compile(r"(?P<name>[^:()]+)(?:\((?P<role>\w+)\)(?P<number>[^:()]*))?: *uptime is (?P<uptime>[^:]+)")
RELEASE = re.compile(r"V\d+R\d+\S*")
VENDORS = frozenset({"huawei", "quidway", "secospace", "secoway"})
KINDS = frozenset(
    {
        "terabit",
        "routing",
        "agile",
        "access",
        "ethernet",
        "switch",
        "router",
        "firewall",
        "gateway",
        "controller",
        "wireless",
        "series",
    }
)


def parse(text: str) -> Mapping[str, object]:
    """The heading of the output, and its boards; a board's own lines stay text."""
    found = lines(text)
    if not any(name in found[0].lower() for name in PLATFORMS):
        raise Unreadable(f"expected the name of the platform, found {found[0].strip()[:80]!r}")
    version = fit(VERSION, _one(found, VERSION, "the VRP version"), "the VRP version")
    uptime = fit(UPTIME, _one(found, UPTIME, "the device and its uptime"), "the device and its uptime")
    patches = [match["patch"] for line in found if (match := PATCH.fullmatch(line.strip()))]
    return {
        "vrp": version["vrp"] or version["inside"],
        **_product(version["product"] or version["before"], version["release"]),
        "patch": patches[0] if patches else None,
        **_model(uptime["device"].split()),
        "uptime_seconds": span(uptime["uptime"], "uptime"),
        "boards": _boards(found),
    }


def _one(found: list[str], pattern: re.Pattern[str], what: str) -> str:
    fitting = [line for line in found if pattern.fullmatch(line.strip())]
    if len(fitting) != 1:
        raise Unreadable(f"expected {what} in one line, found {len(fitting)}")
    return fitting[0]


def _product(text: str, release: str) -> dict[str, str | None]:
    words = text.split()
    releases = [word for word in words if RELEASE.fullmatch(word)] or [release] * bool(release)
    return {
        "product": " ".join(word for word in words if word not in releases) or None,
        "release": releases[0] if releases else None,
    }


def _model(words: list[str]) -> dict[str, str | None]:
    names = words[1:] if words[0].lower() in VENDORS else list(words)
    kinds: list[str] = []
    while names and names[-1].lower() in KINDS:
        kinds.insert(0, names.pop())
    if not names:
        raise Unreadable(f"expected the name of a model, found {' '.join(words)!r}")
    return {"model": " ".join(names), "kind": " ".join(kinds) or None}


def _boards(found: list[str]) -> list[dict[str, object]]:
    boards: list[dict[str, object]] = []
    details: list[str] = []
    for line in found:
        board = BOARD.fullmatch(line.strip())
        if board is not None:
            details = []
            name = f"{board['name'].strip()} {(board['number'] or '').strip()}".strip()
            seconds = span(board["uptime"], f"uptime of {name}")
            boards.append({"name": name, "role": board["role"], "uptime_seconds": seconds, "details": details})
        else:
            details.append(" ".join(line.split()))
    return boards


COMMAND = Command(
    line="display version",
    values={
        "vrp": "version of the platform, as 5.170 or 8.180",
        "product": "product series, as S7700; None where it is not printed",
        "release": "release, as V200R010C00SPC600; None where it is not printed",
        "patch": "patch version; None where it is not printed",
        "model": "model, as AR617VW-LTE4EA",
        "kind": "the words behind the model, as Router; None where there are none",
        "uptime_seconds": "time since the device started, seconds",
        "boards": "boards or stack members with role, uptime_seconds and their own lines",
    },
    parse=parse,
)
