"""dir: the files of a storage, and how much of it is free."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import behind, fit, is_header, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("Idx", "Attr", "Size(Byte)", "Date", "Time", "FileName")
DIRECTORY = re.compile(r"Directory of (?P<directory>\S.*)")
TOTAL = re.compile(r"(?P<total>[0-9,]{1,20}) KB total(?: available)? \((?P<free>[0-9,]{1,20}) KB free\)")
ROW = re.compile(
    r"(?P<index>\d+) +(?P<attributes>[drwx-]{4}) +(?P<size>[0-9,]{1,26}|-) +"
    r"(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) +(?P<year>\d{4}) +(?P<time>\d\d:\d\d(?::\d\d)?) +(?P<name>\S.*)"
)
# Thousands apart by commas: a digit that was lost would make another number.
SIZE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*|[0-9]+")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse(text: str) -> Mapping[str, object]:
    """The files, and the size of the storage from the last line."""
    before, _, rest = behind(lines(text), lambda line: line.split()[0] == "Idx")
    header = lines(text)[len(before)]
    # Some releases add the storage unit's own column; those outputs have not been seen and are refused.
    # A router says by which clock: Time(LMT).
    if not is_header(header.replace("(LMT)", ""), TITLES) or len(before) != 1 or not rest:
        raise Unreadable(f"expected a directory and {' '.join(TITLES)}, found {header.strip()[:120]!r}")
    size = fit(TOTAL, rest[-1], "the size of the storage")
    return {
        "directory": fit(DIRECTORY, before[0], "the name of the directory")["directory"].strip(),
        "files": [_file(line) for line in rest[:-1]],
        "total_kib": _size(size["total"], "KB total"),
        "free_kib": _size(size["free"], "KB free"),
    }


def _file(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a file")
    return {
        "name": row["name"],
        "directory": row["attributes"].startswith("d"),
        "attributes": row["attributes"],
        "bytes": None if row["size"] == "-" else _size(row["size"], "Size"),
        "changed": _changed(row),
    }


def _size(text: str, what: str) -> int:
    if not SIZE.fullmatch(text):
        raise Unreadable(f"expected a size for {what}, found {text!r}")
    return whole(text.replace(",", ""), what)


def _changed(row: Mapping[str, str]) -> str:
    try:
        month = MONTHS.index(row["month"]) + 1
        day = f"{row['year']}-{month:02}-{int(row['day']):02}"
        return datetime.fromisoformat(f"{day}T{row['time']}").isoformat()
    except ValueError:
        raise Unreadable(f"expected a date and a time of a file, found {row['month']} {row['day']}") from None


COMMAND = Command(
    line="dir",
    aliases=("dir *", "dir /all"),
    values={
        "directory": "name, as flash:/",
        "files": "name, directory (bool), attributes, bytes (None for a directory), changed (device's clock)",
        "total_kib": "size of the storage, KiB",
        "free_kib": "free of it, KiB",
    },
    parse=parse,
)
