"""display device: boards, cards, fans and power supplies, and whether each is there and registered."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import NOTHING, behind, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import is_rule
from hfcheck.readings.parsing import Unreadable

# Each title with the field it fills; a release prints some of them.
TITLES = {
    "Slot/Card": "slot/card",
    "Slot #": "slot",
    "Slot": "slot",
    "Card-Type": "type",
    "Card": "card",
    "Sub": "card",
    "Type": "type",
    "Online": "online",
    "Power": "power",
    "Register": "registered",
    "Alarm": "alarm",
    "Status": "alarm",
    "Primary": "role",
    "Role": "role",
    "LsId": "lsid",
}
TITLE = re.compile("|".join(re.escape(title) for title in TITLES))
DEVICE = re.compile(r"(?:\S.*'s )?Device status ?:", re.IGNORECASE)
NOTE = re.compile(r"\*: ?configured, ?unactived? board", re.IGNORECASE)
ONLINE = {"present": True, "offline": False, "absent": False}
REGISTERED = {"registered": True, "unregistered": False}


def parse(text: str) -> Mapping[str, object]:
    """One part a row; a row without a slot belongs to the slot above it."""
    before, header, rest = behind(lines(text), lambda line: line.split()[0].startswith("Slot"))
    for line in before:
        if not (is_rule(line) or DEVICE.fullmatch(line.strip()) or NOTE.fullmatch(line.strip())):
            raise Unreadable(f"expected the header of the parts, found {line.strip()[:120]!r}")
    titles = TITLE.findall(header)
    if TITLE.sub("", header).strip():
        raise Unreadable(f"expected known titles, found {header.strip()[:120]!r}")
    parts: list[dict[str, object]] = []
    slot, second = "", header.index(titles[1], len(titles[0])) if len(titles) > 1 else 0
    for line in rest:
        if not is_rule(line):
            slotless = len(line) - len(line.lstrip()) >= second
            cells = _cells(line, titles, slot if slotless else "")
            slot = cells[titles[0]]
            parts.append(_part(cells))
    return {"parts": some(parts, "parts")}


def _cells(line: str, titles: list[str], slot: str) -> dict[str, str]:
    """The cells of a row, below the slot of the rows above it where it leaves its own out."""
    words = [slot, *line.split()] if slot else line.split()
    kind = next((at for at, title in enumerate(titles) if TITLES[title] == "type"), None)
    # The name of a board is the only cell of two words.
    if kind is not None and len(words) == len(titles) + 1:
        words[kind : kind + 2] = [" ".join(words[kind : kind + 2])]
    if len(words) != len(titles):
        raise Unreadable(f"expected cells of {' '.join(titles)!r}, found {line.strip()[:120]!r}")
    return dict(zip(titles, words, strict=True))


def _part(cells: Mapping[str, str]) -> dict[str, object]:
    found = {TITLES[title]: None if cell in NOTHING else cell for title, cell in cells.items()}
    slot, _, card = (found.pop("slot/card", None) or "").partition("/")
    kind = found.get("type")
    return {
        "slot": found.get("slot") or slot or None,
        "card": found.get("card") or card or None,
        "type": kind.removeprefix("*") if kind else None,
        "configured_only": bool(kind and kind.startswith("*")),
        "online": _known(found.get("online"), ONLINE, "Online"),
        "power": found.get("power"),
        "registered": _known(found.get("registered"), REGISTERED, "Register"),
        "alarm": found.get("alarm"),
        "role": found.get("role"),
    }


def _known(word: str | None, meanings: Mapping[str, bool], what: str) -> bool | None:
    if word is None:
        return None
    if word.lower() not in meanings:
        raise Unreadable(f"expected one of {sorted(meanings)} for {what}, found {word[:80]!r}")
    return meanings[word.lower()]


COMMAND = Command(
    line="display device",
    aliases=("display device all", "display device card", "display device slot *"),
    values={
        "parts": "slot, card, type, configured_only (configured but not there), online, power, registered, alarm (as "
        "printed: Normal, Abnormal), role (Master, Slave, Standby)"
    },
    parse=parse,
)
