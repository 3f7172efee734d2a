"""The shape of a runbook, and its page."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from hfcheck.errors import ContentError
from hfcheck.runbooks.page import index, page
from hfcheck.runbooks.shape import STAGES, of

ABOUT = {
    "title": "清理",
    "area": "安全",
    "meaning": "满了",
    "impact": "停了",
    "symptoms": ["写不进去"],
    "hosts": "one",
    "otherwise": "扩容",
}
ASK = {"name": "确认", "decide": {"variable": "confirm_x", "question": "q", "confirms": "s", "phrase": "全部"}}


def plays() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": stage, "hosts": "all", "tasks": [{"name": f"{stage}一步"}]} for stage in STAGES
    ]
    found[0]["vars"] = {"runbook": copy.deepcopy(ABOUT)}
    found[1]["tasks"] = [{"block": [ASK]}]
    found[2]["tasks"].append({"name": "Bring the checks of storage volumes into scope"})
    return found


def test_a_runbook_tells_its_stages_and_questions() -> None:
    book = of("clean_it", plays())
    assert book.stages["处置"] == ("处置一步",)
    assert [(one.variable, one.confirms, one.phrase) for one in book.questions] == [("confirm_x", "s", "全部")]


def test_a_stage_may_have_several_plays_and_import_a_playbook() -> None:
    more = plays()
    more.insert(3, {"name": "处置：加固", "ansible.builtin.import_playbook": "x.yml"})
    assert of("clean_it", more).stages["处置"] == ("处置一步", "加固")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.pop(3), "expected the stages 诊断、决定、处置、验证、记录, found 诊断、决定、处置、记录"),
        (lambda p: p.append(p[0]), "one after the other, found 诊断 again"),
        (lambda p: p[0]["vars"]["runbook"].pop("impact"), "vars: runbook: expected area"),
        (lambda p: p[0]["vars"]["runbook"].update(area="别处"), "expected an area of .* found '别处'"),
        (lambda p: p[0]["vars"]["runbook"].update(hosts="all"), "hosts of one, many"),
        (lambda p: p[0].pop("vars"), "found none"),
    ],
)
def test_what_is_not_whole_is_refused(change: Any, message: str) -> None:
    wrong = plays()
    change(wrong)
    with pytest.raises(ContentError, match=message):
        of("clean_it", wrong)


def test_a_name_is_a_verb_and_a_noun() -> None:
    with pytest.raises(ContentError, match="<verb>_<noun>"):
        of("clean", plays())


def test_the_page_has_all_that_an_engineer_looks_for() -> None:
    text = page(of("clean_it", plays()), {"clean_it": [("a.b", "磁盘")]})
    for words in (
        "## 含义\n满了",
        "## 影响\n停了",
        "- 写不进去",
        "1. 诊断一步",
        "## 没有排除时\n扩容",
        "磁盘（`a.b`）",
        "“全部”",
    ):
        assert words in text
    assert "Bring the checks" not in text


def test_the_index_leads_from_a_symptom_and_from_a_check() -> None:
    text = index({"clean_it": of("clean_it", plays())}, {"clean_it": [("a.b", "磁盘")], "write_later": [("c.d", "它")]})
    assert "| 写不进去 | [清理](clean_it.md) |" in text
    assert "| `a.b` 磁盘 | [清理](clean_it.md) |" in text
    assert "| `c.d` 它 | `write_later` |" in text
