"""Memory and swap, from /proc/meminfo."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, key_values, whole

SNIPPET = r"""
grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree):' /proc/meminfo
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """The lines `<Name>: <n> kB`; a kernel without MemAvailable (before 3.14) is refused, an estimate would lie."""
    found = key_values(output.stdout, ":")
    total, available = _kib(found, "MemTotal"), _kib(found, "MemAvailable")
    swap, unused = _kib(found, "SwapTotal"), _kib(found, "SwapFree")
    if total == 0 or available > total or unused > swap:
        raise Unreadable(f"expected parts no larger than their whole, found {found}")
    return {
        "total_mib": total // 1024,
        "available_percent": round(100 * available / total, 1),
        "swap_used_percent": round(100 * (swap - unused) / swap, 1)
        if swap
        else NotApplicable(Reason.ABSENT, "no swap"),
    }


def _kib(found: Mapping[str, str], name: str) -> int:
    text, unit, rest = found.get(name, "").partition(" kB")
    size = whole(text, name)
    if not unit or rest or size < 0:
        raise Unreadable(f"expected {name} in kB, found {found.get(name)!r}")
    return size


READING = Reading(
    values={
        "total_mib": "memory that the kernel manages, MiB",
        "available_percent": "memory that programs can still have without swapping, %",
        "swap_used_percent": "swap in use, %",
    },
    parse=parse,
    snippet=SNIPPET,
    command="free -m",
)
