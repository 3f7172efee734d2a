"""`show version`: what the device is, since when it runs, its serial numbers; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, key_block, keyed, lines
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import clock
from hfcheck.readings.parsing import Unreadable

# Ruijie Full Gigabit Routing Switch (S5750C-28GT4XS-H) By Ruijie Networks
MODEL = re.compile(r".{0,120}\((?P<model>[A-Z][A-Za-z0-9._/ +-]{1,60})\).{0,120}")
HEADINGS = ("Module information:", "Device information:")
# Slot 0 : RG-S5750C-28GT4XS-H, Slot 1/0 : …, Device-1
PART = re.compile(r"(?P<name>(?:Slot|Device|Module)[ -][0-9A-Z/]{1,12})(?: *: *(?P<type>\S.{0,80})?)?", re.IGNORECASE)
SYSTEM = {
    "system description": "description",
    "system start time": "started",
    "system hardware version": "hardware",
    "system software version": "software",
    "system patch number": "patch",
    "system serial number": "serial",
    "system boot version": "boot",
    "system uptime": "uptime",
    "system ctrl version": "control",
    "system software number": "number",
    "system mac address": "mac",
}
OF_PART = {"serial number": "serial", "hardware version": "hardware", "software version": "software"}
UNSAID = frozenset({"", "NA", "N/A", "-"})


def parse(text: str) -> Mapping[str, object]:
    """The device's own facts, and one row a module or a member of a stack; refuses one without uptime or software."""
    found = lines(text)
    at = next((number for number, line in enumerate(found) if line.strip() in HEADINGS), len(found))
    system = _system(found[:at])
    model = MODEL.fullmatch(system["description"] or "")
    return {
        "description": system["description"],
        "model": model["model"] if model else None,
        "software": system["software"],
        "hardware": system["hardware"],
        "serial": system["serial"],
        "uptime_seconds": clock(system["uptime"] or "", "the uptime"),
        "parts": _parts([line for line in found[at:] if line.strip() not in HEADINGS]),
    }


def _system(found: Sequence[str]) -> dict[str, str | None]:
    printed = {key.lower(): value for key, value in key_block(found).items()}
    strange = next((key for key in printed if key not in SYSTEM), None)
    if strange is not None:
        raise Unreadable(f"expected {' or '.join(list(SYSTEM)[:2])}, found {strange[:80]!r}")
    system = {name: _said(printed.get(key, "")) for key, name in SYSTEM.items()}
    missing = next((name for name in ("description", "software", "uptime") if system[name] is None), None)
    if missing is not None:
        raise Unreadable(f"expected the {missing} of the system, found none")
    return system


def _parts(found: Sequence[str]) -> list[dict[str, str | None]]:
    return [_part(block) for block in blocks(found, lambda line: PART.fullmatch(line.strip()))]


def _part(block: Sequence[str]) -> dict[str, str | None]:
    heading = PART.fullmatch(block[0].strip())
    assert heading is not None  # noqa: S101 - each block starts with one
    part: dict[str, str | None] = {"name": heading["name"], "type": heading["type"], **dict.fromkeys(OF_PART.values())}
    for line in block[1:]:
        key, value = keyed(line)
        name = OF_PART.get(key.lower())
        if name is not None and part[name] is not None:
            raise Unreadable(f"expected {key!r} of a part once, found it again in {line.strip()[:80]!r}")
        if name is not None:
            part[name] = _said(value)
    return part


def _said(text: str) -> str | None:
    return None if text in UNSAID else text


COMMAND = Command(
    line="show version",
    values={
        "description": "what the device says of itself",
        "model": "model, as S5750C-28GT4XS-H; null where the description names none",
        "software": "release, as S5750C_RGOS 12.5(4)B0703",
        "hardware": "version of the hardware; null where it is not printed",
        "serial": "serial number; null where it is not printed",
        "uptime_seconds": "time since the device started, seconds",
        "parts": "rows of name (Slot 0, Device-1), type, serial, hardware, software",
    },
    parse=parse,
)
