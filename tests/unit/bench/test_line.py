import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.line import ORDER, Line


def fields(line: Line) -> dict[str, object]:
    return dict(json.loads(line.text()))


def test_a_line_beside_its_peer() -> None:
    line = Line("controller_cpu_a_host", 0.0612345, "s", "<= 9x", True, "asyncssh", 0.0198765, 3.080748)
    assert line.text() == (
        '{"name": "controller_cpu_a_host", "value": 0.06123, "unit": "s", "peer": "asyncssh", '
        '"peer_value": 0.01988, "ratio": 3.081, "goal": "<= 9x", "met": true}'
    )


def test_a_line_without_a_peer_has_every_field() -> None:
    found = fields(Line("ledger_append_rate", 81234.5, "events/s of CPU", ">= 15000", True))
    assert list(found) == list(ORDER)
    assert found["value"] == 81230
    assert [found["peer"], found["peer_value"], found["ratio"]] == [None, None, None]


def test_a_goal_that_is_not_met_is_false_and_no_goal_is_null() -> None:
    assert fields(Line("verify", 6.0, "s", "< 5 s", False))["met"] is False
    informs = fields(Line("key_exchange", 91.2, "ms", "", None))
    assert informs["goal"] is None
    assert informs["met"] is None


def test_zero_is_a_value_and_not_an_absent_one() -> None:
    found = fields(Line("slope", 0.0, "KiB", "", None, "early", 0.0, 0.0))
    assert [found["value"], found["peer_value"], found["ratio"]] == [0, 0, 0]


@pytest.mark.parametrize("strange", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(strange: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        Line("ratio", 1.0, "s", "", None, "peer", 1.0, strange).text()


def test_a_line_is_printed_as_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    line = Line("two\nlines", 1.0, "s", "", None)
    line.print()
    assert capsys.readouterr().out == line.text() + "\n"
    assert "\n" not in line.text()


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_rounding_keeps_four_digits(value: float) -> None:
    found = fields(Line("any", value, "s", "", None))["value"]
    assert isinstance(found, float | int)
    assert abs(found - value) <= value * 5.001e-4
    assert float(f"{found:.4g}") == found
