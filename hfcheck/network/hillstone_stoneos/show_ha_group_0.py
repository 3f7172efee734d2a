"""`show ha group 0`: whether this firewall is the master of the pair; no public capture yet, and no reference output.

Which lines a release prints is not known for certain: only key and value are taken for granted, and nothing is
concluded without a state that has a known word.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import keyed
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import unruled
from hfcheck.readings.parsing import Unreadable, known

STATE_KEYS = ("state", "ha state", "status", "ha status", "group state")
STATES = ("master", "backup", "init", "hello", "disabled")


def parse(text: str) -> Mapping[str, object]:
    """The state of this firewall in the group, and whatever else is said of it."""
    said: dict[str, str] = {}
    found = unruled(text)
    for line in found if ":" in found[0] else found[1:]:
        key, value = keyed(line)
        if key.lower() in said:
            raise Unreadable(f"expected {key!r} once, found it again in {line[:80]!r}")
        said[key.lower()] = value
    states = [said[key] for key in STATE_KEYS if key in said]
    if len(states) != 1:
        raise Unreadable(f"expected the state of the HA group once, found it {len(states)} times")
    return {"state": known(states[0].lower(), STATES, "the state of the HA group"), "said": said}


COMMAND = Command(
    line="show ha group 0",
    values={"state": "master, backup, init, hello, disabled", "said": "every line by its key, in lower case"},
    parse=parse,
)
