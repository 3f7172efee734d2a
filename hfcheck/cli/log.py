"""`hfcheck log`: state one fact, in a terminal by its form, elsewhere by options alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import click

from hfcheck.alarm_times import with_alarm
from hfcheck.book import PARTIES
from hfcheck.cli.events import kind_named
from hfcheck.errors import InputError
from hfcheck.facts_desk import check_use, found_by, known, noted, record
from hfcheck.facts_form import GUIDE, Form, confirm
from hfcheck.kinds import Kind, Party
from hfcheck.kinds.fields import fields_of
from hfcheck.round_guide import plain
from hfcheck.statements import Draft, Unfit, label, parse, place, shown
from hfcheck.station import Station, current_station


@click.command("log")
@click.argument("type_name", metavar="TYPE")
@click.option("--subject", help="What the record is called; some kinds have a usual name.")
@click.option("--by", "name", envvar="HFCHECK_BY", show_envvar=True, help="Who states it.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="One field; may be given again.")
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

    TYPE is fault or 故障, a FIELD is device or 设备或系统, a VALUE of a choice is room or 机房设备: `hfcheck events`
    lists the types, `hfcheck events TYPE` the fields. Times without a zone are those of Asia/Shanghai.

    In a terminal it asks for what was not given, and before it records anything. Elsewhere the options have to say all:

    \b
    hfcheck log fault --subject ups-0903 --by 王工 --set name=UPS告警 \\
      --set area=room --set device=UPS-3 --set "alarm_at=2025-09-03 08:12"
    hfcheck log fault --subject ups-0903 --by 王工 \\
      --set "acted_at=2025-09-03 09:00"
    hfcheck log fault --subject ups-0903 --by 王工 --set device=UPS-4 \\
      --corrects fault/ups-0903/1 --because 笔误

    Ends 0 when it is recorded or said already, 3 when it cannot be recorded.
    """
    kind, station = kind_named(type_name), current_station()
    told = {"subject": subject, "by": name, "corrects": corrects, "because": because, "withdraws": withdraw or None}
    body: dict[str, Any] = {key: found for key, found in told.items() if found is not None}
    body |= {"type": kind.type, "says": settings_of(kind, settings)}
    attended = is_attended()
    if attended:
        click.echo(GUIDE)
    draft, event = _asked(Form(station, kind, body)) if attended else _placed(station, body)
    if event is None:
        click.echo(f"没有新的内容，未记录：{draft.record}")
        return
    if attended:
        confirm(kind, event)
    record(station, [event], station.now())
    click.echo(f"已记录：{event['id']}{sign_hint(kind, draft.record)}")


def _placed(station: Station, body: Mapping[str, object]) -> tuple[Draft, dict[str, Any] | None]:
    draft = with_alarm(parse(body), lambda: found_by(station, station.now()))
    past = known(station, draft.record)
    event = place(draft, past, station.now(), again=False)
    check_use(draft, past, partial(noted, station))
    return draft, event


def _asked(form: Form) -> tuple[Draft, dict[str, Any] | None]:
    """What the form makes; answers that do not fit together are asked for again, what no answer mends is raised."""
    body = form.fill()
    try:
        return _placed(form.station, body)
    except Unfit as unfit:
        again = form.again(body, {misfit.field.split()[0] for misfit in unfit.misfits})
        if again is None:
            raise
        click.echo(plain(f"不能这样记录：{unfit}"))
        return _asked(again)


def is_attended() -> bool:
    """Whether somebody sits at the terminal."""
    return sys.stdin.isatty()


def settings_of(kind: type[Kind], settings: Iterable[str]) -> dict[str, str]:
    """FIELD=VALUE options by the names of the fields.

    Raises InputError for another form, a field given twice, and one that the kind does not have.
    """
    fields = fields_of(kind)
    names = {field.title: name for name, field in fields.items()} | {name: name for name in fields}
    found: dict[str, str] = {}
    for setting in settings:
        field, mark, value = setting.partition("=")
        if not mark or names.get(field) in found:
            raise InputError(f"expected --set FIELD=VALUE, each field once, found {shown(setting)}")
        if field not in names:
            expected = ", ".join(map(label, fields.values()))
            raise InputError(f"--set: expected a field of {kind.type}, one of {expected}, found {shown(field)}")
        found[names[field]] = value
    return found


def sign_hint(kind: type[Kind], record: str) -> str:
    """What has to follow before the statement counts, if anything."""
    parties = "、".join(PARTIES[party] for party in Party if party in kind.needs)
    return f"\n须经{parties}签字后生效：hfcheck sign {record} --as 姓名" if parties else ""


COMMAND = log
