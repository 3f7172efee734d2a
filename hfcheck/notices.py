"""The State Council's notices as recorded in hfcheck/calendar_data, one dated file a year."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from importlib import resources

import yaml

from hfcheck.calendar import Calendar, Holiday, Notice
from hfcheck.errors import ContentError

FIELDS = {"year", "notice", "number", "published", "holidays"}
HOLIDAY_FIELDS = {"name", "first", "last", "makeup"}


@functools.cache
def calendar() -> Calendar:
    """Every year on record; raises ContentError for a file that does not fit."""
    folder = resources.files("hfcheck").joinpath("calendar_data")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".yml")), key=lambda item: item.name)
    notices = [parse_notice(item.read_text(encoding="utf-8"), item.name) for item in files]
    return Calendar({notice.year: notice for notice in notices})


def parse_notice(text: str, where: str) -> Notice:
    """A notice from its YAML text; `where` names the file, which must be named for its year."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise ContentError(f"{where}: expected YAML, found {problem}") from problem
    fields = _mapping(document, FIELDS, where)
    year = fields["year"]
    if not isinstance(year, int) or where != f"{year}.yml":
        raise ContentError(f"{where}: expected the year in the file's name, found {year!r}")
    holidays = tuple(_holiday(entry, year, where) for entry in _list(fields["holidays"], where))
    _apart(holidays, where)
    return Notice(year, str(fields["notice"]), str(fields["number"]), _date(fields["published"], where), holidays)


def _mapping(found: object, wanted: set[str], where: str) -> Mapping[str, object]:
    if not isinstance(found, Mapping) or set(found) != wanted:
        keys = sorted(map(str, found)) if isinstance(found, Mapping) else repr(found)
        raise ContentError(f"{where}: expected the keys {sorted(wanted)}, found {keys}")
    return found


def _list(found: object, where: str) -> list[object]:
    if not isinstance(found, list):
        raise ContentError(f"{where}: expected a list, found {found!r}")
    return found


def _date(found: object, where: str, year: int | None = None) -> date:
    if type(found) is not date or (year is not None and found.year != year):
        raise ContentError(f"{where}: expected a date{f' in {year}' if year else ''}, found {found!r}")
    return found


def _holiday(entry: object, year: int, where: str) -> Holiday:
    fields = _mapping(entry, HOLIDAY_FIELDS, where)
    first, last = (_date(fields[name], where, year) for name in ("first", "last"))
    if last < first:
        raise ContentError(f"{where}: expected a last day not before {first}, found {last}")
    makeup = tuple(_date(day, where, year) for day in _list(fields["makeup"], where))
    return Holiday(str(fields["name"]), first, last, makeup)


def _apart(holidays: tuple[Holiday, ...], where: str) -> None:
    """A day cannot be off twice, nor off and worked."""
    seen: set[date] = set()
    for holiday in holidays:
        off = {date.fromordinal(n) for n in range(holiday.first.toordinal(), holiday.last.toordinal() + 1)}
        twice = sorted(seen & off.union(holiday.makeup) | off.intersection(holiday.makeup))
        if twice:
            raise ContentError(f"{where}: expected each day once, found {twice[0]} again under {holiday.name}")
        seen |= off.union(holiday.makeup)
