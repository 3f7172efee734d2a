"""`hfcheck log`: state one fact, in a terminal by its form, elsewhere by options alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import click

from hfcheck.book import PARTIES
from hfcheck.cli.events import kind_named
from hfcheck.errors import InputError
from hfcheck.facts_desk import known, record
from hfcheck.facts_form import Form, confirm
from hfcheck.kinds import Kind, Party
from hfcheck.round_guide import plain
from hfcheck.statements import Draft, Unfit, parse, place
from hfcheck.station import Station, current_station


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
    draft, event = _asked(Form(station, kind, body)) if attended else _placed(station, body)
    if event is None:
        click.echo(f"没有新的内容，未记录：{draft.record}")
        return
    if attended:
        confirm(kind, event)
    record(station, [event], station.now())
    click.echo(f"已记录：{event['id']}{sign_hint(kind, draft.record)}")


def _placed(station: Station, body: Mapping[str, object]) -> tuple[Draft, dict[str, Any] | None]:
    draft = parse(body)
    return draft, place(draft, known(station, draft.record), station.now(), again=False)


def _asked(form: Form) -> tuple[Draft, dict[str, Any] | None]:
    """What the form makes; answers that do not fit together are asked for again, what no answer mends is raised."""
    body = form.fill()
    try:
        return _placed(form.station, body)
    except Unfit as unfit:
        wrong = {misfit.field.split()[0] for misfit in unfit.misfits} & set(body["says"])
        if not wrong:
            raise
        click.echo(plain(f"不能这样记录：{unfit}"))
        says = {name: answer for name, answer in body["says"].items() if name not in wrong}
        return _asked(replace(form, body={**body, "says": says}))


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
