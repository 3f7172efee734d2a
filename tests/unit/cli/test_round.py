"""hfcheck round: the answers template; whole rounds are tested in tests/integration."""

from __future__ import annotations

import yaml

from hfcheck.cli.round import COMMAND, hint, template_of
from hfcheck.onsite import Item, ItemKind
from hfcheck.round_entry import KEYS
from hfcheck.rounds_desk import checklist

NUMBER = Item("a", "机房", "温度", ItemKind.NUMBER, "℃", 18, 27)


def test_the_template_asks_every_item_and_answers_none() -> None:
    items = checklist("inventory/example")
    document = yaml.safe_load(template_of(items))
    assert set(document) == KEYS
    assert list(document["onsite"]) == [item.id for item in items]
    assert set(document["onsite"].values()) == {None}


def test_the_template_says_how_an_item_is_answered() -> None:
    assert hint(NUMBER) == "数字，18–27 ℃"
    assert hint(Item("b", "机房", "灯", ItemKind.CHOICE)) == "正常、异常、不适用"
    assert yaml.safe_load(hint(Item("c", "办公", "交接", ItemKind.TEXT))) == {"answer": "正常", "value": "一句话"}


def test_the_options_are_those_that_are_documented() -> None:
    names = {option for parameter in COMMAND.params for option in parameter.opts}
    assert names >= {"--answers", "--slot", "--reason", "--template", "--new-key", "--inventory"}
