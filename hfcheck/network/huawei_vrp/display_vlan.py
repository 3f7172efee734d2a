"""display vlan: each VLAN with its ports and its properties.

Two tables: the ports of each VLAN, then what is set for each VLAN. A VLAN must stand in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hfcheck.network.columns import fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import is_rule
from hfcheck.readings.parsing import Unreadable, whole

TOTAL = re.compile(r"The total number of vlans is ?: ?(?P<count>\d{1,4})", re.IGNORECASE)
LEGEND = re.compile(r"\* ?: ?management-vlan", re.IGNORECASE)
PORT = re.compile(r"(?:(?P<how>UT|TG|ST|MP):)?(?P<port>[^ ()]+)\((?P<state>[UD])\)")
WAYS = {"UT": "untagged", "TG": "tagged", "ST": "stacked", "MP": "mapped"}
# Titles of the second table: the field each fills. The description is the last, and keeps its blanks.
SETTINGS = {
    "Type": "type",
    "Status": "status",
    "Property": "property",
    "MAC-LRN": "mac_learning",
    "Statistics": "statistics",
    "STAT": "statistics",
    "BC": "broadcast",
    "MC": "multicast",
    "UC": "unknown_unicast",
    "Description": "description",
}
FIELDS = tuple(dict.fromkeys(SETTINGS.values()))


def parse(text: str) -> Mapping[str, object]:
    """One entry a VLAN, from both tables."""
    total, tables = _tables(lines(text))
    if len(tables) != 2:
        raise Unreadable(f"expected the ports and the settings of the VLANs, found {len(tables)} tables")
    found = {number: _empty(number) for number in _numbers(tables[0][1])}
    _ports(found, tables[0][1])
    if sorted(_numbers(tables[1][1])) != sorted(found):
        raise Unreadable("expected the same VLANs in both tables, found others in the second")
    for line in tables[1][1]:
        _settings(found, tables[1][0], line)
    if total not in (None, len(found)):
        raise Unreadable(f"expected {total} VLANs, found {len(found)}")
    return {"vlans": some(list(found.values()), "VLANs")}


def _tables(found: Iterable[str]) -> tuple[int | None, list[tuple[str, list[str]]]]:
    total: int | None = None
    tables: list[tuple[str, list[str]]] = []
    for line in found:
        plain = line.strip()
        count = TOTAL.fullmatch(plain)
        if count is not None:
            total = int(count["count"])
        elif plain.split()[0] == "VID":
            tables.append((line, []))
        elif tables and not is_rule(line):
            tables[-1][1].append(line)
        elif not tables and not is_rule(line) and not _is_legend(plain):
            raise Unreadable(f"expected the header of the VLANs, found {plain[:120]!r}")
    return total, tables


def _is_legend(line: str) -> bool:
    if LEGEND.fullmatch(line):
        return True
    return line.endswith(";") and all(":" in part for part in line[:-1].split(";"))


def _numbers(table: Sequence[str]) -> list[int]:
    firsts = [_first(line) for line in table]
    numbers = [whole(first, "VID") for first in firsts if first.isdigit()]
    if len(set(numbers)) != len(numbers):
        raise Unreadable("expected each VLAN once, found one again")
    return numbers


def _first(line: str) -> str:
    """The first word; the number of a VLAN may have the mark of the legend before it."""
    word = line.split(None, 1)[0]
    return word.lstrip("#*") if word.lstrip("#*").isdigit() else word


def _empty(number: int) -> dict[str, object]:
    return {"vlan": number, **dict.fromkeys(FIELDS), **{way: [] for way in WAYS.values()}}


def _ports(found: Mapping[int, dict[str, object]], table: Sequence[str]) -> None:
    vlan: dict[str, object] = {}
    way = ""
    for line in table:
        words = [_first(line), *line.split()[1:]]
        if words[0].isdigit():
            vlan, way = found[int(words[0])], ""
            words = words[1:]
            if words and not PORT.fullmatch(words[0]):
                vlan["type"] = words.pop(0)
        for word in words:
            port = fit(PORT, word, "a port of a VLAN")
            way = port["how"] or way
            if not vlan or not way:
                raise Unreadable(f"expected a VLAN and TG, UT, ST or MP before {word[:80]!r}")
            listed = vlan[WAYS[way]]
            assert isinstance(listed, list)  # noqa: S101 # set so by _empty
            listed.append({"port": port["port"], "up": port["state"] == "U"})


def _settings(found: Mapping[int, dict[str, object]], header: str, line: str) -> None:
    titles = header.split()[1:]
    unknown = [title for title in titles if title not in SETTINGS]
    if unknown or titles[-1:] != ["Description"]:
        raise Unreadable(f"expected the titles of the settings, found {header.strip()[:120]!r}")
    words = [_first(line), *line.split(None, len(titles))[1:]]
    if not words[0].isdigit():
        _go_on(found, header, line)
        return
    if len(words) < len(titles):
        raise Unreadable(f"expected the settings of a VLAN, found {line.strip()[:120]!r}")
    cells = dict(zip(titles, [*words[1:], ""], strict=False))
    found[int(words[0])].update({SETTINGS[title]: cell.strip() for title, cell in cells.items()})


def _go_on(found: Mapping[int, dict[str, object]], header: str, line: str) -> None:
    """A long description goes on in the next line, below its own title."""
    told = [vlan for vlan in found.values() if vlan["description"]]
    if not told or line[: header.index("Description")].strip():
        raise Unreadable(f"expected the settings of a VLAN, found {line.strip()[:120]!r}")
    told[-1]["description"] = f"{told[-1]['description']}{line.strip()}"


COMMAND = Command(
    line="display vlan",
    aliases=("display vlan *",),
    values={
        "vlans": f"vlan, {', '.join(FIELDS)} (as printed), and by way of membership {', '.join(WAYS.values())}: "
        "port, up"
    },
    parse=parse,
)
