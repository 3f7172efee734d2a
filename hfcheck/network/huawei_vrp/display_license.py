"""display license: which licence runs and when each of its features ends. No public capture yet.

Switches and routers print the file with its features; USG firewalls one line a function or update service.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import NOTHING, day, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable

LABEL = re.compile(r"(?P<key>[A-Z][A-Za-z ]{2,30}?) *: *(?P<value>.*)")
STATE, FEATURE, EXPIRED = "license state", "feature name", "expired date"
# A note of a main board; between the labels stand tables of what a feature permits as well.
# Only the command with `verbose` prints items one by one.
VERBOSE = re.compile(r"(?:Sale name|Item expired date|Control value) *:", re.IGNORECASE)
BOARD = re.compile(r"(?:Main|Master|Slave)(?: ?board)?(?: license state)? ?:.*", re.IGNORECASE)
SERVICE = re.compile(
    r"(?P<name>[A-Za-z][^:;]{1,60}?) *: *(?P<state>Enabled|Disabled|Expired|[0-9]{1,9})"
    r"(?: *; *(?:service )?expire time *: *(?P<expires>[^;]{1,30}))?(?:;.*)?",
    re.IGNORECASE,
)
ACTIVATED = re.compile(r"(?:Device ESN is|The file activated is|The time when activated is) ?: ?.*", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """The state of the licence, and its features or services with the dates on which they end."""
    found = [line.strip() for line in unruled(lines(text))]
    if any(ACTIVATED.fullmatch(line) for line in found[:3]):
        return {"state": None, "licences": _services(found)}
    return _file(found)


def _services(found: Sequence[str]) -> list[dict[str, str]]:
    services = [service for line in found if (service := SERVICE.fullmatch(line)) is not None and service["expires"]]
    unread = [line for line in found if "expire" in line.lower() and not SERVICE.fullmatch(line)]
    if unread:
        raise Unreadable(f"expected a service and when it ends, found {unread[0][:120]!r}")
    return [
        {"name": row["name"], "state": row["state"].lower(), "expires": _expiry(row["expires"])} for row in services
    ]


def _file(found: Sequence[str]) -> dict[str, object]:
    state: str | None = None
    features: list[dict[str, str]] = []
    for line in found:
        if VERBOSE.match(line):
            raise Unreadable(f"expected the licence and its features, found {line[:120]!r}")
        label = LABEL.fullmatch(line)
        if label is None or BOARD.fullmatch(line):
            continue
        key, value = label["key"].lower(), label["value"].strip()
        if key == STATE and state is None:
            state = value
        elif key == FEATURE:
            features.append({"name": value})
        elif key == EXPIRED:
            # A licence of the cloud has one date for everything.
            current = features or [{"name": "license"}]
            current[-1]["expires"] = _expiry(value)
            features = current
    if state is None:
        raise Unreadable("expected 'License state', found none")
    undated = [feature["name"] for feature in features if "expires" not in feature]
    if undated:
        raise Unreadable(f"expected 'Expired date' of {undated[0][:80]!r}, found none")
    return {"state": state, "licences": [{**feature, "state": state} for feature in features]}


def _expiry(text: str) -> str:
    """A date in ISO 8601, or the word permanent."""
    plain = text.strip().lower()
    if plain in NOTHING:
        raise Unreadable("expected the date on which a licence ends, found none")
    return "permanent" if plain in ("permanent", "forever") else day(plain, "the date on which a licence ends")


COMMAND = Command(
    line="display license",
    values={
        "state": "of the licence, as printed: Normal, Demo, Trial, Default; None on a firewall",
        "licences": "name, state, expires (a date, or permanent) of each feature or service that ends",
    },
    parse=parse,
)
