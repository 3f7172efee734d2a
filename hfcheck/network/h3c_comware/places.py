"""Where in a chassis or a stack: the headings `Slot 1 CPU 0:` and `Chassis 1 Slot 0:` of Comware."""

from __future__ import annotations

import re

Place = dict[str, object]
PLACE = r"(?:Chassis (?P<chassis>[0-9]{1,4}) ?)?(?:Slot (?P<slot>[0-9]{1,4}) ?)?(?:CPU (?P<cpu>[0-9]{1,4}) ?)?"
HEADING = re.compile(rf"(?=Chassis|Slot){PLACE}:?", re.IGNORECASE)
NOWHERE: Place = {"chassis": None, "slot": None, "cpu": None}


def place(found: re.Match[str]) -> Place:
    """The numbers of a heading; null where it does not name one."""
    return {name: None if found[name] is None else int(found[name]) for name in NOWHERE}
