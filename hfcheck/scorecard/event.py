"""A finalised sheet (定稿) as a ledger event, and back.

The event holds the sheet whole, with the items' words and every value in force, and not what it could be computed from:
a month that was signed keeps its figures, whatever becomes known or is agreed on later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from hfcheck.calendar import days_of
from hfcheck.clauses import Terms, Value, Version
from hfcheck.errors import InputError, LedgerError
from hfcheck.scorecard.form import Sheet

_SHEET = TypeAdapter(Sheet)


def plain(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON-able data, members without a value included."""
    found: dict[str, Any] = _SHEET.dump_python(sheet, mode="json")
    return found


def finalised(  # noqa: PLR0913 - what is said of a revision, each once
    sheet: Sheet, revision: int, at: datetime, by: str, because: str = "", *, terms: Terms
) -> dict[str, Any]:
    """The event of a revision (from 1 on) of a sheet; `terms` with all supplements, `because` from revision 2 on.

    Members without a value are None, which the ledger leaves out. Raises InputError when something stands in the way.
    """
    _finalisable(sheet, revision, because)
    return {
        "id": f"scorecard/{sheet.month}/{revision}",
        "type": "scorecard",
        "at": at.isoformat(),
        "month": sheet.month,
        "revision": revision,
        "by": by,
        "because": because or None,
        "sheet": plain(replace(sheet, revision=revision, signed={})),
        "terms": {
            name: [_version(version) for version in in_month(value, sheet.month)]
            for name, value in sorted(terms.values.items())
        },
    }


def _finalisable(sheet: Sheet, revision: int, because: str) -> None:
    if sheet.obstacles or sheet.total is None:
        found = "; ".join(f"{one.what}: {one.sentence}" for one in sheet.obstacles[:3]) or "an item without points"
        raise InputError(f"expected nothing open in {sheet.month}, found {len(sheet.obstacles)}: {found}")
    if revision < 1 or (revision > 1) is not bool(because.strip()):
        raise InputError(
            f"expected revision 1, or a later one with its reason, of {sheet.month}, found {revision} with {because!r}"
        )


def in_month(value: Value, month: str) -> tuple[Version, ...]:
    """The versions of a value that hold on some day of a month, in their order."""
    return tuple(dict.fromkeys(value.on(day) for day in days_of(*map(int, month.split("-")))))


def _version(version: Version) -> dict[str, Any]:
    since = version.since.isoformat()
    return {"value": version.value, "since": since, "source": version.source, "record": version.record or None}


def terms_of(body: Mapping[str, Any], terms: Terms) -> Terms:
    """The terms as a finalised sheet's event holds them: what was agreed on later is not in them.

    `terms` give what the event does not hold: the titles and units of the values.
    """
    kept = {name: tuple(map(_read_version, versions)) for name, versions in body["terms"].items()}
    values = {name: replace(value, versions=kept.get(name, value.versions)) for name, value in terms.values.items()}
    return replace(terms, values=values)


def _read_version(plain: Mapping[str, Any]) -> Version:
    since = date.fromisoformat(plain["since"])
    return Version(since, plain.get("value"), plain["source"], plain.get("record", ""))


def from_event(body: Mapping[str, Any]) -> Sheet:
    """The sheet that an event holds, as it was finalised, without its signatures; raises LedgerError.

    The ledger leaves out members without a value, so they are put back.
    """
    try:
        items = [_item(item) for item in body["sheet"]["items"]]
        found = _SHEET.validate_json(orjson.dumps({**body["sheet"], "items": items}), strict=True)
    except (KeyError, TypeError, ValidationError) as problem:
        raise LedgerError(f"expected a finalised sheet in {body.get('id')}, found {problem}") from problem
    if body.get("id") != f"scorecard/{found.month}/{found.revision}" or found.total is None:
        raise LedgerError(
            f"expected the finalised sheet that {body.get('id')} names, "
            f"found revision {found.revision} of {found.month} with {found.total} points"
        )
    return found


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"points": None, **item, "lines": [{"proposed": None, "points": None, **line} for line in item["lines"]]}
