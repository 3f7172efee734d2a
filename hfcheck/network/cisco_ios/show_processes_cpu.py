"""`show processes cpu`: how busy the processor is, and each process."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.cisco_ios.templated import read_cells, template_rows
from hfcheck.network.command import Command
from hfcheck.readings.parsing import whole

PROCESS = re.compile(r" *\d+ +\d+ +\d+ +\d+ +[\d.]+% .*")
CELLS = {
    "cpu_usage_5_sec": ("five_seconds", whole),
    "cpu_usage_1_min": ("one_minute", whole),
    "cpu_usage_5_min": ("five_minutes", whole),
}


def parse(text: str) -> Mapping[str, object]:
    """The use of the whole processor, which stands before the processes."""
    return read_cells(template_rows("show processes cpu", text, PROCESS)[0], CELLS)


COMMAND = Command(
    line="show processes cpu",
    values={"five_seconds": "percent", "one_minute": "percent", "five_minutes": "percent"},
    parse=parse,
)
