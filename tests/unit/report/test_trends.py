from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hfcheck.model import Verdict
from hfcheck.report.drawing import qr_png, qr_svg, sparkline
from hfcheck.report.record import Trend
from hfcheck.report.sources import CheckInfo, Row, Scope
from hfcheck.report.trends import SHOWN, trends

CHECKS = {
    "disk.used": CheckInfo("disk.used", "磁盘使用率", "", None, "at_most", "", "%", True),
    "cert.days": CheckInfo("cert.days", "证书有效期", "", None, "at_least", "", "天", True),
    "load.one": CheckInfo("load.one", "负载", "", None, "equals", "", "", True),
    "other": CheckInfo("other", "其他", "", None, "at_most", "", "", False),
}
PLAN = Scope({}, CHECKS, {}, ())
AT = "2026-11-23T08:30:00+08:00"


def row(check: str, found: Any, expected: Any = 85, host: str = "app-01") -> Row:
    return Row(host, check, Verdict.CONFORMS, expected=expected, found=found)


def past(*found: Any) -> list[dict[str, Any]]:
    return [{"at": AT, "found": value, "verdict": "conforms"} for value in found]


def test_the_instance_nearest_to_its_limit_with_its_gaps() -> None:
    history = past({"/": 10, "/var": 60}, None, {"/": 10}, {"/": 10, "/var": 70})
    (line,), left_out = trends([row("disk.used", {"/": 10, "/var": 70})], PLAN, lambda *_: history)
    assert (line.title, line.points, line.limit, line.last) == ("磁盘使用率 /var", (60, None, None, 70), 85, "70%")
    assert (line.limit_text, line.span, left_out) == ("≤ 85%", "11-23 起 4 次", 0)


def test_nearest_to_the_limit_first_whatever_the_direction() -> None:
    rows = [row("disk.used", 10), row("cert.days", 31, 30), row("load.one", 3, None), row("disk.used", 80, host="b")]
    lines, _ = trends(rows, PLAN, lambda *_: [])
    assert [(line.place.host, line.title) for line in lines] == [
        ("app-01", "证书有效期"),
        ("b", "磁盘使用率"),
        ("app-01", "磁盘使用率"),
        ("app-01", "负载"),
    ]
    assert lines[-1].limit is None


@pytest.mark.parametrize("found", [None, "text", True, {"/": "text"}, [], {}])
def test_what_is_no_number_has_no_line(found: Any) -> None:
    assert trends([row("disk.used", found)], PLAN, lambda *_: []) == ((), 0)


def test_only_checks_that_say_so_and_the_rest_is_counted() -> None:
    assert trends([row("other", 5)], PLAN, lambda *_: []) == ((), 0)
    lines, left_out = trends([row("disk.used", n, host=f"h{n}") for n in range(SHOWN + 5)], PLAN, lambda *_: [])
    assert (len(lines), left_out) == (SHOWN, 5)


@pytest.mark.parametrize(("found", "expected"), [(0, 0), (5, 0), (-3, -3), (0, 30)])
def test_limits_at_and_below_zero_do_not_break_the_order(found: int, expected: int) -> None:
    for check in ("disk.used", "cert.days"):
        lines, _ = trends([row(check, found, expected)], PLAN, lambda *_: [])
        assert lines[0].points == (found,)


@pytest.mark.parametrize(
    ("past_values", "limit", "verdict", "telling"),
    [
        ((60, 70), 85, Verdict.CONFORMS, True),  # it moves, and 70 of 85 is more than four fifths
        ((60, 67), 85, Verdict.CONFORMS, False),  # it moves far from its limit
        ((60, None, 70), 85, Verdict.CONFORMS, True),
        ((70, 70), 85, Verdict.CONFORMS, False),  # it does not move
        ((0, 0), 0, Verdict.CONFORMS, False),
        ((95, 95), 85, Verdict.DEVIATES, True),
        ((95,), 85, Verdict.DEVIATES, False),  # one point is no line; the deviation is in its own table
        ((None, 70), 85, Verdict.CONFORMS, False),
        ((60, 70), None, Verdict.CONFORMS, False),  # nobody limits it
    ],
)
def test_paper_takes_the_lines_that_tell_something(
    past_values: tuple[Any, ...], limit: Any, verdict: Verdict, telling: bool
) -> None:
    last = replace(row("disk.used", past_values[-1], limit), verdict=verdict)
    (line,), _ = trends([last], PLAN, lambda *_: past(*past_values))
    assert line.telling is telling


def test_no_limit_is_a_word_in_a_line() -> None:
    (line,), _ = trends([row("disk.used", 99999, 99999)], PLAN, lambda *_: past(90, 99999))
    assert (line.last, line.limit_text, line.points) == ("无限制", "≤ 无限制", (90, 99999))


def test_a_gap_breaks_the_line_and_a_lone_point_stays_visible() -> None:
    (line,), _ = trends([row("disk.used", 80)], PLAN, lambda *_: past(10, 20, None, 80))
    drawing = sparkline(line)
    assert drawing.count("M") == 3  # the limit, the first two points, the last one
    assert "h0" in drawing
    assert "<circle" in drawing


def test_a_flat_line_without_a_limit_is_in_the_middle() -> None:
    (line,), _ = trends([row("load.one", 3, None)], PLAN, lambda *_: past(3, 3))
    assert "M3 15h0L117 15" in sparkline(line)
    assert "dasharray" not in sparkline(replace(line, limit=None))
    assert isinstance(line, Trend)


def test_the_qr_symbol_is_the_same_twice() -> None:
    assert qr_svg("HFCHECK:1:AB") == qr_svg("HFCHECK:1:AB") != qr_svg("HFCHECK:1:AC")
    assert qr_png("HFCHECK:1:AB") == qr_png("HFCHECK:1:AB")
    assert qr_png("HFCHECK:1:AB").startswith(b"\x89PNG")
