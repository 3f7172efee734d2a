"""Which values an explanation shows, and how it says them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from hfcheck.clauses import Value, Version
from hfcheck.cli.explain import says_text, sentences, value_text
from hfcheck.explanation import Explanation
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Outcome
from hfcheck.scorecard import ItemSheet, Line, Sheet, Stage
from hfcheck.terms import terms
from hfcheck.trail import Step

ANNEX = Version(date(2025, 7, 31), None, "附件第 3 项")
LATER = Version(date(2025, 9, 15), 5, "补充约定一")
DUE = Value("3.due_day", "提交期限", "日", (ANNEX, LATER))
AT = datetime(2025, 9, 3, 10, tzinfo=SHANGHAI)


def test_what_the_annex_leaves_out_is_said_to_be_so() -> None:
    assert value_text(DUE, ANNEX) == "提交期限（3.due_day）附件未规定，自 2025-07-31 起，依据：附件第 3 项"
    assert value_text(DUE, LATER) == "提交期限（3.due_day）5日，自 2025-09-15 起，依据：补充约定一"


def test_a_policy_is_said_by_its_chinese_word() -> None:
    policy = Value("x.way", "办法", "", (Version(date(2025, 8, 1), "max", "约定"),), {"max": "只扣较高的一项"})
    assert value_text(policy, policy.versions[0]) == "办法（x.way）只扣较高的一项，自 2025-08-01 起，依据：约定"


def test_evidence_that_the_ledger_does_not_hold_is_named() -> None:
    line = Line(
        "9/fault/f1", 9, "fault/f1", Outcome.BREACHED, Stage.CANDIDATE, AT, 5, 5, "超时", evidence=("fault/f1/1",)
    )
    item = terms().items[9]
    sheet = Sheet("2025-09", (ItemSheet(9, item.category, item.words, item.standard, 5, (line,)),))
    found = list(sentences(Explanation(sheet, item, 5, (), ((line, ()),), ())))
    assert "  依据：台账中未找到 fault/f1/1" in found
    bare = replace(line, evidence=())
    assert "  依据：台账中没有相应记录" in list(sentences(Explanation(sheet, item, 5, (), ((bare, ()),), ())))


def test_a_statement_is_told_in_the_order_of_its_form_and_commands_no_terminal() -> None:
    says = {"cause": "停电\x1b[2J", "ageing": False, "severity": "serious", "name": "控制器"}
    step = Step("fault/f1/1", "fault", 1, AT, AT, False, "王工", "00", says, (), ())
    assert list(says_text(step)) == ["故障：控制器", "等级：严重影响业务", "属老化或损坏：否", "根因编号：停电 [2J"]
