"""`display version`: software, model, uptime, and why the device last started; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import lines, span
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, place
from hfcheck.readings.parsing import Unreadable

# V7 says it in one line; V5 puts the platform before it.
SOFTWARE = re.compile(
    r"(?:(?P<vendor>H3C|HPE?|HUAWEI|UNIS) )?Comware (?:Platform )?Software,"
    r" (?:Software )?Version (?P<version>[0-9][0-9.A-Za-z]{0,20})"
    r"(?:, (?P<release>[A-Z][A-Za-z]{0,20} ?[0-9][0-9A-Za-z]{0,20}))?,?"
)
MODEL = re.compile(r"(?P<model>[^:]{1,80}) uptime is (?P<uptime>.{1,100})")
REASON = re.compile(r"Last reboot reason ?: ?(?P<reason>.{1,100})", re.IGNORECASE)
BOARD_UPTIME = re.compile(r"Uptime is (?P<uptime>.{1,100})", re.IGNORECASE)
BOARD_FACTS = {
    "board type": "type",
    "reboot cause": "reboot_cause",
    "patch version": "patch",
    "release version": "release",
}


def parse(text: str) -> Mapping[str, object]:
    """The device's own facts, and one row a board; refuses an output without version, model or uptime."""
    found = [line.strip() for line in lines(text)]
    starts = [number for number, line in enumerate(found) if HEADING.fullmatch(line)] or [len(found)]
    head = found[: starts[0]]
    software, model = _one(SOFTWARE, head, "a software version"), _one(MODEL, head, "a model and its uptime")
    reason = next((each for line in head if (each := REASON.fullmatch(line))), None)
    ends = [*starts[1:], len(found)]
    return {
        "version": software["version"],
        "release": software["release"] or None,
        "model": model["model"].strip(),
        "uptime_seconds": span(model["uptime"], "the uptime"),
        "reboot_reason": reason["reason"].strip() if reason else None,
        "boards": [_board(found[start:end]) for start, end in zip(starts, ends, strict=True) if start < end],
    }


def _one(pattern: re.Pattern[str], head: Sequence[str], what: str) -> dict[str, str]:
    matches = [found for line in head if (found := pattern.fullmatch(line))]
    if len(matches) != 1:
        raise Unreadable(f"expected {what} once, found it {len(matches)} times")
    return matches[0].groupdict("")


def _board(block: Sequence[str]) -> dict[str, object]:
    heading = HEADING.fullmatch(block[0])
    assert heading is not None  # noqa: S101 - each block starts with one
    board: dict[str, object] = {**place(heading), "uptime_seconds": None, **dict.fromkeys(BOARD_FACTS.values())}
    for line in block[1:]:
        uptime = BOARD_UPTIME.fullmatch(line)
        key, _, value = line.partition(":")
        name = "uptime_seconds" if uptime else BOARD_FACTS.get(" ".join(key.split()).lower())
        if name is None:
            continue
        if board[name] is not None:
            raise Unreadable(f"expected {name} of a board once, found it again in {line[:80]!r}")
        board[name] = span(uptime["uptime"], "a board's uptime") if uptime else _value(value)
    return board


def _value(text: str) -> str | None:
    return None if text.strip() in ("", "None", "NONE", "N/A") else text.strip()


COMMAND = Command(
    line="display version",
    values={
        "version": "version of the platform, as 7.1.070",
        "release": "release, as Release 6328P03; null where it is not printed",
        "model": "vendor and model, as H3C S5130S-28S-EI",
        "uptime_seconds": "time since the device started, seconds",
        "reboot_reason": "why it last started, as User reboot; null where it is not printed",
        "boards": "rows of chassis, slot, cpu, uptime_seconds, type, reboot_cause, patch, release",
    },
    parse=parse,
)
