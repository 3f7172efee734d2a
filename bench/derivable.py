"""Whether the values that a parser tells can come from the text that it was given: the oracle of the fuzzing.

A value is derivable if it stands in the text, case, blanks and the separators of addresses aside, or if it is made of
what does: a member of a printed range; by its name a size or a speed in another unit, a time span in seconds or between
two printed moments, a share in percent; a word that stands for one of the device's own (MEANINGS).

What this cannot see: a value that is in the text, but was put under a wrong name or into a wrong row; true for false; a
row that is missing. The tests of the single parsers look at those. `faulty` is what every unknown word of a device
means, and so can always come.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property

KEY = re.compile(r"[a-z_0-9]*")
NUMBER = re.compile(r"[0-9]*\.[0-9]+|[0-9]+(?:e[0-9]{1,2})?")
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
TOKEN = re.compile(r"[a-z\u0080-\U0010ffff]+|[0-9]+", re.IGNORECASE)
HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2}[-:.]?){5}[0-9a-f]{2}|(?:[0-9a-f]{4}[-:.]){2}[0-9a-f]{4}", re.IGNORECASE)
HEXADECIMALS = re.compile(r"[0-9a-f]{8,80}")
ADDRESS = re.compile(r"[0-9a-f:.]{2,45}", re.IGNORECASE)
RANGE = re.compile(r"([0-9]{1,6}) ?(?:-|to|~) ?([0-9]{1,6})")
MOMENT = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})[ T]+([0-9]{1,2}):([0-9]{2}):([0-9]{2})")
CLOCK = re.compile(r"(?:([0-9]+):)?([0-9]+):([0-9]{1,2})(?::([0-9]{1,2}))?")
SPAN = re.compile(
    r"([0-9]+) *(years?|yrs?|y|weeks?|w|days?|d|hours?|hrs?|hr|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])",
    re.IGNORECASE,
)
GLUED = re.compile(r"([0-9]+)(y|w|d|h|m|s)", re.IGNORECASE)
SECONDS = {"y": 31_536_000, "w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
# By the name of a value: how many of a printed unit make one of ours, or the other way.
FACTORS: Mapping[str, tuple[int, ...]] = {
    "mbps": (1000, 1_000_000),
    "bits": (8, 1000, 1_000_000),
    "bytes": (1024, 1_048_576),
    "_kib": (1024, 1_048_576),
    "_kb": (1024, 1_048_576),
    "_mb": (1024, 1_048_576),
    "_ms": (1000,),
    "minutes": (60, 1440),
    "seconds": (60, 1000, 3600),
}
# A word of ours: the device's words for it, any of which has to be there.
MEANINGS: Mapping[str, str] = {
    "normal": r"ok|normal|good|fine|yes|on|online|registered|supply|present|running|green|work|active|standby|master",
    "absent": r"absent|empty|not ?present|no|none|n/?a|not ?exist|unplugged|idle|-+",
    "faulty": r"",
    "registered": r"yes|registered",
    "unregistered": r"no|unregistered",
    "dynamic": r"d|dynamic|arpa|learned|a",
    "static": r"s|static|-|arpa|\+",
    "designated": r"desg|desi|designated|desgfwd",
    "alternate": r"altn|alte|alternate",
    "backup": r"back|backup|bkup|standby|listen|b|s",
    "root": r"root",
    "master": r"mast|master|active|m",
    "initialize": r"init|initial|initialize|learn|speak|disabled|down",
    "forwarding": r"fwd|forwarding|forward",
    "discarding": r"blk|discarding|discard|bkn|block",
    "blocking": r"blk|blocking|block",
    "learning": r"lrn|learning|learn",
    "broken": r"bkn\*?|broken",
    "established": r"[0-9]+|estab\w*",
    "active": r"master|active|primary|m|main",
    "standby": r"backup|standby|slave|secondary|s|b",
    "bgp": r"b\*?|bgp",
    "local": r"l\*?|local",
    "kernel": r"k\*?|kernel",
    "self": r"l|self",
    "huawei": r"vrp|huawei",
    "interface": r"i|-|interface",
    "selected": r"s|selected",
    "unselected": r"u|unselected",
    "bridge": r"bridge|pvid",
    "route": r"route|primary",
    "chassis": r"chassis|device_\w+",
    "trunk": r"t|trunk",
    "access": r"a|access",
    "hybrid": r"h|hybrid",
    "ipv4": r"ipv4|acl",
    "null0": r"blackhole",
    "ospf": r"o_\w+|o|ospf",
    "full": r"f(?:\(a\))?|full",
    "half": r"h(?:\(a\))?|half",
    "main": r"m|mu|mup|main|master|active",
    "telnet": r"tel|telnet",
    "multiport": r"m|multiport",
    "transit": r"t|transit",
}
SEVERITIES = ("emergenc", "alert", "crit", "err", "warn", "noti", "info", "debug")
PORT = re.compile(r"([a-z-]*)([0-9][0-9/.:]*)")
ISO = re.compile(r"(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2}(?:t[0-9:.]+)?(?P<offset>[+-][0-9:]{5})?")
ALIASES: Mapping[str, tuple[str, ...]] = {
    "ten-gigabitethernet": ("xge",),
    "tengigabitethernet": ("xge",),
    "m-gigabitethernet": ("m-ge", "mge"),
    "bridge-aggregation": ("bagg",),
    "vlan-interface": ("vlan",),
    "vlanif": ("vlan",),
}
# What our names of parts and our descriptions put between the device's words.
LABELS = frozenset({"slot", "cpu", "chassis", "fan", "power", "peer", "board", "subslot", "mode", "management", "role"})
LABELS |= {"data", "control", "channel", "hot", "backup"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Text:
    """What a device printed, ready to be asked."""

    raw: str

    @cached_property
    def flat(self) -> str:
        """Lower case, without blanks."""
        return re.sub(r"\s", "", self.raw.lower())

    @cached_property
    def cells(self) -> frozenset[str]:
        """What stands between blanks."""
        return frozenset(self.raw.lower().split())

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Words and digits, leading zeros aside."""
        return frozenset(_bare(one) for one in TOKEN.findall(self.raw.lower()))

    def before(self, numbers: str) -> set[str]:
        """The letters that stand in front of these numbers."""
        found = re.finditer(rf"([a-z-]*) ?(?<![0-9/.:]){re.escape(numbers)}(?![0-9/])", self.raw.lower())
        return {one[1] for one in found}

    @cached_property
    def bare(self) -> str:
        """Without any separator."""
        return re.sub(r"[^0-9a-z\u0080-\U0010ffff]", "", self.raw.lower())

    @cached_property
    def numbers(self) -> frozenset[float]:
        """All numbers; those with thousands marked as well."""
        plain = {float(one) for one in NUMBER.findall(self.raw) if len(one) < 60}
        whole = {float(one) for one in re.findall("[0-9]+", self.raw) if len(one) < 60}
        whole |= {float(int(one, 16)) for one in re.findall("0x([0-9a-fA-F]{1,8})", self.raw)}
        return frozenset(plain | whole | {float(one.replace(",", "")) for one in GROUPED.findall(self.raw)})

    @cached_property
    def addresses(self) -> frozenset[str]:
        """All IP addresses in their canonical form."""
        found = (one for word in ADDRESS.findall(self.raw) for one in (word, word.strip(".:")))
        return frozenset(canonical for one in found if (canonical := _address(one)))

    @cached_property
    def sums(self) -> frozenset[float]:
        """What the numbers in the same place of lines of the same wording add up to: totals of slots."""
        worded: dict[str, list[list[float]]] = {}
        for line in self.raw.split("\n"):
            worded.setdefault(NUMBER.sub("0", " ".join(line.split())), []).append(_numbers(line))
        totals = [_numbers(line)[-1:] for line in self.raw.lower().split("\n") if "total" in line]
        columns = [column for rows in worded.values() for column in zip(*rows, strict=False)]
        return frozenset([sum(column) for column in columns] + [sum(one for last in totals for one in last)])

    @cached_property
    def differences(self) -> frozenset[float]:
        """By how much one number of a line is larger than another: broadcasts without the multicasts among them."""
        found = (_numbers(line) for line in self.raw.split("\n"))
        return frozenset(one - other for line in found for one in line[:20] for other in line[:20])

    @cached_property
    def moments(self) -> tuple[datetime, ...]:
        """All dates with their times."""
        return tuple({one for found in MOMENT.findall(self.raw) if (one := _moment(found))})

    @cached_property
    def durations(self) -> frozenset[float]:
        """What is said of time spans, a line each, in seconds."""
        spans = (found for line in self.raw.split("\n") for found in _durations(line))
        between = (abs((one - other).total_seconds()) for one in self.moments for other in self.moments)
        return frozenset((*spans, *between))

    @cached_property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """First and last of ranges."""
        return tuple((int(first), int(last)) for first, last in RANGE.findall(self.raw))


def underivable(values: object, text: Text) -> list[tuple[str, object]]:
    """The values, each with the name of its place, that cannot come from the text."""
    return [(place, value) for place, value in leaves(values) if not derivable(place, value, text)]


def derivable(place: str, value: object, text: Text) -> bool:
    """Whether a value with the name of its place can come from the text."""
    if isinstance(value, int | float):
        return number_derivable(place.rpartition(".")[2], value, text)
    return word_derivable(str(value), text)


def leaves(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Each value that says something, keys of tables that a device fills included; none for None, true and false."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            is_name = KEY.fullmatch(str(key)) is not None
            yield from leaves(one, f"{place}.{key}" if is_name else place)
            # The names of tables that a device fills are its words as well.
            yield from () if is_name else leaves(key, place)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from leaves(getattr(value, one.name), f"{place}.{one.name}")
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from leaves(one, place)
    elif isinstance(value, Enum):
        yield place, value.value
    elif value is not None and not isinstance(value, bool) and value != "":
        yield place, value


def number_derivable(name: str, value: float, text: Text) -> bool:
    """Whether a number is in the text, or made from what is, as the name of its place allows."""
    size = abs(value)
    if any(_near(size, one) for one in text.numbers) or any(first <= size <= last for first, last in text.ranges):
        return True
    if "percent" in name:
        return any(_near(100 - size, one) for one in text.numbers) or _share(size, text)
    return size in text.sums or _by_name(name, size, text)


def _by_name(name: str, size: float, text: Text) -> bool:
    if name == "severity":
        return size < len(SEVERITIES) and SEVERITIES[int(size)] in text.flat
    if name == "broadcasts" and size in text.differences:
        return True
    if "free" in name and any(0 <= (one - other) / 1024 - size < 1 for one in text.numbers for other in text.numbers):
        return True
    spans = {"seconds": 1, "minutes": 60}
    if any(unit in name and any(_near(size * many, one) for one in text.durations) for unit, many in spans.items()):
        return True
    # No light at all: what a module prints then is minus infinity, and no number.
    if name.endswith("_dbm") and size == 40 and "-inf" in text.flat:
        return True
    factors = [factor for part, several in FACTORS.items() if part in name for factor in several]
    # What is left over of a larger unit is dropped.
    return any(_near(size, one * factor) or 0 <= one / factor - size < 1 for one in text.numbers for factor in factors)


def _share(percent: float, text: Text) -> bool:
    """Whether a percentage, rounded or not, is that of two numbers, or what they leave of the whole."""
    shares = (100 * part / whole for whole in text.numbers if whole for part in text.numbers if part <= whole)
    return any(min(abs(percent - one), abs(100 - percent - one)) <= 0.06 for one in shares)


def word_derivable(value: str, text: Text) -> bool:
    """Whether a string is in the text, or put together from words and numbers in it."""
    said = value.lower()
    if said.endswith("+00:00") and re.search("utc|gmt", text.flat):
        said = said.removesuffix("+00:00") or "utc"
    if re.sub(r"\s", "", said) in text.flat or "<hidden>" in said or _meant(said, text):
        return True
    if HEXADECIMAL.fullmatch(said):
        return re.sub(r"[-:.]", "", said) in text.bare
    address = _address(said.partition("/")[0])
    if address:
        return address in text.addresses
    if ISO.fullmatch(said):
        return all(_dated(one, text) for one in TOKEN.findall(said) if one != "t")
    if HEXADECIMALS.fullmatch(said):
        return said in text.bare
    words = re.split(r"[\s_|]+", said)
    return all(_word(one.strip(","), text) for one in words) if len(words) > 1 else _word(said, text)


def _word(said: str, text: Text) -> bool:
    if said in text.flat or said in LABELS or _meant(said, text) or _wrapped(said, text):
        return True
    # Ten-GigabitEthernet1/0/1 of XGE1/0/1: the numbers as they stand, the letters shortened.
    port = PORT.fullmatch(said)
    return port is not None and any(_shortens(one, port[1]) for one in text.before(port[2]))


def _shortens(short: str, name: str) -> bool:
    rest = iter(name)
    return short in ALIASES.get(name, ()) or (short[:1] == name[:1] and all(mark in rest for mark in short))


def _dated(one: str, text: Text) -> bool:
    """2026-11-23 of Nov 23 2026."""
    month = one.isdigit() and 1 <= int(one) <= 12 and MONTHS[int(one) - 1] in text.flat
    # The offset of a clock that has none is that of the station.
    return _bare(one) in text.tokens or month or one in ("08", "00")


def _wrapped(said: str, text: Text, most: int = 3) -> bool:
    """Whether the pieces of a name are cells of a table that goes on below."""
    if said in text.cells:
        return True
    starts = [at for at in range(1, len(said)) if said[:at] in text.cells] if most > 1 else []
    return any(_wrapped(said[at:], text, most - 1) for at in starts)


def _meant(said: str, text: Text) -> bool:
    theirs = MEANINGS.get(said)
    if not theirs:
        return theirs is not None
    return re.search(rf"(?<!\w)(?:{theirs})(?!\w)", text.raw, re.IGNORECASE) is not None


def _numbers(line: str) -> list[float]:
    return [float(one) for one in NUMBER.findall(line) if len(one) < 60]


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(one))


def _bare(one: str) -> str:
    return one.lstrip("0") or "0" if one.isdigit() else one


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _durations(line: str) -> Iterator[float]:
    parts = [
        int(count) * SECONDS[unit[0].lower()]
        for count, unit in (*SPAN.findall(line), *GLUED.findall(line))
        if len(count) < 12
    ]
    clocks = [one for found in CLOCK.findall(line) for one in _clock(*found)]
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            yield from (float(sum(parts[first:last]) + clock) for clock in (0, *clocks))
    yield from map(float, clocks)


def _clock(*parts: str) -> Iterator[int]:
    """Days, hours, minutes and seconds of 1:02:03:04; what has three parts or two has no days, perhaps no hours."""
    numbers = [int(one) for one in parts if one and len(one) < 10]
    yield sum(number * size for number, size in zip(reversed(numbers), (1, 60, 3600, 86_400), strict=False))
    yield sum(number * size for number, size in zip(reversed(numbers), (60, 3600, 86_400), strict=False))


def _moment(parts: tuple[str, ...]) -> datetime | None:
    try:
        return datetime(*(int(one) for one in parts))  # type: ignore[arg-type]  # noqa: DTZ001  a device's clock
    except ValueError:
        return None
