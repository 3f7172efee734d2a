"""The Chinese of the documents: one table for every word of the model, and the phrases made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hfcheck.errors import ContentError
from hfcheck.judge import duration
from hfcheck.ledger.sign import Trust
from hfcheck.model import SHANGHAI, Reason, Scalar, Severity, Value, Verdict
from hfcheck.readings.parsing import NO_LIMIT
from hfcheck.report.text import shorten
from hfcheck.rounds import Doubt, State

CENTRE = "怀化市住房公积金管理中心"
TITLE = "机房巡检记录表"
EVIDENCE_ONLY = "未签名 / 仅自动巡检证据，不构成巡检轮次"

VERDICTS: Mapping[Verdict, str] = {
    Verdict.DEVIATES: "偏差",
    Verdict.NOT_SEEN: "未检测到",
    Verdict.WAIVED: "例外",
    Verdict.CONFORMS: "符合",
    Verdict.NOT_APPLICABLE: "不适用",
}
# Every verdict has a shape too, so that the record reads the same in black and white.
SYMBOLS: Mapping[Verdict, str] = {
    Verdict.DEVIATES: "✘",
    Verdict.NOT_SEEN: "?",
    Verdict.WAIVED: "△",
    Verdict.CONFORMS: "✓",
    Verdict.NOT_APPLICABLE: "–",
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "紧急",
    Severity.HIGH: "高",
    Severity.MEDIUM: "中",
    Severity.LOW: "低",
}
REASONS: Mapping[Reason, str] = {
    Reason.UNREACHABLE: "主机无应答",
    Reason.TIMED_OUT: "读取超时",
    Reason.CUT_OFF: "输出不完整",
    Reason.REJECTED: "设备拒绝或命令出错",
    Reason.EMPTY: "输出为空",
    Reason.UNREADABLE: "输出无法识别",
    Reason.NEEDS_ROOT: "需要管理权限",
    Reason.NO_COMMAND: "缺少读取命令",
    Reason.NO_ANSWER: "没有返回结果",
    Reason.ABSENT: "设备无此项",
    Reason.NOT_DECLARED: "未规定期望值",
}
EXPECTATIONS: Mapping[str, str] = {
    "equals": "{}",
    "at_most": "不高于 {}",
    "at_least": "不低于 {}",
    "within": "仅限 {}",
    "contains_all": "必须包含 {}",
    "contains_none": "不得包含 {}",
    "matches": "格式符合 {}",
    "newer_than": "不早于检查前 {}",
    "agrees": "与已知一致：{}",
}
# What the offending part means, where it is not simply the value that was found.
OFFENCES: Mapping[str, str] = {"within": "出现 {}", "contains_all": "缺少 {}", "contains_none": "含有 {}"}
SLOTS: Mapping[str, str] = {"morning": "上午", "afternoon": "下午", "restday": "节假日"}
ANSWERS: Mapping[str, str] = {"normal": "正常", "abnormal": "异常", "not_applicable": "不适用"}
DECISIONS: Mapping[str, str] = {"approved": "批准", "refused": "不予批准"}
STATES: Mapping[State, str] = {
    State.DONE: "有效",
    State.AWAITING_APPROVAL: "待批准",
    State.UNDETERMINED: "待认定",
    State.AWAITING_SIGNATURE: "待巡检人签名，尚不构成巡检轮次",
    State.REFUSED: "未获批准，不计为巡检轮次",
    State.LATE: "未在时段内完成",
    State.VOID: "不构成巡检轮次",
    State.DUE: "待巡检",
    State.UPCOMING: "未到时段",
    State.MISSED: "未巡检",
}
DOUBTS: Mapping[Doubt, str] = {
    Doubt.LATE_ENTRY: "记录时间明显晚于完成时间，或在时段结束之后",
    Doubt.CLOCK: "本机时钟不能单独证明完成时间",
    Doubt.AHEAD: "所记完成时间晚于台账收到记录的时间",
    Doubt.NO_RUN: "没有一次完整且在时段内的自动巡检支持本轮次",
    Doubt.SHARED_RUN: "所引用的自动巡检已用于较早的轮次",
    Doubt.OUT_OF_SLOT: "完成时间不在本时段内",
    Doubt.NO_CHECKLIST: "没有现场检查结果",
    Doubt.NO_SIGNATURE: "巡检人尚未签名",
}
SIGNATURES: Mapping[Trust, str] = {
    Trust.OWN: "已电子签名",
    Trust.FOREIGN: "签名未识别(密钥登记在他人名下)",
    Trust.UNKNOWN: "签名未识别(密钥未登记)",
    Trust.UNFIT: "电子签名与记录不符",
}
ROLES: Mapping[str, str] = {"inspector": "巡检人", "reviewer": "复核人"}
WEEKDAYS = "一二三四五六日"
DURATION_WORDS = ((timedelta(days=1), "天"), (timedelta(hours=1), "小时"), (timedelta(minutes=1), "分钟"))

ITEMS_SHOWN = 8
ITEM_LIMIT = 120
VALUE_LIMIT = 240
NO_LIMIT_WORD = "无限制"
TIGHT_UNITS = frozenset({"%", "℃", "°C"})


def scalar_text(value: Scalar, unit: str = "") -> str:
    """One scalar: plain digits with the unit for numbers (无限制 for NO_LIMIT), text as it is.

    Truth is 是 or 否, or the words that its unit has for it: 开启/关闭.
    """
    if isinstance(value, bool):
        yes, _, no = (unit if "/" in unit else "是/否").partition("/")
        return yes if value else no
    if value == NO_LIMIT:
        return NO_LIMIT_WORD
    if isinstance(value, int | float):
        space = "" if not unit or unit in TIGHT_UNITS else " "
        return f"{value:.10g}{space}{unit}"
    return shorten(value, VALUE_LIMIT) if value else "（空文本）"


def value_text(value: Value | None, unit: str = "", evidence: str | None = None) -> str:
    """A value of any kind on one bounded line; what does not fit is counted, and its evidence named."""
    if value is None:
        return "—"
    if isinstance(value, str | bool | int | float):
        return shorten(value, VALUE_LIMIT, evidence) if value and isinstance(value, str) else scalar_text(value, unit)
    parts = _parts(value, unit)
    shown = "、".join(shorten(part, ITEM_LIMIT) for part in parts[:ITEMS_SHOWN])
    more = f" 等 {len(parts)} 项" if len(parts) > ITEMS_SHOWN else ""
    return shorten(shown, VALUE_LIMIT, evidence) + more if parts else "（无）"


def _parts(value: Sequence[Scalar] | Mapping[str, Scalar], unit: str) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{shorten(name, ITEM_LIMIT)} {scalar_text(item, unit)}" for name, item in sorted(value.items())]
    return [scalar_text(item, unit) for item in value]


def duration_text(text: str) -> str:
    """A duration written as 30m, 26h or 7d in Chinese; anything else as it is."""
    try:
        span = duration(text)
    except ContentError:
        return text
    for unit, word in DURATION_WORDS:
        if span >= unit and span % unit == timedelta(0):
            return f"{span // unit} {word}"
    return text


def instant_text(value: str) -> str:
    """An ISO 8601 instant in the centre's time zone, to the minute; anything else as it is."""
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant.tzinfo else value


def expected_text(rule: str, expected: Value | None, unit: str = "") -> str:
    """What a rule expects, as 不高于 85%."""
    if expected is None:
        return "—"
    if rule == "within" and not expected:
        return "无异常项"
    if rule == "newer_than" and isinstance(expected, str):
        expected = duration_text(expected)
    return EXPECTATIONS.get(rule, f"{rule} {{}}").replace("{}", value_text(expected, unit))


def actual_text(rule: str, found: Value | None, offending: Value | None, unit: str, evidence: str | None) -> str:
    """What was found instead: the offending part, as /var 97% or 缺少 auditd."""
    shown = found if offending is None else offending
    if rule == "newer_than":
        shown = _instants(shown)
    # Over instances the offending part is a mapping, and each entry is a whole value.
    wording = "{}" if offending is None or isinstance(offending, Mapping) else OFFENCES.get(rule, "{}")
    return wording.replace("{}", value_text(shown, unit, evidence))


def found_text(rule: str, found: Value | None, unit: str) -> str:
    """The whole of what was found, for a check that conforms."""
    return value_text(_instants(found) if rule == "newer_than" else found, unit)


def _instants(value: Value | None) -> Value | None:
    if isinstance(value, str):
        return instant_text(value)
    if isinstance(value, Mapping):
        return {name: instant_text(item) if isinstance(item, str) else item for name, item in value.items()}
    return value


def reason_text(reason: str | None) -> str:
    """A reason code in Chinese; a code of a later version is shown as it is."""
    if reason is None:
        return "原因未记录"
    return {code.value: words for code, words in REASONS.items()}.get(reason, reason)


def date_text(date: str) -> str:
    """An ISO date with its weekday, as 2026-11-23(星期一)."""
    try:
        day = datetime.fromisoformat(date)
    except ValueError:
        return date
    return f"{date}（星期{WEEKDAYS[day.weekday()]}）"
