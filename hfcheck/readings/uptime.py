"""When the kernel was started, and whether that was after the last round."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, instant, rows, whole

SNIPPET = r"""
grep '^btime ' /proc/stat
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """`btime <epoch seconds>`; the argument is the last round, `@<epoch seconds>`."""
    row = next(rows(output.stdout), "")
    word, rest = fields(row, 2, "/proc/stat")
    started = whole(rest, "the time of the start")
    if word != "btime" or started <= 0:
        raise Unreadable(f"expected btime, found {row!r}")
    if len(output.arguments) != 1 or not output.arguments[0].startswith("@"):
        raise Unreadable(f"expected the last round as @seconds, found {output.arguments}")
    return {
        "started": instant(rest, "the time of the start"),
        "up_days": max(0, int(output.taken_at.timestamp()) - started) // 86400,
        "rebooted": started > whole(output.arguments[0][1:], "the last round"),
    }


READING = Reading(
    values={
        "started": "when the kernel was started, ISO 8601 (a container shows its host's)",
        "up_days": "whole days since then",
        "rebooted": "whether that was after the last round",
    },
    parse=parse,
    snippet=SNIPPET,
    command="uptime -s",
)
