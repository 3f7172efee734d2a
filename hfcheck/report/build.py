"""Build the inspection record from what the ledger holds: a pure function, the same bytes in, the same record out.

The record rests on the entries that belong to it (runs, round, its signatures, its approval) and on findings up to
them; it carries the chain's head at the last of these. So a longer ledger gives the same record, until somebody signs
or approves this very round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from hfcheck.model import SHANGHAI, Severity, Verdict
from hfcheck.report import phrases
from hfcheck.report.filling import filling, soon_full
from hfcheck.report.form import facts, notices, signatures
from hfcheck.report.heat import heat_map
from hfcheck.report.outage import cut_off, outages
from hfcheck.report.record import (
    Count,
    Deviation,
    Evidence,
    Exempt,
    HostResult,
    Item,
    OnsiteItem,
    Place,
    RoundRecord,
    Seal,
    Unseen,
)
from hfcheck.report.sources import Body, CheckInfo, Row, Scope, Sealed, Sources, rows, scope
from hfcheck.report.topology import topology_of
from hfcheck.report.trends import trends
from hfcheck.report.words import EXPECTED, detail_in_words, in_words

ITEMISED_LIMIT = 4000
HISTORY_DEPTH = 60
EXAMPLES = 3
RANK = {severity: rank for rank, severity in enumerate((None, *Severity))}
# A device that is silent comes before one that leaves something out.
URGENCY = {reason.value: rank for rank, reason in enumerate(phrases.REASONS)}
BAD = (Verdict.DEVIATES, Verdict.WAIVED)


def build_record(sources: Sources) -> RoundRecord:
    """The record of a round, or of runs that no round holds (marked as evidence only)."""
    plan = scope(sources.runs)
    itemised = len(plan.pairs) <= ITEMISED_LIMIT
    seen = sorted(rows(sources.runs, plan, itemised), key=lambda row: (row.host, row.check))
    hosts = _hosts(seen, plan, itemised)
    uncovered = tuple(plan.place(host) for host in plan.uncovered)
    lines, left_out = trends(seen, plan, sources.history)
    body = sources.round.body if sources.round else {}
    seal = _seal(sources)
    counts = Counter(row.verdict for row in seen)
    cut = cut_off(seen, plan)
    lost = {host: plan.place(line) for host, line in cut.items()}
    return RoundRecord(
        title=phrases.TITLE,
        centre=phrases.CENTRE,
        subtitle=_subtitle(sources),
        folder=_folder(sources),
        made=_made(sources),
        seal=seal,
        notices=(
            *notices(sources, seen),
            *outages(cut, plan),
            *soon_full(filling(seen, plan, sources.history)),
        ),
        facts=facts(sources, plan, counts),
        signatures=signatures(sources),
        counts=tuple(Count(verdict, counts[verdict]) for verdict in phrases.VERDICTS),
        heat=heat_map(((host.place, host.counts) for host in hosts), uncovered),
        deviations=tuple(
            replace(one, behind=lost.get(one.place.host)) for one in _deviations(seen, plan, sources, body)
        ),
        unseen=tuple(replace(one, behind=lost.get(one.place.host)) for one in _unseen(seen, plan)),
        exempt=tuple(_exempt(row, plan) for row in seen if row.verdict is Verdict.WAIVED),
        onsite=tuple(_onsite(item) for item in body.get("onsite", ())),
        trends=lines,
        trends_left_out=left_out,
        uncovered=uncovered,
        hosts=hosts,
        itemised=itemised,
        evidence=_evidence(sources, seen, plan),
        note=body.get("note") or "",
        topology=topology_of(seen, plan),
    )


def resting_on(sources: Sources) -> list[Sealed]:
    """The entries that belong to the record, in the order of the chain."""
    own = [sources.round, *sources.approvals, *(seen.entry for seen in sources.signatures)]
    runs = [event for run in sources.runs for event in (run.planned, run.ended)]
    return sorted((entry for entry in own + runs if entry), key=lambda entry: entry.seq)


def _seal(sources: Sources) -> Seal:
    last = resting_on(sources)[-1]
    code, qr = sources.code(last.seq, last.hash)
    return Seal(code, qr, last.seq)


def _made(sources: Sources) -> datetime:
    last = sources.round or resting_on(sources)[-1]
    stated = last.body.get("completed") or last.body.get("finished") or last.body["at"]
    return datetime.fromisoformat(stated).astimezone(SHANGHAI)


def _folder(sources: Sources) -> str:
    if sources.round is None:
        return "run-" + "+".join(run.name for run in sources.runs)
    slot, number = sources.round.body["slot"], sources.round.body["id"].rpartition("/")[2]
    return f"{slot['date']}-{slot['kind']}" + (f"-{number}" if number != "1" else "")


def _subtitle(sources: Sources) -> str:
    if sources.round is None:
        return phrases.EVIDENCE_ONLY
    slot = sources.round.body["slot"]
    late = " · 补录" if sources.standing and sources.standing.late else ""
    return f"{phrases.date_text(slot['date'])} · {phrases.SLOTS.get(slot['kind'], slot['kind'])}{late}"


def _hosts(seen: Sequence[Row], plan: Scope, itemised: bool) -> tuple[HostResult, ...]:
    counts: dict[str, Counter[Verdict]] = {host: Counter() for host, _ in plan.pairs}
    items: dict[str, list[Item]] = {}
    for row in seen:
        counts.setdefault(row.host, Counter())[row.verdict] += 1
        if itemised:
            items.setdefault(row.host, []).append(_item(row, plan))
    known = [name for name in plan.places if name in counts]
    order = known + [name for name in counts if name not in plan.places]
    return tuple(HostResult(plan.place(name), counts[name], tuple(items.get(name, ()))) for name in order)


def _item(row: Row, plan: Scope) -> Item:
    check = plan.check(row.check)
    if row.verdict in (Verdict.NOT_SEEN, Verdict.NOT_APPLICABLE):
        return Item(row.verdict, check.title, phrases.reason_text(row.reason))
    value = _actual(row, plan) if row.verdict in BAD else _found(row, check)
    return Item(row.verdict, check.title, value)


def _found(row: Row, check: CheckInfo) -> str:
    return phrases.found_text(check.rule, in_words(check.id, row.found), check.unit)


def _expected(row: Row, check: CheckInfo) -> str:
    told = EXPECTED.get(check.id) if row.expected is not None else None
    return told or phrases.expected_text(check.rule, in_words(check.id, row.expected), check.unit)


def _actual(row: Row, plan: Scope) -> str:
    check = plan.check(row.check)
    found, offending = in_words(check.id, row.found), in_words(check.id, row.offending)
    return phrases.actual_text(check.rule, found, offending, check.unit, row.evidence)


def _deviations(seen: Iterable[Row], plan: Scope, sources: Sources, body: Body) -> tuple[Deviation, ...]:
    notes = {(item["host"], item["check"]): item.get("note") or "" for item in body.get("handling", ())}
    bad = [row for row in seen if row.verdict is Verdict.DEVIATES]
    bad.sort(key=lambda row: (RANK[plan.check(row.check).severity], row.check, row.host))
    return tuple(_deviation(row, plan, sources, notes.get((row.host, row.check), "")) for row in bad)


def _deviation(row: Row, plan: Scope, sources: Sources, note: str) -> Deviation:
    check = plan.check(row.check)
    return Deviation(
        place=plan.place(row.host),
        check=check.id,
        title=check.title,
        clause=check.clause,
        severity=check.severity,
        expected=_expected(row, check),
        actual=_actual(row, plan),
        since=since(sources.history(row.host, row.check)[-HISTORY_DEPTH:]),
        detail=detail_in_words(row.detail),
        runbook=check.runbook,
        handling=note,
        evidence=(row.evidence or "")[:12],
    )


def since(past: Sequence[Body]) -> str:
    """Since when a check deviates, from its findings up to now, oldest first.

    An exception is a deviation too; a finding that was not seen neither ends the streak nor counts in it.
    """
    streak: list[Body] = []
    for body in reversed(past):
        if body["verdict"] in BAD:
            streak.append(body)
        elif body["verdict"] != Verdict.NOT_SEEN:
            break
    if len(streak) < 2:
        return "本次新发现" if len(past) > 1 else "首次检查即有偏差"
    at_least = "至少" if len(past) == HISTORY_DEPTH and streak[-1] is past[0] else ""
    return f"{at_least}自 {phrases.instant_text(streak[-1]['at'])[:10]} 起，连续 {len(streak)} 次"


def _unseen(seen: Iterable[Row], plan: Scope) -> tuple[Unseen, ...]:
    groups: dict[tuple[str, str | None], list[Row]] = {}
    for row in seen:
        if row.verdict is Verdict.NOT_SEEN:
            groups.setdefault((row.host, row.reason), []).append(row)
    ranked = sorted(groups.items(), key=lambda group: URGENCY.get(group[0][1] or "", len(URGENCY)))
    return tuple(_group(plan.place(host), reason, members, plan) for (host, reason), members in ranked)


def _group(place: Place, reason: str | None, members: Sequence[Row], plan: Scope) -> Unseen:
    more = f" 等 {len(members)} 项" if len(members) > EXAMPLES else ""
    examples = "、".join(plan.check(row.check).title for row in members[:EXAMPLES]) + more
    details = list(dict.fromkeys(row.detail for row in members if row.detail))
    other = f"（另有 {len(details) - 1} 种说明）" if len(details) > 1 else ""
    detail = "".join(map(detail_in_words, details[:1])) + other
    return Unseen(place, phrases.reason_text(reason), len(members), examples, detail)


def _exempt(row: Row, plan: Scope) -> Exempt:
    check, waiver = plan.check(row.check), row.waiver or {}
    return Exempt(
        place=plan.place(row.host),
        check=check.id,
        title=check.title,
        expected=_expected(row, check),
        actual=_actual(row, plan),
        reason=waiver.get("reason") or "未注明",
        owner=waiver.get("owner") or "未注明",
        approver=waiver.get("approver") or "未注明",
        expires=phrases.instant_text(waiver.get("expires") or "未注明"),
        compensation=waiver.get("compensation") or "",
    )


def _onsite(item: Body) -> OnsiteItem:
    answer = item.get("answer")
    value = item.get("value")
    return OnsiteItem(
        area=item.get("area") or "未注明区域",
        title=item.get("title") or item["item"],
        answer=phrases.ANSWERS.get(answer or "", "未回答"),
        # An answer that is missing or unknown is shown as what it is: not in order.
        abnormal=answer not in ("normal", "not_applicable"),
        value=phrases.value_text(value, item.get("unit") or "") if value is not None else "",
        note=item.get("note") or "",
        photos=tuple(f"{photo['name']} {photo['sha256'][:12]}" for photo in item.get("photos", ())),
    )


def _evidence(sources: Sources, seen: Iterable[Row], plan: Scope) -> tuple[Evidence, ...]:
    plans = [Evidence(f"巡检计划 {run.name}", run.planned.body["plan"]) for run in sources.runs if run.planned]
    outputs = dict.fromkeys((row.host, row.evidence) for row in seen if row.evidence)
    raw = [Evidence(f"原始输出 {plan.place(host).title}（{host}）", sha) for host, sha in outputs if sha]
    items = sources.round.body.get("onsite", ()) if sources.round else ()
    photos = [Evidence(f"现场照片 {p['name']}", p["sha256"]) for item in items for p in item.get("photos", ())]
    return tuple(plans + photos + raw)
