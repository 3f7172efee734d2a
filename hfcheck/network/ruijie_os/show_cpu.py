"""`show cpu`: use of the processors; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import is_rule, percent
from hfcheck.readings.parsing import Unreadable

PLACE = re.compile(r"\[?(?P<part>(?:Slot|Device) ?[0-9A-Z/-]{1,12})(?: ?[:,] ?.{0,80})?\]?:?", re.IGNORECASE)
TITLE = re.compile(r"CPU Using Rate Information", re.IGNORECASE)
USE = re.compile(
    r"CPU utilization in (?P<span>five seconds|one minute|five minutes) ?: ?(?P<use>\S{1,10})", re.IGNORECASE
)
HEADER = re.compile(r"NO +5Sec +1Min +5Min +Process", re.IGNORECASE)
PROCESS = re.compile(r"[0-9]{1,10} +[0-9.]{1,8}% +[0-9.]{1,8}% +[0-9.]{1,8}% +\S.{0,80}")
SPANS = ("five seconds", "one minute", "five minutes")


def parse(text: str) -> Mapping[str, object]:
    """One row a processor; what single processes take is left out."""
    rows: list[dict[str, object]] = []
    part = ""
    for line in (line.strip() for line in lines(text)):
        place, use = PLACE.fullmatch(line), USE.fullmatch(line)
        if place is not None:
            part = place["part"].rstrip("]")
        elif use is not None:
            _add(rows, part, use)
        elif not (TITLE.fullmatch(line) or HEADER.fullmatch(line) or PROCESS.fullmatch(line) or is_rule(line)):
            raise Unreadable(f"expected the use of a processor, found {line[:80]!r}")
    return {"processors": some([_complete(row) for row in rows], "the use of a processor")}


def _add(rows: list[dict[str, object]], part: str, use: re.Match[str]) -> None:
    name = "_".join(use["span"].lower().split())
    if not rows or rows[-1]["part"] != part:
        rows.append({"part": part})
    if name in rows[-1]:
        raise Unreadable(f"expected {use['span']} of a processor once, found {use[0]!r}")
    rows[-1][name] = percent(use["use"], "the use of a processor")


def _complete(row: dict[str, object]) -> dict[str, object]:
    names: Sequence[str] = ["_".join(span.split()) for span in SPANS]
    missing = next((name for name in names if name not in row), None)
    if missing is not None:
        raise Unreadable(f"expected the use of a processor in {missing.replace('_', ' ')}, found none")
    return row


COMMAND = Command(
    line="show cpu",
    values={"processors": "rows of part (Slot 1, or empty), five_seconds, one_minute, five_minutes (percent)"},
    parse=parse,
)
