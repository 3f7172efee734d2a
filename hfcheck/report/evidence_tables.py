"""The tables of the evidence pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from hfcheck.conformity import Clause, Grade, Kind
from hfcheck.evidence_raw import SESSION
from hfcheck.model import Finding, Reason, Severity, Verdict
from hfcheck.readings import load
from hfcheck.report import phrases
from hfcheck.report.evidence_pack import Pack
from hfcheck.report.evidence_words import (
    GRADES,
    SYMBOLS,
    TONES,
    VERDICT_TONES,
    basis,
    expected_text,
    found_text,
    grade_cell,
    severity_text,
    verdict_cell,
    verdict_of,
    waiver_text,
)
from hfcheck.report.paper import Cell, Grid, Head, Row
from hfcheck.report.paper_words import counts, heads, instant_text

KINDS = {Kind.ENFORCE: "加固并检查", Kind.CHECK: "检查", Kind.EVIDENCE: "仅提供证据"}
GRAVE = (Severity.CRITICAL, Severity.HIGH)
# Of the heat map: the shares of its columns, and how many clauses one table has.
HEAT_NAME, HEAT_CELL, HEAT_COLUMNS = 16, 5, 15
CHECK_HEADS = heads(
    ("主机", 10),
    ("条款", 8),
    ("检查项", 13),
    ("级别", 4),
    ("期望", 12),
    ("实测", 16),
    ("结果", 6),
    ("上次结果", 6),
    ("测评常用命令", 22),
    ("原始证据", 13),
)


def totals(pack: Pack) -> Grid:
    """How many clauses of hosts have each grade, now and the audit before."""
    now = Counter(one.opinion.grade for one in pack.judged)
    then = Counter(pack.earlier.values())
    rows = [
        (grade_cell(grade), _number(now[grade]), _number(then[grade]) if pack.before else Cell("—")) for grade in Grade
    ]
    about = "按主机与条款逐一计数，包括没有机检项、须由人判断的条款。"
    titles = (*heads(("结论", 30)), *counts(("本次", 20), ("上次", 20)))
    return Grid("totals", "", titles, tuple(rows), about=about)


def heat(pack: Pack) -> Iterator[Grid]:
    """Hosts × the clauses of which anything was asked, so many a table as a page has room for, the worst host first."""
    grades = {(one.host, one.clause.id): one.opinion.grade for one in pack.judged}
    for start in range(0, len(pack.asked), HEAT_COLUMNS):
        clauses = pack.asked[start : start + HEAT_COLUMNS]
        rows = tuple(
            (Cell(pack.audit.title(host)), *(_heat_cell(grades[host, clause.id]) for clause in clauses))
            for host in pack.by_host
        )
        short = (clause.id.removeprefix("8.1.") for clause in clauses)
        titles = (Head("主机", HEAT_NAME), *(Head(name, HEAT_CELL, "centre") for name in short))
        yield Grid(f"heat_{start}", "", titles, rows, about="，".join(f"{SYMBOLS[one]} {GRADES[one]}" for one in Grade))


def _heat_cell(grade: Grade) -> Cell:
    return Cell(SYMBOLS[grade], tone=TONES[grade], shaded=True)


def worst(pack: Pack) -> Grid:
    """Every host with its grades and its deviations that are urgent, the worst first."""
    grave = Counter(
        one.host
        for one in pack.audit.findings
        if verdict_of(one, pack.made) is Verdict.DEVIATES and one.check.severity in GRAVE
    )
    rows = tuple(
        (Cell(pack.audit.title(host)), *(_number(found[grade]) for grade in Grade), _number(grave[host]))
        for host, found in pack.by_host.items()
    )
    titles = (*heads(("主机", 30)), *counts(*((GRADES[grade], 12) for grade in Grade), ("紧急与高级别偏差", 14)))
    return Grid("worst", "", titles, rows, about="按有机检项的条款计数；不符合多者在前。")


def changed(pack: Pack) -> Grid:
    """The clauses of hosts whose grade is another one than at the audit before."""
    rows = tuple(
        (
            Cell(pack.audit.title(one.host)),
            Cell(one.clause.id),
            Cell(one.clause.title),
            grade_cell(was),
            grade_cell(one.opinion.grade),
        )
        for one in pack.judged
        if (was := pack.earlier.get((one.host, one.clause.id))) is not None and was is not one.opinion.grade
    )
    titles = heads(("主机", 20), ("条款", 12), ("要点", 36), ("上次", 12), ("本次", 12))
    return Grid("changed", "", titles, rows, empty="没有结论变化的条款。")


def deviations(pack: Pack) -> Grid:
    """Every deviation and exception of what does not conform, each with its evidence."""
    rows = tuple(
        _check_row(pack, one.clause, finding)
        for one in pack.bad
        for finding in one.findings
        if finding.verdict in (Verdict.DEVIATES, Verdict.WAIVED)
    )
    return Grid("deviations", "", CHECK_HEADS, rows, empty="没有偏差。")


def checks(pack: Pack) -> Grid:
    """Every check of every host."""
    rows = tuple(_check_row(pack, one.clause, finding) for one in pack.judged for finding in one.findings)
    return Grid("checks", "", CHECK_HEADS, rows)


def _check_row(pack: Pack, clause: Clause, finding: Finding) -> Row:
    check = finding.check
    before = pack.earlier_findings.get((finding.host, check.id))
    was = Cell(phrases.VERDICTS[before.verdict], tone=VERDICT_TONES[before.verdict]) if before else Cell("—")
    file = pack.file_of(finding)
    return (
        Cell(pack.audit.title(finding.host)),
        Cell(clause.id),
        Cell(check.title),
        Cell(severity_text(check.severity)),
        Cell(expected_text(finding)),
        Cell(found_text(finding)),
        verdict_cell(finding, pack.made),
        was,
        Cell(load(check.reading_module).command or clause.command or "—"),
        Cell(file.path if file else "—"),
    )


def exceptions(pack: Pack) -> Grid:
    """Every exception with who answers for it and until when."""
    rows = tuple(
        (
            Cell(pack.audit.title(one.host)),
            Cell(one.check.clause.removeprefix("GB/T 22239-2019 ")),
            Cell(one.check.title),
            Cell(found_text(one)),
            Cell(waiver_text(one) or "未注明"),
            _state(pack, one),
        )
        for one in pack.audit.findings
        if one.verdict is Verdict.WAIVED
    )
    titles = heads(("主机", 12), ("条款", 10), ("检查项", 16), ("实测", 18), ("例外", 36), ("状态", 10))
    return Grid("exceptions", "", titles, rows, empty="没有例外。")


def _state(pack: Pack, finding: Finding) -> Cell:
    if verdict_of(finding, pack.made) is Verdict.DEVIATES:
        return Cell("例外已过期，按偏差计", tone="bad")
    return Cell("有效", tone="warn")


def unseen(pack: Pack) -> Grid:
    """What was not seen, by host and reason, and what nobody declared."""
    groups: dict[tuple[str, Reason | None], list[Finding]] = {}
    for one in pack.audit.findings:
        if one.verdict is Verdict.NOT_SEEN or one.reason is Reason.NOT_DECLARED:
            groups.setdefault((one.host, one.reason), []).append(one)
    rows = tuple(
        (
            Cell(pack.audit.title(host)),
            Cell(phrases.reason_text(reason.value if reason else None)),
            _number(len(found)),
            Cell("、".join(one.check.title for one in found)),
        )
        for (host, reason), found in groups.items()
    )
    titles = (*heads(("主机", 14), ("原因", 16)), *counts(("项数", 8)), *heads(("检查项", 62)))
    return Grid("unseen", "", titles, rows, empty="全部检查项均已检测，且都规定了期望值。")


def verdicts(pack: Pack) -> Grid:
    """Every clause of every host that has a check, with what its grade rests on."""
    rows = tuple(
        (
            Cell(pack.audit.title(one.host)),
            Cell(one.clause.id),
            Cell(one.clause.title),
            grade_cell(one.opinion.grade),
            grade_cell(was) if (was := pack.earlier.get((one.host, one.clause.id))) else Cell("—"),
            Cell(basis(one, pack.made)),
        )
        for one in pack.judged
        if one.findings
    )
    titles = heads(("主机", 12), ("条款", 9), ("要点", 20), ("结论", 8), ("上次", 8), ("依据", 43))
    return Grid("verdicts", "", titles, rows)


def catalogue(pack: Pack) -> Grid:
    """Every clause with the evaluator's command, how the hosts stand, and what is left to people."""
    found: dict[str, Counter[Grade]] = {}
    for one in pack.judged:
        found.setdefault(one.clause.id, Counter())[one.opinion.grade] += 1
    rows = tuple(_catalogue_row(clause, found[clause.id]) for clause in pack.clauses.values())
    titles = heads(
        ("条款", 8), ("测评单元", 8), ("要求（摘要）", 26), ("工具能做", 8), ("测评常用命令", 18), ("主机数", 12)
    )
    return Grid("catalogue", "", (*titles, Head("仍须由人判断", 20)), rows)


def _catalogue_row(clause: Clause, found: Counter[Grade]) -> Row:
    gate = f"（高风险项：{clause.gate}）" if clause.gate else ""
    return (
        Cell(clause.id),
        Cell(clause.unit or "—"),
        Cell(f"{clause.title}：{clause.requirement}{gate}"),
        Cell(KINDS[clause.kind]),
        Cell(clause.command or "—"),
        Cell("、".join(f"{GRADES[grade]} {found[grade]}" for grade in Grade if found[grade])),
        Cell(clause.remains or "—"),
    )


def raw_index(pack: Pack) -> Grid:
    """Every raw output with its hash and the ledger's evidence that it was taken from."""
    rows = tuple(
        (
            Cell(pack.audit.title(one.host)),
            Cell(one.path),
            Cell(_command(one.reading)),
            Cell(instant_text(one.taken)),
            Cell(one.sha256),
            Cell(one.evidence),
        )
        for one in pack.raw.values()
    )
    titles = heads(
        ("主机", 10),
        ("文件", 18),
        ("测评常用命令", 18),
        ("取得时间", 10),
        ("文件 SHA-256", 22),
        ("台账证据 SHA-256", 22),
    )
    return Grid("raw", "", titles, rows, empty="没有取得任何原始输出。")


def _command(reading: str) -> str:
    return "整个会话" if reading == SESSION else load(reading).command or "—"


def strangers(pack: Pack) -> Iterator[Grid]:
    """The checks whose clause is not in the catalogue, if there are any."""
    rows = tuple(
        (Cell(pack.audit.title(one.host)), Cell(one.check.clause), Cell(one.check.title), verdict_cell(one, pack.made))
        for one in pack.strangers
    )
    if rows:
        titles = heads(("主机", 20), ("条款", 30), ("检查项", 35), ("结果", 15))
        yield Grid("strangers", "未对应到目录条款的检查项", titles, rows)


def _number(number: int) -> Cell:
    return Cell(str(number), Decimal(number))
