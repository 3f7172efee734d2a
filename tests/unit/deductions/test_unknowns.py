"""Every way in which the unknown may be."""

from __future__ import annotations

import pytest

from hfcheck.deductions.unknowns import agreed, either, unknown
from hfcheck.kinds import Meeting


def test_what_is_known_is_one_way_and_what_is_not_is_both() -> None:
    assert (either(True), either(False), either(None)) == ((True,), (False,), (False, True))


@pytest.mark.parametrize(("ways", "points"), [([0, 0], 0), ([2], 2), ([0, 2], None), ([2, None], None), ([None], None)])
def test_ways_that_differ_say_nothing(ways: list[int | None], points: int | None) -> None:
    assert agreed(ways) == points


def test_fields_that_nobody_stated_are_named_in_chinese() -> None:
    meeting = Meeting.model_validate({"name": "会", "starts_at": "2025-09-03T10:00:00+08:00", "outcome": "normal"})
    assert unknown(meeting, "outcome", "preparation_ok", "equipment_fault") == "调试结果正常、属设备故障"
    assert unknown(meeting, "outcome") == ""
