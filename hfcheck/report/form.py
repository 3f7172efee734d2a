"""The head and the foot of the form: labelled boxes, banners, and who signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hfcheck.ledger.sign import Trust
from hfcheck.model import SHANGHAI, Reason, Verdict
from hfcheck.report import phrases
from hfcheck.report.record import Fact, Notice, Signature
from hfcheck.report.sources import Body, Row, Run, Scope, SignatureSeen, Sources
from hfcheck.rounds import RoundState, State


def facts(sources: Sources, plan: Scope, counts: Mapping[Verdict, int]) -> tuple[Fact, ...]:
    """The boxes at the head: the round's own, then what was inspected and what came of it."""
    own = _round_facts(sources.round.body, sources) if sources.round else ()
    hosts = len({host for host, _ in plan.pairs})
    scope = f"计划 {hosts} 台设备 {len(plan.pairs)} 项检查" + _uncovered(plan)
    result = Fact("巡检范围", scope, wide=True), Fact("结论", _conclusion(counts), wide=True)
    return (*own, *(_run_fact(run) for run in sources.runs), *result)


def _uncovered(plan: Scope) -> str:
    return f"，另有 {len(plan.uncovered)} 台未纳入自动巡检" if plan.uncovered else ""


def _round_facts(body: Body, sources: Sources) -> Iterator[Fact]:
    slot, roles = body["slot"], {seen.role: seen for seen in signatures(sources)}
    kind = phrases.SLOTS.get(slot["kind"], slot["kind"])
    late = sources.standing is not None and sources.standing.late
    yield Fact("巡检日期", phrases.date_text(slot["date"]))
    yield Fact("巡检时段", kind + ("（补录）" if late else ""))
    yield Fact("到达时间", phrases.instant_text(body.get("arrived") or "未记录"))
    yield Fact("完成时间", phrases.instant_text(body.get("completed") or "未记录"))
    yield Fact("巡检人", body.get("inspector") or "未记录", roles["inspector"].state)
    yield Fact("复核人", roles["reviewer"].name or "—", roles["reviewer"].state)


def _run_fact(run: Run) -> Fact:
    ended = run.ended.body if run.ended else {}
    span = " 至 ".join(phrases.instant_text(ended[key]) for key in ("started", "finished") if ended.get(key))
    plan = run.planned.body.get("plan", "") if run.planned else ""
    return Fact("自动巡检", f"{run.name}  {span}", f"计划哈希 {plan or '未记录'}", wide=True)


def _conclusion(counts: Mapping[Verdict, int]) -> str:
    if not sum(counts.values()):
        return "没有任何检查结果"
    bad = [v for v in (Verdict.DEVIATES, Verdict.NOT_SEEN, Verdict.WAIVED) if counts.get(v)]
    parts = [f"{phrases.VERDICTS[verdict]} {counts[verdict]} 项" for verdict in bad]
    if parts:
        return "，".join(parts) + f"，符合 {counts.get(Verdict.CONFORMS, 0)} 项"
    return f"所检 {counts.get(Verdict.CONFORMS, 0)} 项全部符合" if counts.get(Verdict.CONFORMS) else "没有适用的检查项"


def signatures(sources: Sources) -> tuple[Signature, ...]:
    """One for each role, signed or not; empty for runs without a round."""
    if sources.round is None:
        return ()
    seen = {item.entry.body["role"]: item for item in sources.signatures}
    named = {"inspector": sources.round.body.get("inspector") or ""}
    return tuple(_signature(role, seen.get(role), named.get(role, "")) for role in phrases.ROLES)


def _signature(role: str, seen: SignatureSeen | None, name: str) -> Signature:
    if seen is None:
        return Signature(role, name, "待复核" if role == "reviewer" else "未签名")
    body = seen.entry.body
    at = phrases.instant_text(body.get("at") or "")
    return Signature(role, body.get("signer") or name, phrases.SIGNATURES[seen.trust], at, seen.key)


def notices(sources: Sources, seen: Sequence[Row]) -> tuple[Notice, ...]:
    """Everything that a reader must know before believing the rest, the gravest first."""
    found = [*_incomplete(sources, seen), *_standing(sources), *_clock(sources), *_configurations(sources)]
    return tuple(sorted(found, key=lambda notice: not notice.stop))


def _incomplete(sources: Sources, seen: Sequence[Row]) -> Iterator[Notice]:
    lines = [line for run in sources.runs for line in _problems(run)]
    missing = sum(row.reason == Reason.NO_ANSWER and not row.at and not row.evidence for row in seen)
    if missing:
        lines.append(f"台账中缺少 {missing} 项计划检查的结果，已列为未检测到")
    if not sources.runs:
        lines.append("本轮次没有自动巡检结果")
    if lines:
        yield Notice("巡检不完整，不得视为正常", tuple(lines), stop=True)


def _configurations(sources: Sources) -> Iterator[Notice]:
    """The devices whose running configuration had changed; who did it stands in the ledger's evidence."""
    lines = [
        f"{run.plan.get('hosts', {}).get(one.host, {}).get('title', one.host)}（{one.host}）：与"
        f" {one.before.astimezone(SHANGHAI):%m-%d %H:%M} 采集的运行配置相比，增 {one.added} 行、减 {one.removed} 行；"
        f"详见 hfcheck config log {one.host}"
        for run in sources.runs
        for one in run.changed
    ]
    if lines:
        yield Notice("网络设备配置有变化", tuple(lines))


def _problems(run: Run) -> Iterator[str]:
    if run.ended is None:
        yield f"{run.name}：没有结束记录，运行可能中断"
    elif run.ended.body.get("complete") is not True:
        yield f"{run.name}：运行不完整"
        yield from (f"{run.name}: {problem}" for problem in run.ended.body.get("problems", ()))


def _standing(sources: Sources) -> Iterator[Notice]:
    if sources.round is None:
        yield Notice(phrases.EVIDENCE_ONLY, stop=True)
    elif sources.standing is not None:
        for seen in sources.signatures:
            if seen.trust is not Trust.OWN:
                role = seen.entry.body["role"]
                yield Notice(f"{phrases.ROLES.get(role, role)}{phrases.SIGNATURES[seen.trust]}", stop=True)
        yield from _stands(sources.standing, sources)


def _stands(standing: RoundState, sources: Sources) -> Iterator[Notice]:
    body = sources.round.body if sources.round else {}
    lines = [phrases.DOUBTS[doubt] for doubt in standing.doubts]
    if standing.late:
        lines.append(f"补录原因：{body.get('late_reason') or '未说明'}")
    lines += _approval(standing, sources)
    settled = standing.state is State.DONE
    if lines or not settled:
        title = "存疑事项已批准" if settled and standing.approver else phrases.STATES[standing.state]
        yield Notice(("补录 · " if standing.late else "") + title, tuple(lines), stop=not settled)


def _approval(standing: RoundState, sources: Sources) -> Iterator[str]:
    for body in (entry.body for entry in sources.approvals if entry.body["type"] == "approval"):
        if standing.approver != body.get("by"):
            yield f"{body.get('by') or '未注明'} 的审批未签名，或审批人即巡检人，不生效"
            continue
        word = phrases.DECISIONS.get(body.get("decision") or "", "审批")
        at, reason = phrases.instant_text(body.get("at") or ""), body.get("reason") or "未附意见"
        yield f"{word}：{standing.approver}，{at}，{reason}"


def _clock(sources: Sources) -> Iterator[Notice]:
    clocks = [(run.name, run.ended.body.get("clock")) for run in sources.runs if run.ended]
    if sources.round:
        clocks.append(("巡检记录", sources.round.body.get("clock")))
    lines = [f"{name}：{_state(clock)}" for name, clock in clocks if not (clock and clock.get("synchronised") is True)]
    if lines:
        yield Notice("时钟未证实同步，所记时间待认定", tuple(lines))


def _state(clock: Body | None) -> str:
    if clock is None or clock.get("synchronised") is None:
        return "时钟同步状态未记录"
    offset = clock.get("offset_ms")
    return "时钟未同步" + (f"，偏差 {offset} 毫秒" if offset is not None else "，偏差未知")
