"""Items 11 and 12: outages of the network, and incidents behind a gap of the protection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

from hfcheck.book import Record
from hfcheck.deductions.unknowns import agreed, agreement, either, unknown
from hfcheck.kinds import Outage, SecurityIncident
from hfcheck.rulings import Case, Occurrence, Ruling, by, clock, local_date

# 网络运营商、市云中心等其他部门: what they cause is left out.
OTHERS = frozenset({"carrier", "city_cloud", "other"})
SCOPES = ("part", "whole")
# The terms that the annex leaves out, by the scope of an outage and whether others caused it.
ASKED = {("whole", False): "11.whole_points", ("part", True): "11.exclusion_covers_part"}


@dataclass(frozen=True, slots=True)
class _Interruption:
    """One outage, or one that flapped: the records it is made of, the first one first."""

    records: tuple[Record[Outage], ...]

    @property
    def occurrence(self) -> Occurrence:
        each = [Occurrence.of(11, record, record.facts.cause) for record in self.records]
        evidence = tuple(entry for one in each for entry in one.evidence)
        return Occurrence(11, each[0].record, evidence, frozenset().union(*(one.causes for one in each)))

    @property
    def began(self) -> datetime:
        return self.records[0].facts.began_at

    @property
    def restored(self) -> datetime | None:
        """None while one of its outages is not known to be restored."""
        ends = [record.facts.restored_at for record in self.records]
        return None if None in ends else max(end for end in ends if end)

    @property
    def scopes(self) -> tuple[str, ...]:
        """How far it may have reached: as far as its widest outage."""
        found = {record.facts.scope for record in self.records}
        if "whole" in found:
            return ("whole",)
        return SCOPES if None in found else ("part",)

    @property
    def others(self) -> tuple[bool, ...]:
        """Whether others may have caused it; its outages have to agree."""
        found = {record.facts.party in OTHERS if record.facts.party else None for record in self.records}
        return either(found.pop() if len(found) == 1 else None)

    @property
    def ways(self) -> tuple[tuple[str, bool], ...]:
        """Every scope that it may have had with every answer to whether others caused it."""
        return tuple(product(self.scopes, self.others))


def outage(case: Case) -> Iterator[Ruling]:
    """Item 11: not restored within 1 h; part of the network 2 points, for the whole of it the annex has no number."""
    by_cause: dict[str, list[Record[Outage]]] = defaultdict(list)
    for record in case.book.of(Outage):
        by_cause[record.facts.cause or record.id].append(record)
    for records in by_cause.values():
        for interruption in _flaps(case, sorted(records, key=lambda record: (record.facts.began_at, record.id))):
            yield _outage(case, interruption)


def _flaps(case: Case, records: Sequence[Record[Outage]]) -> Iterator[_Interruption]:
    """Outages of one cause, in order of time: those that follow each other within the merge gap are one."""
    current = _Interruption((records[0],))
    for record in records[1:]:
        gap = timedelta(minutes=case.terms.given("11.merge_gap_minutes", local_date(current.began)))
        if current.restored is None or record.facts.began_at - current.restored <= gap:
            current = _Interruption((*current.records, record))
        else:
            yield current
            current = _Interruption((record,))
    yield current


def _outage(case: Case, found: _Interruption) -> Ruling:
    occurrence, day, name = found.occurrence, local_date(found.began), found.records[0].facts.name
    minutes = case.terms.given("11.restore_minutes", day)
    end, restored = found.began + timedelta(minutes=minutes), found.restored
    late = case.until(restored) > end
    if not late and restored and restored <= case.now:
        return occurrence.kept(restored, f"{name}：{clock(restored)} 恢复，未超过 {minutes} 分钟")
    points = agreed(_outage_points(case, scope, others, day) for scope, others in found.ways)
    if points == 0:
        return occurrence.kept(end, f"{name}：网络运营商、市云中心等其他部门造成，除外")
    if not late:
        at_risk = points or case.terms.given("11.part_points", day)
        return occurrence.running(end, at_risk, f"{name}：{by(end)} 前应恢复")
    reason = f"{name}：{clock(found.began)} 中断，{minutes} 分钟内未恢复"
    if points is None:
        return occurrence.undetermined(end, f"{reason}，附件与现有记载不足以定分", _settles(case, found, day))
    return occurrence.breached(end, points, reason)


def _outage_points(case: Case, scope: str, others: bool, day: date) -> int | None:
    """What the annex says of an outage over the limit; None where it says nothing."""
    if scope == "whole":
        return 0 if others else case.terms.number("11.whole_points", day)
    covers = case.terms.word("11.exclusion_covers_part", day) if others else "no"
    part = case.terms.given("11.part_points", day)
    return {"no": part, "yes": 0, "refuse": None}[covers]


def _settles(case: Case, found: _Interruption, day: date) -> str:
    """What would settle it: the facts that are missing, and the terms that one of the ways it may be asks for."""
    needs = [
        "补记影响范围" if len(found.scopes) > 1 else "",
        "补记原因方" if len(found.others) > 1 else "",
        *(
            agreement(case.terms, name)
            for way, name in ASKED.items()
            if way in found.ways and _outage_points(case, *way, day) is None
        ),
        "由考核小组认定",
    ]
    return "；或".join(filter(None, needs))


def security_incident(case: Case) -> Iterator[Ruling]:
    """Item 12: a gap of the protection, and an attack that affected the business (3 points) or data leaked (10)."""
    for record in case.book.of(SecurityIncident):
        yield _incident(case, record)


def _incident(case: Case, record: Record[SecurityIncident]) -> Ruling:
    incident, occurrence = record.facts, Occurrence.of(12, record, record.facts.cause)
    at, name = incident.occurred_at, incident.name
    fields = ("gap", "attack", "business_affected", "data_leaked")
    ways = product(*(either(getattr(incident, field)) for field in fields))
    points = agreed(_incident_points(case, _tier(*way), local_date(at)) for way in ways)
    if points is None:
        reason = f"{name}：未记录{unknown(incident, *fields)}"
        return occurrence.undetermined(at, reason, "补记上述事实；或由考核小组认定")
    if points == 0:
        words = "防护措施到位" if incident.gap is False else "未致业务系统受影响，也无数据泄露等严重后果"
        return occurrence.kept(at, f"{name}：{words}")
    words = "造成数据泄露等严重后果" if incident.data_leaked else "遭受网络攻击导致业务系统受影响"
    return occurrence.breached(at, points, f"{name}：防护措施不到位，{words}")


def _tier(gap: bool, attack: bool, affected: bool, leaked: bool) -> str:
    if gap and leaked:
        return "leak"
    return "attack" if gap and attack and affected else ""


def _incident_points(case: Case, tier: str, day: date) -> int:
    return case.terms.given(f"12.{tier}_points", day) if tier else 0
