"""`show version`: release, uptime, why it last started, models and serial numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.cisco_ios.templated import template_rows
from hfcheck.network.columns import span
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

FIRST = re.compile(r".*\bSoftware,? +\([^)]{1,80}\), (?:Experimental )?Version .*")
UPTIME = re.compile(r"\s*\S+ uptime is .*")


def parse(text: str) -> Mapping[str, object]:
    """One record: the template's, which must hold a release and an uptime."""
    record = template_rows("show version", text, UPTIME)[0]
    if (
        not record["version"]
        or not record["uptime"]
        or sum(FIRST.fullmatch(line) is not None for line in text.split("\n")) != 1
    ):
        raise Unreadable("expected one line with a version and one with an uptime")
    return {
        "release": record["version"],
        "hostname": record["hostname"],
        "uptime_seconds": span(record["uptime"], "the uptime"),
        "reboot_reason": record["reload_reason"] or None,
        "models": list(record["hardware"]),
        "serials": list(record["serial"]),
    }


COMMAND = Command(
    line="show version",
    values={
        "release": "as 15.2(7)E3 or 16.12.4",
        "hostname": "as configured",
        "uptime_seconds": "seconds, in steps of a minute",
        "reboot_reason": "as printed, or None",
        "models": "of the device, or of each member of a stack",
        "serials": "of the device, or of each member of a stack",
    },
    parse=parse,
)
