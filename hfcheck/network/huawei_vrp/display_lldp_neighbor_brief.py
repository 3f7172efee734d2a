"""display lldp neighbor brief: the neighbours in one line each. No public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import behind, columns, is_header, lines, maybe, some, word
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

# The titles of VRP5, of its older releases, and of VRP8, in the order in which they are printed.
HEADERS: tuple[Mapping[str, str], ...] = (
    {"Local Intf": "port", "Neighbor Dev": "system_name", "Neighbor Intf": "port_id", "Exptime (sec)": "expires"},
    {"Local Intf": "port", "Neighbor Dev": "system_name", "Neighbor Intf": "port_id", "Exptime(sec)": "expires"},
    {"Local Intf": "port", "Neighbor Dev": "system_name", "Neighbor Intf": "port_id", "Exptime(s)": "expires"},
    {"Local Intf": "port", "Neighbor Dev": "system_name", "Neighbor Intf": "port_id", "Exptime": "expires"},
    {
        "Local Interface": "port",
        "Exptime(s)": "expires",
        "Neighbor Interface": "port_id",
        "Neighbor Device": "system_name",
    },
)


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour: by words where each cell is one word, otherwise by the columns of the header."""
    before, header, rest = behind(
        unruled(lines(text)), lambda line: any(is_header(line, list(titles)) for titles in HEADERS)
    )
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    titles = next(titles for titles in HEADERS if is_header(header, list(titles)))
    table = columns(header, list(titles))
    rows = []
    for line in rest:
        words = line.split()
        plain = len(words) == len(titles)
        cells = dict(zip(titles, words, strict=True)) if plain else table.cells(line)
        rows.append(_row({titles[title]: cell for title, cell in cells.items()}))
    return {"neighbors": some(rows, "neighbours")}


def _row(cells: Mapping[str, str]) -> dict[str, object]:
    return {
        "port": word(cells["port"], "the port"),
        "system_name": None if cells["system_name"] in ("", "-", "--") else cells["system_name"],
        "port_id": None if cells["port_id"] in ("", "-", "--") else cells["port_id"],
        "expires_seconds": maybe(cells["expires"], whole, "Exptime"),
    }


COMMAND = Command(
    line="display lldp neighbor brief",
    values={"neighbors": "port (of this device), system_name, port_id, expires_seconds"},
    parse=parse,
)
