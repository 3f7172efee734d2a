"""The checklist: nothing is answered by default, a number out of range is abnormal by itself."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.errors import ContentError, InputError
from hfcheck.onsite import Item, ItemKind, Said, areas, parse_answer, parse_answers, parse_items

TEMPERATURE = Item("room.temperature", "机房", "机房温度", ItemKind.NUMBER, "℃", 18, 27, photo=True)
LEAK = Item("room.leak", "机房", "漏水检测", ItemKind.CHOICE, photo=True)
LIGHTS = Item("room.lights", "机房", "照明", ItemKind.CHOICE)
HANDOVER = Item("office.handover", "办公", "值班交接", ItemKind.TEXT)
ITEMS = (TEMPERATURE, LEAK, LIGHTS, HANDOVER)
FULL = {
    "room.temperature": 23.5,
    "room.leak": {"answer": "异常", "note": "3 号机柜下有水渍", "photos": ["p/leak.jpg"]},
    "room.lights": "正常",
    "office.handover": {"answer": "正常", "value": "无遗留事项"},
}
INVENTORIES = sorted(Path(__file__).parents[2].glob("inventory/*/group_vars/all/onsite.yml"))


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.parents[2].name)
def test_the_inventories_have_a_checklist_of_the_room_the_screen_and_the_offices(path: Path) -> None:
    items = parse_items(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    assert [area for area, _ in areas(items)] == ["机房", "大屏", "会议", "办公"]
    assert set(ItemKind) == {item.kind for item in items}
    for word in ("温度", "湿度", "市电", "UPS", "空调", "漏水", "消防", "门禁", "告警灯", "异常声响"):
        assert any(word in item.title for item in items), word


def test_both_inventories_were_found() -> None:
    assert {path.parents[2].name for path in INVENTORIES} >= {"example", "lab"}


def test_answers_become_events_in_the_order_of_the_checklist() -> None:
    answers = parse_answers(ITEMS, dict(reversed(FULL.items())), "a.yml")
    assert [answer.event({"p/leak.jpg": "ab" * 32}) for answer in answers][:2] == [
        {
            "item": "room.temperature",
            "area": "机房",
            "title": "机房温度",
            "answer": "normal",
            "value": 23.5,
            "unit": "℃",
            "note": None,
            "photos": None,
        },
        {
            "item": "room.leak",
            "area": "机房",
            "title": "漏水检测",
            "answer": "abnormal",
            "value": None,
            "unit": None,
            "note": "3 号机柜下有水渍",
            "photos": [{"name": "leak.jpg", "sha256": "ab" * 32}],
        },
    ]
    assert [answer.item.id for answer in answers] == [item.id for item in ITEMS]
    assert answers[3].value == "无遗留事项"


@pytest.mark.parametrize(
    ("item", "given_", "message"),
    [
        (TEMPERATURE, None, r"a\.yml: room\.temperature \(机房温度\): expected a number in ℃, found no answer"),
        (TEMPERATURE, {}, "found no answer"),
        (TEMPERATURE, "23 ℃", "expected a number in ℃, found '23 ℃'"),
        (TEMPERATURE, True, "found True"),
        (TEMPERATURE, math.nan, "found nan"),
        (TEMPERATURE, "正常", "expected a number in ℃, found '正常'"),
        (TEMPERATURE, {"answer": "正常"}, "expected a number in ℃, found None"),
        (TEMPERATURE, {"answer": "不适用", "value": 20, "note": "x"}, "found 20"),
        (TEMPERATURE, 31, "expected a note for an answer of abnormal"),
        (TEMPERATURE, {"value": 20, "unit": "F"}, r"expected the keys \['answer'.*found \['unit', 'value'\]"),
        (LEAK, "ok", "expected one of 正常, 异常, 不适用, found 'ok'"),
        (LEAK, ["正常"], "expected one of"),
        (LEAK, {"note": "没看"}, "found None"),
        (LEAK, {"answer": "正常", "value": 3}, "expected no value, found 3"),
        (LEAK, "不适用", "expected a note for an answer of not_applicable"),
        (LEAK, {"answer": "异常", "note": "  "}, "expected a note"),
        (LEAK, {"answer": "正常", "photos": "a.jpg"}, "expected a list of file names"),
        (LEAK, {"answer": "正常", "photos": ["a", "a"]}, "expected each photo once"),
        (LIGHTS, {"answer": "正常", "photos": ["a.jpg"]}, "expected no photos for this item"),
        (LIGHTS, {"answer": "正常", "note": 5}, "note: expected a text, found 5"),
        (HANDOVER, "正常", "a text as value, found no value"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(item: Item, given_: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_answer(item, given_, "a.yml")


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        parse_answers(ITEMS, {"room.temperature": 23, "room.tempreature": 23, "room.lights": "好"}, "a.yml")
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[1].split(" ")[0] for line in lines] == [
        "expected",
        "room.leak",
        "room.lights",
        "office.handover",
    ]
    with pytest.raises(InputError, match="expected a mapping from items"):
        parse_answers(ITEMS, None, "a.yml")


@given(st.sets(st.sampled_from([item.id for item in ITEMS])))
def test_nothing_left_out_counts_as_answered(left_out: set[str]) -> None:
    answers = {key: value for key, value in FULL.items() if key not in left_out}
    if not left_out:
        assert len(parse_answers(ITEMS, answers, "a.yml")) == len(ITEMS)
        return
    with pytest.raises(InputError) as caught:
        parse_answers(ITEMS, answers, "a.yml")
    assert all(f"{item} (" in str(caught.value) for item in left_out)


@given(st.floats(-50, 90), st.sampled_from([None, "正常", "异常"]))
def test_a_number_is_normal_only_inside_its_range_and_never_against_the_engineer(
    value: float, word: str | None
) -> None:
    answer = parse_answer(TEMPERATURE, {"value": value, "answer": word, "note": "x"}, "a.yml")
    assert (answer.said is Said.NORMAL) == (18 <= value <= 27 and word != "异常")
    assert answer.value == value


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"area": "机房", "title": "x", "kind": "choice"}, "item 1: expected id, area"),
        ({"id": "a", "area": "机房", "title": "x", "kind": "choise"}, "expected a kind .*'choise'"),
        ({"id": "a", "area": "机房", "title": "x", "kind": "number"}, "expected a unit and two numbers"),
        ({"id": "a", "area": "b", "title": "x", "kind": "number", "unit": "V", "low": 2, "high": 1}, "low <= high"),
        ({"id": "a", "area": "机房", "title": "x", "kind": "choice", "low": 2}, "only with the kind number"),
        ({"id": "a", "area": "机房", "title": "x", "kind": "choice", "default": "正常"}, "expected id, area"),
    ],
)
def test_a_checklist_that_does_not_fit_is_refused(entry: dict[str, object], message: str) -> None:
    with pytest.raises(ContentError, match=message):
        parse_items({"onsite_items": [entry]}, "onsite.yml")


def test_a_checklist_has_items_and_each_once() -> None:
    entry = {"id": "a", "area": "机房", "title": "x", "kind": "choice"}
    with pytest.raises(ContentError, match="expected each item once, found a again"):
        parse_items({"onsite_items": [entry, entry]}, "onsite.yml")
    with pytest.raises(ContentError, match="expected a list onsite_items, found None"):
        parse_items({}, "onsite.yml")
    with pytest.raises(ContentError, match="expected a list onsite_items"):
        parse_items({"onsite_items": []}, "onsite.yml")
