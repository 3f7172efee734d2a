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
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI
from hfcheck.server_states import Look, looks, state
from hfcheck.station import current_station

COLOURS = {"+": "green", "-": "red", "~": "yellow"}
LONG = 200  # letters of a name or value on the terminal; --json has them whole
NAMED = 3  # entries of the audit trail told for one drift; the newest say most


@dataclass(frozen=True, slots=True)
class HostDrift:
    """Two looks at a host and what differs; `reaches` says whether the audit trail goes back to the first."""

    before: Look
    after: Look
    compared: Compared
    trail: tuple[Touch, ...]
    reaches: bool


@click.command()
@click.option("--host", help="Only this host.")
@click.option("--since", help="Against the last audit before this: friday, yesterday, 3d, 12h or YYYY-MM-DD.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def drift(host: str | None, since: str | None, *, as_json: bool) -> None:
    """Say what of each server changed between two audits.

    Compares the newest audit with the one before it, or with the last one before --since. Who changed what comes from
    the server's audit daemon; where it saw nothing, nobody is named. Ends 1 when something drifted, 2 when nothing did
    but a kind could not be compared.
    """
    station = current_station()
    store = Evidence(station.evidence)
    start = None if since is None else instant(since, station.now())
    with Reader.open(station.ledger) as ledger:
        pairs = [_pair(found, start) for found in looks(ledger, host).values()]
    if not pairs:
        raise InputError(f"no audit has kept the state of {host or 'a server'}: run playbooks/audit_servers.yml")
    found = [_compared(store, *pair) for pair in pairs if pair is not None]
    if not found:
        raise InputError("only one audit has kept the state: there is nothing yet to compare it with")
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for line in (line for one in found for line in _sentences(one)):
            click.echo(_coloured(line))
    sys.exit(_status(found))


def _pair(found: Sequence[Look], start: datetime | None) -> tuple[Look, Look] | None:
    """The newest look, and the one that it is compared with."""
    earlier = [look for look in found[:-1] if start is None or look.at < start]
    return (earlier[-1], found[-1]) if earlier else None


def _compared(store: Evidence, before: Look, after: Look) -> HostDrift:
    old, new = state(store, before), state(store, after)
    trail = list(new.get(TRAIL, {}))
    seen = touches(trail, before.at, after.at)
    return HostDrift(before, after, compare(old, new), seen, reaches(trail, before.at))


def _status(found: Sequence[HostDrift]) -> int:
    if any(one.compared.drifts for one in found):
        return 1
    return 2 if any(one.compared.unseen for one in found) else 0


def _sentences(one: HostDrift) -> Iterator[str]:
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


def _document(one: HostDrift) -> dict[str, object]:
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
