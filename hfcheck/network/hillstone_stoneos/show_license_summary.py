"""`show license summary`: what is licensed, until when; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import day, is_header, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import cells, unruled
from hfcheck.readings.parsing import Unreadable, known, whole

TITLES = ("Feature", "State", "Type", "Expiration", "Resource")
STATES = ("Authorized", "Expired", "To be effective", "No License")
# 2031/03/31(Upgrade effective time), 2026/08/30 to 2027/09/28 (309 days left), Permanent, 7 days left, NULL
UNTIL = re.compile(
    r"(?:(?P<until>[0-9]{4}/[0-9]{2}/[0-9]{2}) ?(?:\([A-Za-z ]{1,60}\))?"
    r"|[0-9]{4}/[0-9]{2}/[0-9]{2} to (?P<to>[0-9]{4}/[0-9]{2}/[0-9]{2}) ?(?:\([0-9]{1,6} days? left\))?"
    r"|(?P<left>[0-9]{1,6}) days? left|Permanent|NULL)"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a feature; a trial says only how many days are left of it."""
    found = unruled(text)
    if not is_header(found[0], TITLES):
        raise Unreadable(f"expected {' '.join(TITLES)}, found {found[0][:80]!r}")
    return {"licences": some([_row(line) for line in found[1:]], "a licence")}


def _row(line: str) -> dict[str, object]:
    row = cells(line, TITLES)
    until = UNTIL.fullmatch(row["Expiration"])
    state = known(row["State"], STATES, "the state of a licence")
    if until is None or (row["Expiration"] == "NULL") is not (state == "No License"):
        raise Unreadable(f"expected when a licence expires, found {row['Expiration'][:80]!r}")
    ends = until["until"] or until["to"]
    return {
        "feature": row["Feature"],
        "state": state,
        "type": None if row["Type"] == "NULL" else row["Type"],
        "expires": day(ends, f"the licence of {row['Feature']}") if ends else None,
        "permanent": row["Expiration"] == "Permanent",
        "days_left": whole(until["left"], "days left") if until["left"] else None,
    }


COMMAND = Command(
    line="show license summary",
    values={
        "licences": "rows of feature, state (Authorized, Expired, To be effective, No License), type, expires (ISO"
        " date; null where none is printed), permanent, days_left (of a trial)"
    },
    parse=parse,
)
