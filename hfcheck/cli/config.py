"""`hfcheck config`: the configurations of network gear that inspections kept, and who changed what in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

import click

from hfcheck.configurations import Change, Kept, changes, history, lines
from hfcheck.errors import InputError
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI
from hfcheck.network.command_records import CommandRecord
from hfcheck.network.config_text import Edit, edits
from hfcheck.station import Station, current_station

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\d{1,4})([hd])")
COLOURS = {"+": "green", "-": "red"}


@click.group("config")
def config_group() -> None:
    """Look into the kept configurations of network gear.

    Secrets in them were hidden before they were written down.
    """


@config_group.command()
@click.argument("host")
@click.option("--since", default="7d", show_default=True, help="friday, yesterday, 3d, 12h or YYYY-MM-DD.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def log(host: str, since: str, *, as_json: bool) -> None:
    """Say who changed what on HOST, from inspection to inspection.

    Names come from the device's own log; a device that records no commands names nobody.
    """
    station = current_station()
    now = station.now()
    start = instant(since, now)
    looks = _looks(station, host, now)
    found = list(changes(looks, Evidence(station.evidence), start))
    if as_json:
        click.echo(json.dumps([document(change) for change in found], ensure_ascii=False, indent=2))
        return
    counted = sum(look.at >= start for look in looks)
    click.echo(f"{host}：自 {_clock(start)} 起采集 {counted} 次，配置变化 {len(found)} 次")
    if not counted:
        click.echo(f"  此后没有采集到配置；最近一次采集：{_clock(looks[-1].at)}")
    for change in found:
        for line in sentences(change):
            click.echo(_coloured(line))


@config_group.command()
@click.argument("host")
@click.option("--at", "when", help="As it was kept before this: friday, yesterday, 3d or YYYY-MM-DD; now if left out.")
@click.option("--startup", is_flag=True, help="The startup configuration instead of the running one.")
def show(host: str, when: str | None, *, startup: bool) -> None:
    """Print a kept configuration of HOST."""
    station = current_station()
    now = station.now()
    look = _looks(station, host, now if when is None else instant(when, now))[-1]
    for line in lines(Evidence(station.evidence), _startup(look) if startup else look.running):
        click.echo(line)


@config_group.command()
@click.argument("host")
def unsaved(host: str) -> None:
    """Show what HOST would forget at a restart: its running against its startup configuration. Ends 1 if anything."""
    station = current_station()
    store, look = Evidence(station.evidence), _looks(station, host, station.now())[-1]
    found = edits(lines(store, _startup(look)), lines(store, look.running))
    click.echo(f"{host}：{_clock(look.at)} 采集，运行配置与启动配置" + ("有差异" if found else "一致"))
    for line in chain.from_iterable(map(_edit, found)):
        click.echo(_coloured(line))
    click.get_current_context().exit(1 if found else 0)


def instant(text: str, now: datetime) -> datetime:
    """The instant that a person means: a weekday or `yesterday` is its midnight, 3d and 12h are before now."""
    word = text.strip().lower()
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    if word in ("today", "yesterday"):
        return midnight - timedelta(days=word == "yesterday")
    if word in WEEKDAYS:
        # Friday, said on a Friday, is the one a week ago: today would be called today.
        return midnight - timedelta(days=(midnight.weekday() - WEEKDAYS.index(word) - 1) % 7 + 1)
    if span := SPAN.fullmatch(word):
        return now - timedelta(**{{"h": "hours", "d": "days"}[span[2]]: int(span[1])})
    try:
        found = datetime.fromisoformat(word)
    except ValueError:
        raise InputError(f"expected friday, yesterday, 3d, 12h or YYYY-MM-DD, found {text!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def sentences(change: Change) -> Iterator[str]:
    """A change for a person: when, what by section, and who was recorded."""
    yield f"\n{_clock(change.before.at)} 至 {_clock(change.after.at)}（{change.after.run}）"
    yield from chain.from_iterable(map(_edit, change.edits))
    if change.commands:
        yield "  设备日志记录的命令（设备时钟）："
        yield from (f"    {_command(one)}" for one in change.commands)
    elif change.logged:
        yield "  设备日志覆盖这段时间，但没有记录命令：操作人无法确定"
    else:
        yield "  设备日志没有覆盖这段时间：操作人无法确定"


def document(change: Change) -> dict[str, object]:
    """A change as plain data."""
    return {
        "from": change.before.at.isoformat(),
        "to": change.after.at.isoformat(),
        "run": change.after.run,
        "edits": [{"section": one.section, "removed": one.removed, "added": one.added} for one in change.edits],
        "commands": [
            {"at": one.at, "user": one.user, "address": one.address, "line": one.line} for one in change.commands
        ],
        "logged": change.logged,
    }


def _looks(station: Station, host: str, until: datetime) -> tuple[Kept, ...]:
    with Reader.open(station.ledger) as ledger:
        looks = history(ledger, host, until)
    if not looks:
        raise InputError(f"no inspection has kept a configuration of {host!r} before {_clock(until)}")
    return looks


def _startup(look: Kept) -> str:
    if look.startup is None:
        raise InputError(f"the run {look.run} has not seen the startup configuration")
    return look.startup


def _edit(edit: Edit) -> Iterator[str]:
    yield f"  {edit.section or '（全局）'}"
    yield from (f"  - {line.strip()}" for line in edit.removed)
    yield from (f"  + {line.strip()}" for line in edit.added)


def _command(record: CommandRecord) -> str:
    where = f"（{record.address}）" if record.address else ""
    return f"{record.at.replace('T', ' ')}  {record.user or '未具名'}{where}  {record.line}"


def _coloured(line: str) -> str:
    colour = COLOURS.get(line.strip()[:1])
    return click.style(line, fg=colour) if colour else line


def _clock(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


COMMAND = config_group
