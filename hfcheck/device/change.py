"""The only door through which a device is changed: on trial, seen from outside, confirmed, and only then saved.

The device itself holds the trial: whatever ends this process or the line in between, it goes back to where it was. What
was done is on record before the first line is sent (change_record.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from hfcheck.device.change_look import Look, hidden, look, see
from hfcheck.device.change_record import MARGIN, Record, Records, Stage
from hfcheck.device.change_session import ChangeSession, refused
from hfcheck.device.change_shown import between, expected
from hfcheck.device.procedures import BY_HAND, PENDING, Procedure
from hfcheck.device.session import Session
from hfcheck.device.target import Target
from hfcheck.device.wanted import Demand
from hfcheck.errors import ChangeRefused, ChangeUndone, DeviceUnreachable
from hfcheck.model import SHANGHAI
from hfcheck.network.config_text import steady
from hfcheck.network.observed import Heard, Outcome
from hfcheck.network.redaction import redact
from hfcheck.network.reply import DETAIL_LIMIT

# How often, and how many seconds apart, a device that should have gone back is looked at.
LOOKS = 6
LOOK_SECONDS = 5.0
Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one device: who it is in the inventory, how to log in, and what its checks demand."""

    host: str
    target: Target
    asked: Sequence[Demand]
    minutes: int


def prepare(change: Change, records: Records) -> Look:
    """See what has to be sent; raises ChangeRefused where nothing may be, DeviceUnreachable. Sends only what looks."""
    last = records.last(change.host)
    if last is not None and last.is_open and datetime.now(tz=SHANGHAI) < last.until:
        raise ChangeRefused(
            f"a change that {last.user} began at {last.begun:%H:%M:%S} was neither confirmed nor seen to be taken back;"
            f" until {last.until:%H:%M:%S} the device may still go back by itself. Nothing was sent; try again then"
        )
    found = look(change.target, change.asked, change.minutes)
    if last is not None and last.is_open:
        records.keep(_closed(last, found))
    if not found.conforms and isinstance(found.procedure, str):
        raise ChangeRefused(by_hand(found))
    if found.lines and not found.is_saved:
        raise ChangeRefused(
            "the running configuration is not the saved one, so saving a change would save what somebody else left"
            " unsaved; nothing was sent. Save it or take it back first"
        )
    return found


def _closed(record: Record, found: Look) -> Record:
    """How a change ended that nobody saw the end of, from what the device has now that its time is over."""
    now = hidden(found.running)
    if record.after and _same(now, record.after):
        return replace(record, stage=Stage.CONFIRMED, detail="its end was not seen; the device kept it")
    if _same(now, record.before):
        return replace(record, stage=Stage.RETURNED, detail="its end was not seen; the device went back by itself")
    return replace(
        record, stage=Stage.STRANGE, after=now, detail="its end was not seen; the device has another one now"
    )


def by_hand(found: Look) -> str:
    """Why a device is not changed from here, and what a person at its console may do; secrets are hidden."""
    before, behind = BY_HAND[found.platform]
    typed = (*before, *found.shown, *behind) if found.lines else ()
    steps = typed or between(found.settings, expected(found))["after"].splitlines()
    said = (
        f"{found.procedure}. A mistake in a change from afar could cut the device off, so nothing was sent. At its"
        f" console a person may {'type' if typed else 'set'} this, and save it only after a second login over the net:"
    )
    return "\n".join((said, *(f"  {step}" for step in steps)))


def apply(change: Change, found: Look, records: Records, pause: Pause = time.sleep) -> Record | None:
    """Make the change that `prepare` found, or save what an earlier run confirmed; None if there was nothing to do.

    The record is that of a saved change. Raises ChangeRefused if nothing was sent, otherwise ChangeUndone, whose
    message says what the device has now.
    """
    if found.lines:
        return _Attempt(change, found, records, pause).make()
    last = records.last(change.host)
    is_ours = last is not None and last.stage is Stage.CONFIRMED and _same(hidden(found.running), last.after)
    if last is None or not is_ours or isinstance(found.procedure, str):
        return None
    with ChangeSession.begin(change.target, found.procedure.lines) as session:
        return _saved(session, found.procedure, last, records)


class _Attempt:
    """One change under way."""

    def __init__(self, change: Change, found: Look, records: Records, pause: Pause) -> None:
        if isinstance(found.procedure, str):
            raise ChangeRefused(by_hand(found))
        self._how = found.procedure
        self._target, self._found, self._records, self._pause = change.target, found, records, pause
        self._is_armed = False
        now = datetime.now(tz=SHANGHAI)
        until = now + timedelta(seconds=self._how.seconds) + MARGIN
        before = hidden(found.running)
        self._record = Record(
            change.host, found.platform, change.target.username, now, until, Stage.BEGUN, before, found.shown
        )

    def make(self) -> Record:
        """All of it; see `apply`."""
        with ChangeSession.begin(self._target, self._how.lines | frozenset(self._found.lines)) as session:
            if not _same(see(session, self._found.platform).configuration.lines, self._found.running):
                raise ChangeRefused("somebody else changed the configuration a moment ago; nothing was sent")
            self._keep()
            problem = self._change(session)
            if problem and session.alive:
                self._tell(session, self._how.drop)
        if problem:
            self._go_back(problem)
        return self._record

    def _change(self, session: ChangeSession) -> str:
        """Change, see from outside, confirm, save; returns why it may not stay. Raises ChangeRefused, ChangeUndone."""
        problem = self._tell(session, self._how.begin)
        if problem:
            self._keep(stage=Stage.RETURNED, detail=problem)
            raise ChangeRefused(_not_begun(problem))
        problem = self._tell(session, self._found.lines) or self._tell(session, self._how.end)
        if problem:
            return problem
        try:
            with ChangeSession.begin(self._target, self._how.lines) as fresh:
                problem = self._unfit(fresh) or self._tell(session if session.alive else fresh, self._how.confirm)
                if not problem:
                    self._keep(stage=Stage.CONFIRMED)
                    self._record = _saved(fresh, self._how, self._record, self._records)
                return problem
        except (DeviceUnreachable, ChangeRefused) as failure:
            return f"over a new session: {failure}"

    def _unfit(self, fresh: ChangeSession) -> str:
        """What is not as wanted, seen over a new session."""
        configuration = see(fresh, self._found.platform).configuration
        self._keep(after=hidden(configuration.lines))
        missed = self._found.missed(configuration)
        return f"the device took all lines, but {', '.join(missed)} did not become as wanted" if missed else ""

    def _tell(self, session: ChangeSession, lines: Sequence[str]) -> str:
        """Send lines; returns why not all of them were accepted."""
        if self._how.arming in lines:
            self._keep(until=datetime.now(tz=SHANGHAI) + timedelta(seconds=self._how.seconds) + MARGIN)
        told = session.tell_all(lines)
        self._keep(said=(*self._record.said, *(_noted(one) for one in told)))
        problem = ""
        for one in told:
            problem = problem or _problem(self._found.platform, one)
            # A line that was not answered may have been heard.
            self._is_armed |= one.line == self._how.arming and (not problem or one.outcome is not Outcome.ANSWERED)
        if not problem and len(told) < len(lines):
            problem = "the session ended before all lines were sent"
        return redact(problem)

    def _go_back(self, problem: str) -> NoReturn:
        """See to it that nothing stays, and look until it is so; raises ChangeUndone."""
        if self._is_armed and not self._reverted():
            self._pause(max(0.0, (self._record.until - datetime.now(tz=SHANGHAI)).total_seconds()))
        for _ in range(LOOKS):
            now = self._now()
            if now is not None and _same(now, self._found.running):
                self._keep(stage=Stage.RETURNED, after=(), detail=problem)
                raise ChangeUndone(f"{problem}; nothing stays: the device has the configuration from before")
            self._pause(LOOK_SECONDS)
        if now is None:
            raise ChangeUndone(f"{problem}; that the device went back was not seen: it cannot be reached")
        if self._record.after and _same(hidden(now), self._record.after):
            self._keep(stage=Stage.CONFIRMED, detail=problem)
            raise ChangeUndone(f"{problem}; yet the device kept the change, which is not saved: the next run saves it")
        self._keep(stage=Stage.STRANGE, after=hidden(now), detail=problem)
        raise ChangeUndone(f"{problem}; THE DEVICE DID NOT GO BACK to the configuration from before")

    def _now(self) -> tuple[str, ...] | None:
        """The configuration of this moment; None if it cannot be seen."""
        try:
            with Session.open(self._target) as session:
                return see(session, self._found.platform).configuration.lines
        except (DeviceUnreachable, ChangeRefused):
            return None

    def _reverted(self) -> bool:
        """Whether the device said that it went back at once; otherwise its timer does it."""
        if not self._how.revert:
            return False
        try:
            with ChangeSession.begin(self._target, self._how.lines) as session:
                return not self._tell(session, self._how.revert)
        except DeviceUnreachable:
            return False

    def _keep(self, **more: Any) -> None:
        self._record = replace(self._record, **more)
        self._records.keep(self._record)


def _saved(session: ChangeSession, how: Procedure, record: Record, records: Records) -> Record:
    """Save what is confirmed; raises ChangeUndone unless the startup configuration is then the running one."""
    said = session.tell_all(how.save)
    record = replace(record, said=(*record.said, *(_noted(one) for one in said)))
    try:
        seen = see(session, record.platform)
        is_saved = seen.startup is not None and _same(seen.startup, seen.configuration.lines)
    except (DeviceUnreachable, ChangeRefused):
        is_saved = False
    records.keep(record)
    if not is_saved:
        raise ChangeUndone("the change is confirmed and in force, but was not seen to be saved: a restart may lose it")
    record = replace(record, stage=Stage.SAVED)
    records.keep(record)
    return record


def _not_begun(problem: str) -> str:
    if PENDING.search(problem):
        return f"another change of the device waits to be confirmed; no line of configuration was sent: {problem}"
    return (
        f"the device does not begin a change that it gives up by itself; no line of configuration was sent: {problem}"
    )


def _problem(platform: str, one: Heard) -> str:
    """Why a line does not count as accepted; empty if it does."""
    if one.outcome is not Outcome.ANSWERED:
        why = one.detail or one.outcome.value
    else:
        why = refused(platform, one.line, one.text) or (one.text.strip() if PENDING.search(one.text) else "")
    return f"{one.line}: {why}" if why else ""


def _noted(one: Heard) -> Mapping[str, str]:
    return {"line": redact(one.line), "outcome": one.outcome.value, "text": redact(one.text)[:DETAIL_LIMIT]}


def _same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two configurations are the same, line by line, but for what a device writes anew each time."""
    return steady(one) == steady(other)
