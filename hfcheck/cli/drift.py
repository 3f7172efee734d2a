"""`hfcheck drift`: what of the servers is another than at the audit before, and who changed it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import click

from hfcheck.cli.config import instant
from hfcheck.drift import TITLES, TRAIL, Compared, Drift, Touch, compare, reaches, touched, touches
from hfcheck.errors import InputError
from hfcheck.ledger import Entry, Evidence, Reader
from hfcheck.model import SHANGHAI
from hfcheck.server_states import Look, looks, state
from hfcheck.station import current_station

COLOURS = {"+": "green", "-": "red", "~": "yellow"}
LONG = 200  # letters of a name or value on the terminal; --json has them whole
CHECK = "server_state.told"
NAMED = 3  # entries of the audit trail told for one drift; the newest say most


@dataclass(frozen=True, slots=True)
class HostDrift:
    """Two looks at a host and what differs; `reaches` says whether the audit trail goes back to the first."""

    before: Look
    after: Look
    compared: Compared
    trail: tuple[Touch, ...]
    reaches: bool


@dataclass(frozen=True, slots=True)
class Blind:
    """A host whose newest audit cannot be compared with an earlier one, and why, in Chinese and in English."""

    host: str
    why: str
    reason: str


@click.command()
@click.option("--host", help="Only this host.")
@click.option("--since", help="Against the last audit before this: friday, yesterday, 3d, 12h or YYYY-MM-DD.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def drift(host: str | None, since: str | None, *, as_json: bool) -> None:
    """Say what of each server changed between two audits.

    Compares the newest audit with the one before it, or with the last one before --since. Who changed what comes from
    the server's audit daemon; where it saw nothing, nobody is named. Ends 1 when something drifted, 2 when nothing did
    but not everything could be compared.
    """
    station = current_station()
    store = Evidence(station.evidence)
    start = None if since is None else instant(since, station.now())
    with Reader.open(station.ledger) as ledger:
        kept = looks(ledger, host)
        asked = {name: next(ledger.history(name, CHECK, 1), None) for name in kept}
    if not kept:
        raise InputError(f"no audit has kept the state of {host or 'a server'}: run playbooks/audit_servers.yml")
    found = [_compared(store, seen, asked[name], start) for name, seen in kept.items()]
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for line in (line for one in found for line in _sentences(one)):
            click.echo(_coloured(line))
    sys.exit(_status(found))


def _compared(store: Evidence, seen: Sequence[Look], asked: Entry | None, start: datetime | None) -> HostDrift | Blind:
    """The newest look against the one before it, or before `start`; `asked` is what the newest audit found of it."""
    newest = seen[-1]
    if asked is not None and asked.event["run"] != newest.run:
        at = datetime.fromisoformat(str(asked.event["at"]))
        return Blind(newest.host, f"最近一次核查（{_clock(at)}）没有取到系统状态", "the newest audit saw no state")
    earlier = [look for look in seen[:-1] if start is None or look.at < start]
    if not earlier:
        return Blind(newest.host, "没有更早的核查可以比较", "there is no earlier audit to compare with")
    return _drifted(store, earlier[-1], newest)


def _drifted(store: Evidence, before: Look, after: Look) -> HostDrift:
    old, new = state(store, before), state(store, after)
    trail = list(new.get(TRAIL, {}))
    seen = touches(trail, before.at, after.at)
    return HostDrift(before, after, compare(old, new), seen, reaches(trail, before.at))


def _status(found: Sequence[HostDrift | Blind]) -> int:
    if any(isinstance(one, HostDrift) and one.compared.drifts for one in found):
        return 1
    return 2 if any(isinstance(one, Blind) or one.compared.unseen for one in found) else 0


def _sentences(one: HostDrift | Blind) -> Iterator[str]:
    if isinstance(one, Blind):
        yield f"{one.host}：{one.why}，未能比较"
        return
    drifts = one.compared.drifts
    span = f"{_clock(one.before.at)} 至 {_clock(one.after.at)}"
    yield f"{one.after.host}：{span}，{f'变化 {len(drifts)} 项' if drifts else '没有变化'}"
    for kind in TITLES:
        changed = [drift for drift in drifts if drift.kind == kind]
        if changed:
            yield f"  {TITLES[kind]}"
            for drift in changed:
                yield f"  {_drift(drift)}"
                yield from _who(one, drift)
    if one.compared.unseen:
        yield f"  未能比较：{'、'.join(TITLES[kind] for kind in one.compared.unseen)}"
    if drifts and not one.reaches:
        yield "  审计记录没有覆盖这段时间：未列出操作人的变化，操作人无法确定"


def _drift(drift: Drift) -> str:
    match drift.before, drift.after:
        case None, after:
            return f"+ {_short(drift.name)}  {_short(after)}"
        case before, None:
            return f"- {_short(drift.name)}  {_short(before)}"
        case before, after:
            return f"~ {_short(drift.name)}  {_short(before)} → {_short(after)}"


def _short(text: str | None) -> str:
    return "" if text is None else text if len(text) <= LONG else f"{text[:LONG]}…"


def _who(one: HostDrift, drift: Drift) -> Iterator[str]:
    for touch in touched(drift, one.trail)[-NAMED:]:
        yield f"      {_clock(touch.at)}  {touch.user}  {touch.program}"


def _document(one: HostDrift | Blind) -> dict[str, object]:
    if isinstance(one, Blind):
        return {"host": one.host, "not_compared": one.reason}
    return {
        "host": one.after.host,
        "from": {"run": one.before.run, "at": one.before.at.isoformat()},
        "to": {"run": one.after.run, "at": one.after.at.isoformat()},
        "drifts": [asdict(drift) | {"by": list(_makers(one, drift))} for drift in one.compared.drifts],
        "unseen": list(one.compared.unseen),
        "trail_reaches_back": one.reaches,
    }


def _makers(one: HostDrift, drift: Drift) -> Iterator[dict[str, str]]:
    for touch in touched(drift, one.trail):
        yield asdict(touch) | {"at": touch.at.isoformat()}


def _coloured(line: str) -> str:
    colour = COLOURS.get(line.strip()[:1])
    return click.style(line, fg=colour) if colour else line


def _clock(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


COMMAND = drift
