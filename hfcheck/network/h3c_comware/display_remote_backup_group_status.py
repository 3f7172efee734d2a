"""`display remote-backup-group status`: a pair of firewalls as this one sees it (RBM); no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import keyed, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

TITLE = re.compile(r"Remote backup group information:", re.IGNORECASE)
RECORDS = re.compile(r"Switchover records:", re.IGNORECASE)
NAMES = {
    "backup mode": "mode",
    "device management role": "management_role",
    "device running status": "status",
    "data channel state": "data_channel",
    "control channel state": "control_channel",
    "hot backup status": "hot_backup",
    "configuration consistency check result": "consistency",
}


def parse(text: str) -> Mapping[str, object]:
    """The pair's roles and channels, in lower case as the device words them."""
    first, *found = (line.strip() for line in lines(text))
    if not TITLE.fullmatch(first):
        raise Unreadable(f"expected a remote backup group, found {first[:80]!r}")
    ends = next((number for number, line in enumerate(found) if RECORDS.fullmatch(line)), len(found))
    values: dict[str, str | None] = dict.fromkeys(NAMES.values())
    for line in found[:ends]:
        key, text_ = keyed(line)
        name = NAMES.get(key.lower())
        if name is not None and values[name] is not None:
            raise Unreadable(f"expected {key!r} once, found it again in {line[:80]!r}")
        if name is not None:
            # "Consistent(2026-11-23 02:00:00)": when it was found is no part of the word.
            values[name] = text_.lower().partition("(")[0].strip() or None
    if values["status"] is None or values["control_channel"] is None:
        said = ", ".join(name for name, value in values.items() if value is not None)
        raise Unreadable(f"expected the running status and the control channel's state, found {said or 'none'}")
    return values


COMMAND = Command(
    line="display remote-backup-group status",
    values={
        "mode": "active/standby or dual-active, or null",
        "management_role": "primary or secondary, or null",
        "status": "active, standby or initial",
        "data_channel": "connected or disconnected, or null",
        "control_channel": "connected or disconnected",
        "hot_backup": "enabled or disabled, or null",
        "consistency": "consistent, inconsistent or not performed, or null",
    },
    parse=parse,
)
