"""The stanzas as this release knows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from hfcheck import terms as loader
from hfcheck.errors import ContentError
from hfcheck.kinds import KINDS
from hfcheck.terms import stanzas, terms

DAY = date(2025, 9, 1)


def test_fifteen_items_in_the_annexs_categories() -> None:
    found = terms().items
    assert list(found) == list(range(1, 16))
    categories = [item.category for item in found.values()]
    assert categories == (
        ["驻场服务规范类"] * 4
        + ["安全管理违规类"] * 2
        + ["业务系统需求"] * 2
        + ["设备运维类"] * 2
        + ["网络安全类"] * 2
        + ["会议系统运维类"] * 3
    )


def test_registers_are_kinds_and_occurrences_are_counted_in_a_known_way() -> None:
    for item in terms().items.values():
        assert item.per in {"day", "record", "cause"}
        assert set(item.registers) <= set(KINDS)


def test_what_the_annex_leaves_out_is_null_and_nothing_else_is() -> None:
    found = terms()
    numbers = [value for value in found.values.values() if not value.choices]
    left_out = {value.name for value in numbers if value.versions[0].value is None}
    assert left_out == {"3.due_day", "10.in_time_minutes", "11.whole_points", "15.period_days"}


def test_the_points_and_limits_of_items_9_to_15_are_those_of_the_annex() -> None:
    expected = (
        {"9.ordinary_minutes": 120, "9.ordinary_points": 5, "9.serious_minutes": 60, "9.serious_points": 10}
        | {"10.affected_points": 5, "10.damaged_points": 10, "11.restore_minutes": 60, "11.part_points": 2}
        | {"12.attack_points": 3, "12.leak_points": 10, "13.points": 2, "14.minutes": 15, "14.points": 1}
        | {"15.points": 1, "common.yuan_per_point": 200, "common.cap_percent": 30}
    )
    assert {name: terms().given(name, DAY) for name in expected} == expected


def test_every_policy_is_one_of_its_choices_and_every_version_has_a_source() -> None:
    for value in terms().values.values():
        assert all(version.source for version in value.versions)
        if value.choices:
            assert {version.value for version in value.versions} <= set(value.choices)
            assert value.recommended in {"", *value.choices}


REFUSED = ["overlap", "overlap_1_2", "overlap_5_6", "overlap_9_10", "overlap_13_14", "overlap_14_15", "after_end"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_agreed_on_is_refused_by_default(name: str) -> None:
    assert terms().word(f"common.{name}", DAY) == "refuse"


def test_the_residual_item_yields() -> None:
    assert {terms().word(f"common.overlap_4_{other}", DAY) for other in (3, 7, 8, 9, 13)} == {"yield"}


def without(member: str) -> Mapping[str, Mapping[str, Any]]:
    stanza = dict(stanzas()["09_hardware_fault"])
    del stanza[member]
    return {"09_hardware_fault": stanza}


@pytest.mark.parametrize("member", ["words", "standard", "registers", "per", "title"])
def test_a_stanza_without_a_member_is_named(member: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "stanzas", lambda: without(member))
    with pytest.raises(ContentError) as refusal:
        loader.terms.__wrapped__()
    expected = "terms/09_hardware_fault.yml: expected a stanza with all its members, found KeyError"
    assert str(refusal.value) == f"{expected}({member!r})"
