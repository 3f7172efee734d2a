"""`hfcheck explain`: from the points of an item to the rule's words, to the statements, to the raw evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import click

from hfcheck.assessment_desk import explanation_of
from hfcheck.book import PARTIES
from hfcheck.clauses import Value, Version
from hfcheck.cli.calendar import parse_month
from hfcheck.cli.scorecard import OPEN
from hfcheck.explanation import Explanation
from hfcheck.kinds import KINDS, Party
from hfcheck.kinds.fields import fields_of
from hfcheck.kinds.form import one_line
from hfcheck.rulings import Outcome, Ruling, clock
from hfcheck.scorecard import STAGES, Line, Stage, plain
from hfcheck.station import current_station
from hfcheck.trail import Step

RAW: Mapping[str, str] = {"evidence": "原始输出", "plan": "巡检计划", "paper": "扫描件", "photo": "照片"}
ROLES: Mapping[str, str] = {"inspector": "巡检人", "reviewer": "复核人"} | {str(one): PARTIES[one] for one in Party}
TYPES: Mapping[str, str] = {
    "round": "巡检轮次",
    "approval": "审批",
    "run.planned": "自动巡检计划",
    "run.ended": "自动巡检结束",
    "finding": "检查结果",
    "alarm": "告警",
} | {name: kind.title for name, kind in KINDS.items()}


@click.command("explain")
@click.argument("month", metavar="YYYY-MM")
@click.argument("item", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def explain(month: str, item: int, *, as_json: bool) -> None:
    """Explain an item's points in a month, down to the evidence.

    ITEM is its number in the annex, 1 to 15. A finalised month is explained as it was finalised.
    """
    parse_month(month)
    station = current_station()
    found = explanation_of(station, month, item, station.now())
    if as_json:
        click.echo(json.dumps(document(found), ensure_ascii=False, indent=2))
        return
    for line in sentences(found):
        click.echo(line)


def sentences(found: Explanation) -> Iterator[str]:
    """The explanation, line by line."""
    item, sheet = found.item, found.sheet
    state = f"第 {sheet.revision} 版定稿" if sheet.final else "试算"
    points = OPEN if found.points is None else f"{found.points} 分"
    yield f"{sheet.month} 第 {item.number} 项 {item.title}：{points}（{state}）"
    yield f"附件原文：{item.words}"
    yield f"扣分标准：{item.standard}"
    yield from (f"取值：{value_text(value, version)}" for value, version in found.values)
    for line, steps in found.lines:
        yield from _line(line, steps)
    yield f"\n已核查、未扣分：{len(found.kept)} 项"
    yield from (f"  {kept_text(ruling)}" for ruling in found.kept)


def value_text(value: Value, version: Version) -> str:
    """A value in force with its source; what the annex leaves out is said to be so."""
    given = value.choices.get(str(version.value), str(version.value))
    said = "附件未规定" if version.value is None else f"{given}{value.unit}"
    return f"{value.title}（{value.name}）{said}，自 {version.since} 起，依据：{version.source}"


def _line(line: Line, steps: tuple[Step, ...]) -> Iterator[str]:
    yield f"\n扣分 {line.id}：{points_text(line)}，{clock(line.at)} 起成立"
    yield f"  理由：{line.reason}"
    if line.said:
        yield f"  认定过程：{line.said}"
    if line.settles:
        yield f"  待：{line.settles}"
    if not line.evidence:
        yield "  依据：台账中没有相应记录"
    found = {step.id for step in steps}
    yield from (f"  依据：台账中未找到 {one}" for one in line.evidence if one not in found)
    for step in steps:
        yield from (f"  {part}" for part in _step(step))


def points_text(line: Line) -> str:
    """What a deduction costs and how it stands; what the rule proposed is told where that is another number."""
    stage = STAGES[line.stage]
    if line.stage is Stage.CANDIDATE:
        return f"拟扣 {line.points} 分（{stage}）"
    points = OPEN if line.points is None else f"{line.points} 分"
    proposed = "规则无法拟定分值" if line.proposed is None else f"原拟扣 {line.proposed} 分"
    return f"{points}（{stage}{'' if line.points == line.proposed is not None else f'，{proposed}'}）"


def _step(step: Step) -> Iterator[str]:
    by = f"，{step.by}" if step.by else ""
    yield f"依据：{step.id}（{TYPES.get(step.type, step.type)}{by}）"
    yield f"  台账第 {step.seq} 号，{times_text(step)}，哈希 {step.hash[:16]}"
    if step.says:
        yield f"  记载：{'；'.join(says_text(step))}"
    if step.signed:
        yield f"  签字：{'、'.join(f'{name}（{ROLES.get(role, role)}）' for name, role in step.signed)}"
    yield from (f"  {RAW[what]} SHA-256 {digest}" for what, digest in step.raw)


def times_text(step: Step) -> str:
    """When it was stated and when the ledger got it, as one where they are one."""
    claimed, received = clock(step.claimed), clock(step.received)
    times = f"{received} 记入" if claimed == received else f"申报 {claimed}，收到 {received}"
    return f"{times}，补录" if step.late else times


def says_text(step: Step) -> Iterator[str]:
    """What a statement says, in the order of its form, with the Chinese names of its fields and choices."""
    for name, field in fields_of(KINDS[step.type]).items():
        if name in step.says:
            yield f"{field.title}：{one_line(field.show(step.says[name]))}"


def kept_text(ruling: Ruling) -> str:
    """What was looked at and cost nothing, with its ledger entries."""
    running = "（计时中）" if ruling.outcome is Outcome.RUNNING else ""
    entries = f"，依据：{'、'.join(ruling.evidence)}" if ruling.evidence else ""
    return f"{ruling.record}{running}：{ruling.reason}{entries}"


def document(found: Explanation) -> dict[str, object]:
    """The explanation as plain data."""
    item, sheet = found.item, found.sheet
    lines = next(one["lines"] for one in plain(sheet)["items"] if one["item"] == item.number)
    trails = [[_plain_step(step) for step in steps] for _, steps in found.lines]
    return {
        "month": sheet.month,
        "revision": sheet.revision,
        "item": item.number,
        "title": item.title,
        "category": item.category,
        "words": item.words,
        "standard": item.standard,
        "points": found.points,
        "values": [_value(value, version) for value, version in found.values],
        "lines": [line | {"trail": steps} for line, steps in zip(lines, trails, strict=True)],
        "kept": [_kept(ruling) for ruling in found.kept],
    }


def _value(value: Value, version: Version) -> dict[str, object]:
    since = version.since.isoformat()
    return {"name": value.name, "title": value.title, "value": version.value, "since": since, "source": version.source}


def _plain_step(step: Step) -> dict[str, object]:
    return {
        "id": step.id,
        "type": step.type,
        "seq": step.seq,
        "claimed": step.claimed.isoformat(),
        "received": step.received.isoformat(),
        "late": step.late,
        "by": step.by,
        "hash": step.hash,
        "says": dict(step.says),
        "signed": [{"signer": signer, "role": role} for signer, role in step.signed],
        "raw": [{"what": what, "sha256": digest} for what, digest in step.raw],
    }


def _kept(ruling: Ruling) -> dict[str, object]:
    return {
        "id": ruling.id,
        "outcome": str(ruling.outcome),
        "at": ruling.at.isoformat(),
        "reason": ruling.reason,
        "evidence": list(ruling.evidence),
    }


COMMAND = explain
