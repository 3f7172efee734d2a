"""How IOS words single values; each reader takes a cell and what it is, as those of hfcheck.network.columns do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from hfcheck.network.columns import NOTHING, mac, word
from hfcheck.readings.parsing import Unreadable, number, whole

T = TypeVar("T")

CLOCK = re.compile(r"(\d{1,6}):(\d\d):(\d\d)")
AGE = re.compile(r"(?:(\d{1,4})y)?(?:(\d{1,4})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?")
AGE_UNITS = (31_536_000, 604_800, 86_400, 3600, 60)
SPEED = re.compile(r"(?P<count>\d{1,6}) ?(?P<unit>[MG])b(?:/s|ps)", re.IGNORECASE)


def optional(read: Callable[[str, str], T]) -> Callable[[str, str], T | None]:
    """A reader that gives None where the device prints nothing, a dash or N/A."""
    return lambda text, what: None if text.strip() in NOTHING else read(text, what)


def plain(text: str, _what: str) -> str:
    """The text as it is, perhaps empty."""
    return text.strip()


def lower(text: str, what: str) -> str:
    """One word in lower case."""
    return word(text, what).lower()


def age(text: str, what: str) -> int:
    """A duration as 00:05:12, 1d02h or 3w4d, in seconds."""
    clock = CLOCK.fullmatch(text.strip())
    if clock is not None:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])
    found = AGE.fullmatch(text.strip())
    if found is None or not text.strip():
        raise Unreadable(f"expected a duration for {what}, found {text.strip()[:80]!r}")
    return sum(int(count) * unit for count, unit in zip(found.groups("0"), AGE_UNITS, strict=True))


def hardware(text: str, what: str) -> str | None:
    """A hardware address, None while it is asked for."""
    return None if text.strip() == "Incomplete" else mac(text, what)


def speed_mbps(text: str, what: str) -> float | None:
    """`1000Mb/s` in Mbit/s; None for a link that is negotiating or down."""
    plain_text = text.strip()
    if not plain_text or plain_text.lower().startswith(("auto", "unknown")):
        return None
    found = SPEED.fullmatch(plain_text)
    if found is None:
        raise Unreadable(f"expected a speed for {what}, found {plain_text[:80]!r}")
    return float(found["count"]) * (1000 if found["unit"] in "Gg" else 1)


def dbm(text: str, what: str) -> float | None:
    """A power in dBm; None where nothing is measured."""
    return None if text.strip() in NOTHING else number(text.strip(), what)


count = optional(whole)
some_word = optional(word)
