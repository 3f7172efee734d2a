"""Memory errors that the memory controllers counted since the start (EDAC)."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows, whole

SNIPPET = r"""
found=
for path in /sys/devices/system/edac/mc/mc[0-9]*; do
  [ -r "$path/ce_count" ] && read -r corrected <"$path/ce_count" && read -r uncorrected <"$path/ue_count" || continue
  found=yes
  echo "${path##*/} $corrected $uncorrected"
done
[ -n "$found" ] || absent "the kernel watches no memory controller"
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """`<controller> <corrected> <uncorrected>` lines."""
    found = [fields(row, 3, "a memory controller") for row in rows(output.stdout)]
    corrected = {name: whole(count, "corrected errors") for name, count, _ in found}
    uncorrected = {name: whole(count, "uncorrected errors") for name, _, count in found}
    if not found or min([*corrected.values(), *uncorrected.values()]) < 0 or len(corrected) != len(found):
        raise Unreadable("expected counts of different controllers")
    return {"corrected": corrected, "uncorrected": uncorrected}


READING = Reading(
    values={
        "corrected": "memory controller → errors that were corrected since the start",
        "uncorrected": "memory controller → errors that could not be corrected since the start",
    },
    parse=parse,
    snippet=SNIPPET,
    command="grep . /sys/devices/system/edac/mc/mc*/*_count",
)
