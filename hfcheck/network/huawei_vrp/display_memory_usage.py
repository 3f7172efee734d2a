"""display memory-usage of VRP5 and display memory of VRP8: how full the memory is. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import percent, unruled
from hfcheck.readings.parsing import Unreadable, whole

SIZE = re.compile(r"(?P<count>[0-9,]{1,26}) *(?P<unit>bytes|kbytes|mbytes)", re.IGNORECASE)
BYTES = {"bytes": 1, "kbytes": 1024, "mbytes": 1_048_576}
# What newer releases of VRP8 say of the physical memory is what the others say of all of it.
LABEL = re.compile(
    r"(?:(?P<total>System Total Memory|Total Physical (?:Available )?Memory)"
    r"|(?P<used>Total (?:Physical )?Memory Used)|(?P<share>(?:Physical )?Memory Using Percentage))"
    r"(?: Is)? *: *(?P<value>.+)",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"(?:Memory utilization statistics at|System Memory Usage Information|State:|Overload threshold:"
    r"|Slot ?: ?\d+ +CPU ?: ?\d+|Total Virtual Memory|Virtual Memory Using Percentage).*",
    re.IGNORECASE,
)
NAMES = {"total": "system total memory", "used": "total memory used", "share": "memory using percentage"}
SERVICES = re.compile(r"ServiceName +Mem(?:ory)?Us.*", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """Total, used, and the device's own percentage; the table of services behind them is not read."""
    found = unruled(lines(text))
    if any(SERVICES.fullmatch(line.strip()) for line in found):
        found = behind(found, lambda line: SERVICES.fullmatch(line.strip()))[0]
    values: dict[str, str] = {}
    for line in (part.strip() for part in found):
        label = LABEL.fullmatch(line)
        if label is not None:
            name = next(key for key in NAMES if label[key])
            if name in values:
                raise Unreadable(f"expected the use of one memory, found another: {line[:120]!r}")
            values[name] = label["value"]
        elif not BESIDE.fullmatch(line):
            raise Unreadable(f"expected the use of the memory, found {line[:120]!r}")
    missing = [words for name, words in NAMES.items() if name not in values]
    if missing:
        raise Unreadable(f"expected {missing[0]!r}, found none")
    total, used = (_bytes(values[name], NAMES[name]) for name in ("total", "used"))
    if used > total:
        raise Unreadable(f"expected no more used than there is, found {used} of {total} bytes")
    share = percent(values["share"], "memory")
    return {"total_bytes": total, "used_bytes": used, "used_percent": share}


def _bytes(text: str, what: str) -> int:
    size = fit(SIZE, text, f"a size for {what}")
    return whole(size["count"].replace(",", ""), what) * BYTES[size["unit"].lower()]


COMMAND = Command(
    line="display memory-usage",
    aliases=("display memory", "display memory-usage slot *", "display memory slot *"),
    values={
        "total_bytes": "memory, bytes",
        "used_bytes": "used of it, bytes",
        "used_percent": "used of it as the device says, percent",
    },
    parse=parse,
)
