"""What the device logged since the last round.

A device's clock has no offset; it is taken to keep the time of Shanghai, as the centre's devices do. Messages that were
written over before the round are not seen: a log that does not reach back to the last round cannot say "none", and
neither can one whose clock is known to follow no source, or runs ahead of ours. Only a message from before the last
round shows that it reaches back: a buffer that was cleared, or lost in a restart, also says that nothing was written
over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from hfcheck.model import SHANGHAI, Answer, NotSeen, Output, Reason
from hfcheck.network.command_records import CommandRecord, recorded
from hfcheck.network.facts import Clock, Identity, Log, LogEntry
from hfcheck.network.observed import Missing, told
from hfcheck.readings import Reading
from hfcheck.readings.of_device import label, since, why
from hfcheck.readings.parsing import Unreadable

SEVERE = 3
# The newest messages of a kind that a finding holds, and the length of each.
KEPT, LENGTH = 20, 200
# By how much a clock that follows a source may be ahead of ours.
AHEAD = timedelta(minutes=10)
LOGIN = re.compile(r"log ?-?(?:in|on)|passw|\bssh|\btelnet|\buser|\baaa", re.IGNORECASE)
FAILED = re.compile(r"fail|reject|denied|invalid|illegal|incorrect|wrong", re.IGNORECASE)


def parse(output: Output) -> Mapping[str, Answer]:
    """The documents of `log`, `clock` and `identity`; without the latter two, neither doubts the log."""
    facts = told(output.stdout).facts
    log = facts.get("log", Missing(None, "the document does not hold the log"))
    if isinstance(log, Missing):
        return dict.fromkeys(READING.values, why(log))
    clock, identity = facts.get("clock"), facts.get("identity")
    uptime = identity.uptime_seconds if isinstance(identity, Identity) else None
    return say(log, output, clock if isinstance(clock, Clock) else None, uptime)


def say(found: Log, output: Output, clock: Clock | None = None, uptime: int | None = None) -> Mapping[str, Answer]:
    """The argument is the last round, `@<epoch seconds>`; `uptime` in seconds."""
    last = since(output)
    dated = sorted(((_instant(entry), entry) for entry in found.entries), key=lambda one: one[0])
    news = [entry for at, entry in dated if at >= last]
    restarted = uptime is not None and uptime < (output.taken_at - last).total_seconds()
    # Before a restarted clock is set, messages have any time.
    whole = bool(dated) and dated[0][0] <= last and not restarted
    unknown = NotSeen(Reason.CUT_OFF, "the log does not reach back to the last round")
    ahead = bool(dated) and dated[-1][0] > output.taken_at + AHEAD
    if ahead or (clock is not None and not clock.synchronised):
        whole, unknown = False, NotSeen(Reason.NO_ANSWER, "the device's clock is not right, so its log has no times")
    severe = [_line(entry) for entry in news if entry.severity <= SEVERE]
    failures = [_line(entry) for entry in news if _is_failed_login(entry)]
    commands = [_command(record) for record in recorded(news) if record.changes]
    counts = {"severe": severe, "failed_logins": failures, "commands": commands}
    # What was seen counts even if there may have been more.
    answers = {name: rows[-KEPT:] if rows or whole else unknown for name, rows in counts.items()}
    totals = {f"{name}_count": len(rows) if rows or whole else unknown for name, rows in counts.items()}
    return {**answers, **totals, "reaches_back": whole if unknown.reason is Reason.CUT_OFF else unknown}


def _instant(entry: LogEntry) -> datetime:
    try:
        at = datetime.fromisoformat(entry.at)
    except ValueError:
        raise Unreadable(f"expected the time of a message, found {entry.at[:40]!r}") from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _line(entry: LogEntry) -> str:
    return label(f"{entry.at} {entry.module}/{entry.severity}/{entry.brief} {entry.text}")[:LENGTH]


def _is_failed_login(entry: LogEntry) -> bool:
    words = f"{entry.module} {entry.brief} {entry.text[:500]}"
    return LOGIN.search(words) is not None and FAILED.search(words) is not None and not recorded([entry])


def _command(record: CommandRecord) -> str:
    return label(f"{record.at} {record.user or 'unknown'}@{record.address or 'unknown'}: {record.line}")[:LENGTH]


READING = Reading(
    values={
        "severe": "messages of severity error and worse since the last round, the newest 20",
        "severe_count": "how many there were",
        "failed_logins": "messages since then that tell of a login that failed, the newest 20",
        "failed_logins_count": "how many there were",
        "commands": "`time user@address: command` since then, without those that only look; the newest 20",
        "commands_count": "how many there were",
        "reaches_back": "whether the log goes back to the last round",
    },
    parse=parse,
    source="device",
    facts=("log", "clock", "identity"),
)
