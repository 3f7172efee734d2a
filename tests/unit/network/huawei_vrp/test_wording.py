"""How VRP words things: instants, ages, percentages, counts, labels side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.network.huawei_vrp.wording import (
    age,
    counts,
    decimal,
    instant,
    is_rule,
    labelled,
    labels,
    measure,
    percent,
    spaced,
)
from hfcheck.readings.parsing import Unreadable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-09-02 08:31:05", "2025-09-02T08:31:05"),
        ("2025/09/02   08:31:05", "2025-09-02T08:31:05"),
        ("2025-09-02 08:31:05+08:00", "2025-09-02T08:31:05+08:00"),
        ("2025-09-02 08:31:05 UTC-05:13 DST", "2025-09-02T08:31:05-05:13"),
        ("2025-09-02 08:31:05 DST", "2025-09-02T08:31:05"),
    ],
)
def test_instants(text: str, expected: str) -> None:
    assert instant(text, "a time") == expected


@pytest.mark.parametrize("text", ["", "-", "2025-02-30 08:00:00", "2025-09-02", "2025-09-02 24:00:00", "yesterday"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="expected a date and a time for a time"):
        instant(text, "a time")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1d01h58m07s", 93_487),
        ("93545sec", 93_545),
        ("28s", 28),
        ("00:14:09", 849),
        ("0078h11m", 281_460),
        ("3w02h", 1_821_600),
    ],
)
def test_ages(text: str, seconds: int) -> None:
    assert age(text, "an age") == seconds


@pytest.mark.parametrize("text", ["", "now", "1h1d", "5", "-1s"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="expected a duration for an age"):
        age(text, "an age")


@given(st.integers(0, 10_000), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_an_age_counts_its_parts(days: int, hours: int, minutes: int, seconds: int) -> None:
    expected = days * 86_400 + hours * 3600 + minutes * 60 + seconds
    assert age(f"{days}d{hours:02}h{minutes:02}m{seconds:02}s", "an age") == expected


def test_percentages_and_measures() -> None:
    assert percent("0.01%", "a share") == pytest.approx(0.01)
    assert measure("60.0002 Hz", "Hz", "a frequency") == pytest.approx(60.0002)
    with pytest.raises(Unreadable, match="expected a percentage for a share"):
        percent("12", "a share")
    with pytest.raises(Unreadable, match="expected a number of Hz"):
        measure("60 ms", "Hz", "a frequency")


def test_a_device_prints_no_exponents() -> None:
    assert decimal(" -12.5 ", "a power") == pytest.approx(-12.5)
    for text in ("1e5", "NaN", "-inf", "1_000", "٣", "", "9" * 13):
        with pytest.raises(Unreadable, match="expected a number for a power"):
            decimal(text, "a power")


def test_counts_side_by_side() -> None:
    assert counts("Total:5   Dynamic:2  Static:0", "counts") == {"total": 5, "dynamic": 2, "static": 0}
    with pytest.raises(Unreadable, match="expected counts, found 'Total:x'"):
        counts("Total:x", "counts")


def test_labels_side_by_side() -> None:
    pattern = labels(["NextHop", "Neighbour", "RelayNextHop"])
    assert labelled(" NextHop: 10.0.0.1   Neighbour: ", pattern) == {"nexthop": "10.0.0.1", "neighbour": ""}
    assert labelled("RelayNextHop: 10.0.0.1", pattern) == {"relaynexthop": "10.0.0.1"}
    with pytest.raises(Unreadable, match="expected a known label"):
        labelled("words NextHop: 10.0.0.1", pattern)


def test_rules_and_rows() -> None:
    assert is_rule("  -----  ---- ")
    assert not is_rule(" -- ")
    assert spaced("a b", ("one", "two")) == {"one": "a", "two": "b"}
    with pytest.raises(Unreadable, match="expected cells of 'one two'"):
        spaced("a", ("one", "two"))
