"""When the watch knew: from the earliest alarm of a candidate, through its triage, to the fault that it is.

The desk writes the earliest alarm into the triage, where the centre signs for it. The book then has a fault known no
later than that alarm, whatever alarm time a person stated: item 9 counts from the earliest of alarm and report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hfcheck.book import Book, Record
from hfcheck.incidents import Candidate
from hfcheck.kinds import Fault, Triage
from hfcheck.kinds.fields import fields_of
from hfcheck.model import SHANGHAI
from hfcheck.statements import Draft, Misfit, Unfit, label

Find = Callable[[], Mapping[str, Candidate]]
"""The candidates of today by their ids. It takes a look at every run, and is only asked about a triage."""


def with_alarm(draft: Draft, find: Find) -> Draft:
    """A triage with the earliest alarm of its candidate; any other statement as it is.

    Raises Unfit for a triage that names another alarm, or another time.
    """
    if draft.kind is not Triage or not ({"of"} | Triage.filled) & draft.says.keys():
        return draft
    candidate = find().get(str(draft.says.get("of")))
    known = _told(candidate) if candidate else {}
    wrong = [name for name in sorted(Triage.filled) if name in draft.says and draft.says[name] != known.get(name)]
    if wrong:
        expected = known.get(wrong[0], "no alarm: the watch told of none")
        raise Unfit(Misfit(label(fields_of(Triage)[wrong[0]]), expected, str(draft.says[wrong[0]])))
    return replace(draft, says={**draft.says, **known})


def _told(candidate: Candidate) -> dict[str, str]:
    if candidate.alarm_at is None:
        return {}
    return {"alarm": candidate.alarm, "alarm_at": candidate.alarm_at.astimezone(SHANGHAI).isoformat()}


def with_alarm_times(book: Book) -> Book:
    """The book in which a fault is known no later than the alarms that its signed triages name.

    A fault whose time comes from there rests on the triage and on the entry of the alarm, too.
    """
    found: dict[str, Record[Triage]] = {}
    for one in book.of(Triage):
        record, at = one.facts.record, one.facts.alarm_at
        if record and at and (record not in found or at < (found[record].facts.alarm_at or at)):
            found[record] = one
    faults = tuple(_known(fault, found.get(fault.id)) for fault in book.of(Fault))
    return replace(book, records={**book.records, Fault.type: faults}) if found else book


def _known(fault: Record[Fault], triage: Record[Triage] | None) -> Record[Fault]:
    at = triage.facts.alarm_at if triage else None
    if triage is None or at is None or (fault.facts.alarm_at and fault.facts.alarm_at <= at):
        return fault
    entries = (*fault.entries, *triage.entries, *filter(None, [triage.facts.alarm]))
    return replace(fault, facts=fault.facts.model_copy(update={"alarm_at": at}), entries=entries)
