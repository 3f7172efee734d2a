"""What physical disks say of themselves (SMART), through smartctl.

Behind a RAID controller smartctl reaches the single disks only with `-d megaraid,N` and the like, which is what
`smartctl --scan` lists. The volume that such a controller shows has no SMART: it is left out when disks answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, number, rows, whole

# Disks of virtual machines are the host's business; their models say what they are.
SNIPPET = r"""
physical=
for path in /sys/block/sd* /sys/block/hd* /sys/block/nvme*; do
  [ -e "$path/device" ] || continue
  model=$(cat "$path/device/vendor" "$path/device/model" 2>/dev/null)
  case $model in *QEMU*|*VMware*|*VBOX*|*Virtual*|*Msft*|*Xen*|*Amazon*) ;; *) physical=yes ;; esac
done
[ -n "$physical" ] || absent "no physical disks"
need smartctl
smartctl --scan | while read -r device option type rest; do
  [ "$option" = -d ] || continue
  echo "disk $device $type"
  smartctl -H -A -d "$type" "$device" | awk 'NR <= 90'
done
"""
HEALTH = re.compile(r"SMART (?:overall-health self-assessment test result|Health Status): *(\S.*)")
NO_SMART = re.compile(r"lacks SMART capability|does not support SMART|SMART support is: *Unavailable", re.IGNORECASE)
# ID, name, flag, value, worst, threshold, type, updated, when failed, raw value
ATTRIBUTE = re.compile(r"(\d+) +\S+ +0x[0-9a-f]{4} +(\d+) +\d+ +\S+ +\S+ +\S+ +\S+ +(\d+)\b.*")
BAD_SECTORS = (5, 197, 198)
# Wear_Leveling_Count, SSD_Life_Left, Media_Wearout_Indicator, Percent_Lifetime_Remain: normalised, 100 is new.
LIFE_LEFT = (177, 231, 233, 202)
TEMPERATURES = (194, 190)
DEFECTS = re.compile(r"(?:Elements in grown defect list|Media and Data Integrity Errors): *([\d,]+)")
WEAR = re.compile(r"(?:Percentage Used|Percentage used endurance indicator): *(\d+)%")
CELSIUS = re.compile(r"(?:Current Drive Temperature|Temperature): *(\d+) (?:C|Celsius)")


def parse(output: Output) -> Mapping[str, Answer]:
    """`disk <device> <type>`, each followed by what smartctl printed of it."""
    disks = dict(_disks(output.stdout))
    if not disks:
        raise Unreadable("expected at least one disk of smartctl --scan")
    lines = {name: text for name, text in disks.items() if HEALTH.search(text) or not NO_SMART.search(text)}
    if not lines:
        return dict.fromkeys(READING.values, NotApplicable(Reason.ABSENT, "no disk has SMART"))
    silent = [name for name, text in lines.items() if not HEALTH.search(text)]
    if silent:
        return dict.fromkeys(READING.values, NotSeen(Reason.REJECTED, f"no health of {', '.join(silent)}"))
    return {
        "health": {name: _health(text) for name, text in lines.items()},
        "bad_sectors": _each(lines, _bad_sectors),
        "wear_percent": _each(lines, _wear),
        "celsius": _each(lines, _celsius),
    }


def _disks(text: str) -> Iterator[tuple[str, str]]:
    name, body = "", list[str]()
    for row in [*rows(text), "disk - -"]:
        if not row.startswith("disk /") and row != "disk - -":
            body.append(row)
            continue
        if name:
            yield name, "\n".join(body)
        elif body:
            raise Unreadable(f"expected disk <device> <type>, found {body[0]!r}")
        _, device, kind = fields(row, 3, "a disk")
        # The device of a controller is one for all its disks: the type tells them apart.
        name, body = f"{device},{kind}" if "," in kind else device, []


def _health(text: str) -> str:
    found = HEALTH.search(text)
    word = found[1].strip() if found else ""
    return "passed" if word in ("PASSED", "OK") else word.lower()


def _attributes(text: str) -> dict[int, tuple[int, int]]:
    found = [ATTRIBUTE.fullmatch(row) for row in rows(text)]
    return {whole(m[1], "an id"): (whole(m[2], "a value"), whole(m[3], "a raw value")) for m in found if m}


def _bad_sectors(text: str) -> int | None:
    raw = [value for item, (_, value) in _attributes(text).items() if item in BAD_SECTORS]
    if raw:
        return sum(raw)
    found = DEFECTS.search(text)
    return whole(found[1].replace(",", ""), "defects") if found else None


def _wear(text: str) -> float | None:
    found = WEAR.search(text)
    if found:
        return number(found[1], "wear")
    left = [value for item, (value, _) in _attributes(text).items() if item in LIFE_LEFT]
    return 100.0 - min(left) if left and 0 < min(left) <= 100 else None


def _celsius(text: str) -> int | None:
    attributes = _attributes(text)
    # The raw value may hold minimum and maximum in its upper bytes.
    raw = next((attributes[item][1] & 0xFF for item in TEMPERATURES if item in attributes), None)
    found = CELSIUS.search(text)
    return whole(found[1], "a temperature") if raw is None and found else raw


def _each(disks: Mapping[str, str], look: Callable[[str], float | None]) -> Answer:
    found = {name: value for name, text in disks.items() if (value := look(text)) is not None}
    return found or NotApplicable(Reason.ABSENT, "no disk tells")


READING = Reading(
    values={
        "health": "disk → passed, or what it says instead",
        "bad_sectors": "disk → sectors reallocated, pending or lost (grown defects, media errors)",
        "wear_percent": "disk → share of its promised life that is used, %",
        "celsius": "disk → temperature, °C",
    },
    parse=parse,
    snippet=SNIPPET,
    command="smartctl -a 磁盘",
    privileged=True,
    seconds=60,
)
