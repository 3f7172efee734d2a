"""`hfcheck log`: state one fact, in a terminal by its form, elsewhere by options alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import click

from hfcheck.book import PARTIES
from hfcheck.cli.events import kind_named
from hfcheck.errors import InputError
from hfcheck.facts_desk import known, record
from hfcheck.facts_form import Form, confirm
from hfcheck.kinds import Kind, Party
from hfcheck.statements import parse, place
from hfcheck.station import current_station


@click.command("log")
@click.argument("type_name", metavar="TYPE")
@click.option("--subject", help="What the record is called; some kinds have a usual name.")
@click.option("--by", "name", help="Who states it.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="One field; `hfcheck events` lists them.")
@click.option("--corrects", metavar="ENTRY", help="The entry that this one says otherwise.")
@click.option("--withdraw", is_flag=True, help="Take the whole record back.")
@click.option("--because", metavar="TEXT", help="Why it is corrected or withdrawn.")
def log(  # noqa: PLR0913 - one parameter an option
    type_name: str,
    *,
    subject: str | None,
    name: str | None,
    settings: tuple[str, ...],
    corrects: str | None,
    because: str | None,
    withdraw: bool,
) -> None:
    """State a fact, or add to what is stated of it.

    In a terminal it asks for what was not given; times without a zone are those of Asia/Shanghai.
    """
    kind, station = kind_named(type_name), current_station()
    told = {"subject": subject, "by": name, "corrects": corrects, "because": because, "withdraws": withdraw or None}
    body: dict[str, Any] = {key: found for key, found in told.items() if found is not None}
    body |= {"type": kind.type, "says": settings_of(settings)}
    attended = is_attended()
    draft = parse(Form(station, kind, body).fill() if attended else body)
    event = place(draft, known(station, draft.record), station.now())
    if event is None:
        click.echo(f"没有新的内容，未记录：{draft.record}")
        return
    if attended:
        confirm(kind, event)
    record(station, [event], station.now())
    click.echo(f"已记录：{event['id']}{sign_hint(kind, draft.record)}")


def is_attended() -> bool:
    """Whether somebody sits at the terminal."""
    return sys.stdin.isatty()


def settings_of(settings: Iterable[str]) -> dict[str, str]:
    """FIELD=VALUE options as a mapping; raises InputError for another form and for a field given twice."""
    found: dict[str, str] = {}
    for setting in settings:
        field, mark, value = setting.partition("=")
        if not mark or not field or field in found:
            raise InputError(f"expected --set FIELD=VALUE, each field once, found {setting!r}")
        found[field] = value
    return found


def sign_hint(kind: type[Kind], record: str) -> str:
    """What has to follow before the statement counts, if anything."""
    parties = "、".join(PARTIES[party] for party in Party if party in kind.needs)
    return f"\n须经{parties}签字后生效：hfcheck sign {record} --as 姓名" if parties else ""


COMMAND = log
