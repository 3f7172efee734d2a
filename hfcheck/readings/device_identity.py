"""What the device is, and whether it was started again after the last round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.network.facts import Identity
from hfcheck.readings.of_device import of_fact, said, since
from hfcheck.readings.parsing import Unreadable

UNTOLD = NotSeen(Reason.NO_ANSWER, "the device does not tell how long it has been up")


def say(found: Identity, output: Output) -> Mapping[str, Answer]:
    """The argument is the last round, `@<epoch seconds>`; the start is counted back from the station's clock."""
    last = since(output)
    return {
        "vendor": found.vendor,
        "model": said(found.model, "its model"),
        "release": said(found.release, "its release"),
        **_started(found.uptime_seconds, output, last),
    }


def _started(uptime: int | None, output: Output, last: datetime) -> Mapping[str, Answer]:
    if uptime is None:
        return dict.fromkeys(("started", "up_days", "rebooted"), UNTOLD)
    try:
        started = output.taken_at - timedelta(seconds=uptime)
    except OverflowError:
        raise Unreadable(f"expected how long the device has been up, found {uptime} s") from None
    return {
        "started": started.isoformat(),
        "up_days": uptime // 86400,
        "rebooted": started > last,
    }


READING = of_fact(
    "identity",
    {
        "vendor": "Huawei, H3C, Ruijie, Hillstone, Cisco or FRRouting",
        "model": "the model as the device names it",
        "release": "the release of its software",
        "started": "when it was started, ISO 8601; a device that counts minutes is up to one off",
        "up_days": "whole days since then",
        "rebooted": "whether that was after the last round",
    },
    say,
)
