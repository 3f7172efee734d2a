"""The Chinese of the evidence pack: grades, what they rest on, and a finding as expected and found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from hfcheck.conformity import SUFFICIENT, Grade, Judged, Why, expired
from hfcheck.model import Finding, Severity, Verdict
from hfcheck.report import phrases
from hfcheck.report.paper import Cell
from hfcheck.report.words import EXPECTED, detail_in_words, in_words

GRADES: Mapping[Grade, str] = {
    Grade.DEVIATES: "不符合",
    Grade.PARTLY: "部分符合",
    Grade.BY_PERSON: "需人工",
    Grade.NOT_APPLICABLE: "不适用",
    Grade.CONFORMS: "符合",
}
SYMBOLS: Mapping[Grade, str] = {
    Grade.DEVIATES: "✘",
    Grade.PARTLY: "△",
    Grade.BY_PERSON: "?",
    Grade.NOT_APPLICABLE: "–",
    Grade.CONFORMS: "✓",
}
TONES: Mapping[Grade, str] = {
    Grade.DEVIATES: "bad",
    Grade.PARTLY: "warn",
    Grade.BY_PERSON: "",
    Grade.NOT_APPLICABLE: "soft",
    Grade.CONFORMS: "good",
}
WHYS: Mapping[Why, str] = {
    Why.HIGH_RISK: "涉及高风险项或紧急项",
    Why.EXPIRED: "例外已过期",
    Why.NOT_DECLARED: "有检查项未规定期望值",
    Why.INCOMPLETE: "本条必需的检查项未全部完成",
    Why.NO_CHECK: "没有机检项",
}
VERDICT_TONES: Mapping[Verdict, str] = {
    Verdict.DEVIATES: "bad",
    Verdict.WAIVED: "warn",
    Verdict.CONFORMS: "good",
    Verdict.NOT_APPLICABLE: "soft",
    Verdict.NOT_SEEN: "warn",
}
STAGES: Mapping[str, str] = {"begun": "已开始", "confirmed": "已确认", "reverted": "已自动退回", "restored": "已恢复"}
RULE = (
    "每台主机的每一条款给出五种结论之一，自上而下取第一条适用的规则：",
    "一、检查项有偏差而没有一项符合，或偏差属紧急项，或在高风险条款中属高级别项：不符合。",
    "二、其余有偏差的：部分符合。",
    "三、没有偏差而有尚在有效期内的例外：部分符合。例外到期后按偏差计，并注明“例外已过期”。",
    "四、条款所指的对象在主机上不存在，且目录注明此时不适用：不适用。",
    "五、没有机检项、有检查项未检测到或未规定期望值、本条必需的检查项未全部完成、仍有须由人判断的内容：需人工。",
    "六、所有检查项均符合，且目录注明机检足以判断：符合。",
    "未检测到的内容一律不计为符合。结论由工具按上述规则得出，供测评人员核对，不代替测评人员的判断。",
)


def grade_cell(grade: Grade) -> Cell:
    """A grade in words."""
    return Cell(GRADES[grade], tone=TONES[grade])


def basis(judged: Judged, on: datetime) -> str:
    """What a grade rests on, in one line: how many checks say what, and what is left to people."""
    counts = Counter(verdict_of(finding, on) for finding in judged.findings)
    parts = ["、".join(f"{phrases.VERDICTS[verdict]} {counts[verdict]} 项" for verdict in Verdict if counts[verdict])]
    why = set(judged.opinion.why)
    parts += [words for word, words in WHYS.items() if word in why]
    if Why.CONFORMS in why and why <= SUFFICIENT | {Why.REMAINS}:
        parts.append("机检项均符合")
    if Why.REMAINS in why:
        parts.append(f"仍需人工：{judged.clause.remains}")
    return "；".join(filter(None, parts))


def verdict_of(finding: Finding, on: datetime) -> Verdict:
    """The verdict as the paper counts it: an exception that has expired is a deviation."""
    return Verdict.DEVIATES if expired(finding, on) else finding.verdict


def verdict_cell(finding: Finding, on: datetime) -> Cell:
    """A verdict in words; an exception that has expired says so."""
    verdict = verdict_of(finding, on)
    over = "（例外已过期）" if expired(finding, on) else ""
    return Cell(phrases.VERDICTS[verdict] + over, tone=VERDICT_TONES[verdict])


def severity_text(severity: Severity) -> str:
    """紧急, 高, 中, 低."""
    return phrases.SEVERITIES[severity]


def expected_text(finding: Finding) -> str:
    """What a check expects."""
    check = finding.check
    told = EXPECTED.get(check.id) if finding.expected is not None else None
    return told or phrases.expected_text(check.rule, in_words(check.id, finding.expected), check.unit)


def found_text(finding: Finding) -> str:
    """What was found: the part that deviates, the whole value, or why there is none."""
    check, found = finding.check, in_words(finding.check.id, finding.found)
    if finding.verdict in (Verdict.DEVIATES, Verdict.WAIVED):
        offending = in_words(check.id, finding.offending)
        return phrases.actual_text(check.rule, found, offending, check.unit, finding.evidence)
    if finding.verdict is Verdict.CONFORMS or found is not None:
        return phrases.found_text(check.rule, found, check.unit)
    reason = phrases.reason_text(finding.reason.value if finding.reason else None)
    return f"{reason}（{detail_in_words(finding.detail)}）" if finding.detail else reason


def waiver_text(finding: Finding) -> str:
    """The exception behind a finding in one line, "" without one."""
    waiver = finding.waiver
    if waiver is None:
        return ""
    made_up = f"，补偿措施：{waiver.compensation}" if waiver.compensation else ""
    until = phrases.instant_text(waiver.expires.isoformat())
    return f"{waiver.reason}（责任人 {waiver.owner}，批准人 {waiver.approver}{made_up}，有效至 {until}）"
