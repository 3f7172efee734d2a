"""What the readings of licences and certificates share: days until they end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hfcheck.model import SHANGHAI, Answer, Output
from hfcheck.network.facts import Expiry
from hfcheck.readings import Reading
from hfcheck.readings.of_device import each, label, of_fact
from hfcheck.readings.parsing import NO_LIMIT, Unreadable


def expiry_reading(fact: str, one: str) -> Reading:
    """The reading of a fact that is a tuple of Expiry; `one` names it in English."""

    def say(found: tuple[Expiry, ...], output: Output) -> Mapping[str, Answer]:
        today = output.taken_at.astimezone(SHANGHAI).date()
        ends = sorted(((_days(row, today), row) for row in found), key=lambda end: end[0], reverse=True)
        # Of several with one name the one that ends first counts, so it comes last.
        first_end = {label(row.name): days for days, row in ends}
        return {
            "days_left": each(list(first_end.items()), lambda end: end[0], lambda end: end[1], f"no {one}"),
            "states": each(found, lambda row: row.name, lambda row: row.state or None, f"no state of a {one}"),
        }

    values = {
        "days_left": f"{one} → whole days until it expires; negative once it has, {NO_LIMIT} if it never does",
        "states": f"{one} → its state as printed",
    }
    return of_fact(fact, values, say, none=tuple)


def _days(row: Expiry, today: date) -> int:
    if row.expires is None:
        return NO_LIMIT
    try:
        return min((date.fromisoformat(row.expires[:10]) - today).days, NO_LIMIT)
    except ValueError:
        raise Unreadable(f"expected the date on which {row.name[:80]!r} expires, found {row.expires[:40]!r}") from None
