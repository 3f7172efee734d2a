"""The papers of the evidence pack (等保测评证据): the whole of it for screen and workbook, what is read for Word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hfcheck.conformity import Grade
from hfcheck.report import evidence_tables as tables
from hfcheck.report import phrases
from hfcheck.report.evidence_pack import BAD, Pack, counted
from hfcheck.report.evidence_words import GRADES, RULE, STAGES, TONES
from hfcheck.report.paper import Chart, Labelled, Paper, Section, Series, Signing
from hfcheck.report.paper_words import instant_text
from hfcheck.report.record import Notice

FILE = "等保测评证据"
TITLE = "网络安全等级保护（第三级）测评证据"
HEAT = "每行一台主机，最差者在前；列为 8.1 之后的条款号，只列有机检项的条款。"
WORST_SHOWN = 20
DRAWN = (Grade.DEVIATES, Grade.PARTLY, Grade.BY_PERSON, Grade.CONFORMS)


def evidence_paper(pack: Pack, *, whole: bool) -> Paper:
    """The paper; `whole`: with every check of every host and the index of raw outputs, which a Word file leaves out."""
    sections = tuple(_sections(pack, whole=whole))
    return Paper(
        file=FILE,
        title=TITLE,
        subtitle=f"GB/T 22239-2019，审计批次 {pack.audit.run}",
        centre=phrases.CENTRE,
        made=pack.made,
        facts=tuple(_facts(pack)),
        notices=tuple(_notices(pack)),
        sections=sections,
        signings=(Signing("编制（运维单位）"), Signing("审核（中心）")),
        seal=pack.seal,
        landscape=True,
    )


def _facts(pack: Pack) -> Iterator[Labelled]:
    audit = pack.audit
    yield Labelled("审计时间", instant_text(audit.at))
    yield Labelled("生成时间", instant_text(pack.made))
    yield Labelled("主机", f"{len(audit.hosts)} 台")
    yield Labelled("检查项", f"{len(audit.findings)} 项（{len(pack.asked)} 个条款）")
    yield Labelled(
        "上次审计", f"{pack.before.run}（{instant_text(pack.before.at)}）" if pack.before else "无", wide=True
    )
    yield Labelled("其间加固", "；".join(_hardenings(pack)) or "台账中没有记录", wide=True)
    yield Labelled("计划 SHA-256", audit.plan_hash, wide=True)


def _hardenings(pack: Pack) -> Iterator[str]:
    for one in pack.hardenings:
        stages = "，".join(f"{STAGES.get(stage, stage)} {len(hosts)} 台" for stage, hosts in one.stages.items())
        yield f"{one.run}（{instant_text(one.at)}：{stages}）"


def _notices(pack: Pack) -> Iterator[Notice]:
    if not pack.audit.complete:
        yield Notice("本次审计不完整，缺失部分按未检测到计", pack.audit.problems, stop=True)
    if pack.audit.plan.uncovered:
        yield Notice(f"清单中有 {len(pack.audit.plan.uncovered)} 台设备不在本次审计之内", pack.audit.plan.uncovered)


def _sections(pack: Pack, *, whole: bool) -> Iterator[Section]:
    yield Section("rule", "一、判定规则", paragraphs=RULE)
    yield Section("totals", "二、总体情况", charts=tuple(_charts(pack)), grids=(tables.totals(pack),))
    yield Section("heat", "三、热力图", paragraphs=(HEAT,), grids=tuple(tables.heat(pack)))
    yield Section("worst", "四、主机排序", grids=(tables.worst(pack),))
    yield Section("changed", "五、与上次审计相比", paragraphs=tuple(_compared(pack)), grids=(tables.changed(pack),))
    yield Section("deviations", "六、偏差与例外明细", grids=(tables.deviations(pack),))
    yield Section("exceptions", "七、例外清单", grids=(tables.exceptions(pack),))
    yield Section("unseen", "八、未检测到与未规定", grids=(tables.unseen(pack),))
    yield Section("catalogue", "九、条款目录与人工核查事项", grids=(tables.catalogue(pack), *tables.strangers(pack)))
    if whole:
        yield Section("verdicts", "十、各主机逐条结论", grids=(tables.verdicts(pack),))
        yield Section("checks", "十一、全部检查项", grids=(tables.checks(pack),))
        yield Section("raw", "十二、原始证据清单", grids=(tables.raw_index(pack),))
    else:
        words = f"各主机逐条结论、全部检查项和原始证据清单见 {FILE}.xlsx 与 {FILE}.html，原始输出见 raw 目录。"
        yield Section("more", "十、其余内容", paragraphs=(words,))


def _compared(pack: Pack) -> Iterator[str]:
    if pack.before is None:
        yield "此前没有可比的审计。"
        return
    now = {(one.host, one.clause.id): one.opinion.grade for one in pack.judged}
    both = [(pack.earlier[key], grade) for key, grade in now.items() if key in pack.earlier]
    better = sum(was in BAD and grade not in BAD for was, grade in both)
    worse = sum(was not in BAD and grade in BAD for was, grade in both)
    yield f"不再有偏差的 {better} 条（按主机与条款计），新出现偏差的 {worse} 条。"


def _charts(pack: Pack) -> Iterator[Chart]:
    shown = list(pack.by_host.items())[:WORST_SHOWN]
    yield Chart(
        "hosts",
        f"结论最差的 {len(shown)} 台主机" if len(shown) < len(pack.by_host) else "各主机的结论",
        "stack",
        tuple(pack.audit.title(host) for host, _ in shown),
        tuple(Series(GRADES[one], tuple(float(found[one]) for _, found in shown), TONES[one]) for one in DRAWN),
        unit="条款",
    )
    if pack.trend:
        points = (*pack.trend, (pack.audit.at, counted(pack.judged)))
        yield Chart(
            "trend",
            "历次审计的结论",
            "lines",
            tuple(_label(at) for at, _ in points),
            tuple(Series(GRADES[one], tuple(float(found[one]) for _, found in points), TONES[one]) for one in DRAWN),
            unit="条款",
        )


def _label(at: datetime) -> str:
    return instant_text(at)[5:16]
