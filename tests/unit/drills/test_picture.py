from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drills.picture import LOST, Mark, Request, error_window, picture

SVG = "{http://www.w3.org/2000/svg}"


def requests(answered: str) -> list[Request]:
    """One request every half second: `.` answered, `x` lost."""
    return [Request(index / 2, sign == ".") for index, sign in enumerate(answered)]


@pytest.mark.parametrize(
    ("signs", "seconds"), [("....", 0.0), (".x..", 0.5), ("..xx.x..", 2.0), ("x.", 0.5), ("", 0.0)]
)
def test_the_window_runs_from_the_first_lost_to_the_next_answered_one(signs: str, seconds: float) -> None:
    assert error_window(requests(signs)) == seconds


def test_a_window_without_an_end_is_no_number() -> None:
    with pytest.raises(ValueError, match=r"answers after the last lost request at 1\.00 s, found none"):
        error_window(requests("..x"))


def test_the_order_of_the_requests_does_not_matter() -> None:
    assert error_window(reversed(requests("..xx.x.."))) == 2.0


@settings(max_examples=40)
@given(st.text(alphabet=".x", min_size=1, max_size=60))
def test_a_picture_is_xml_and_has_red_exactly_where_something_was_lost(signs: str) -> None:
    drawn = ElementTree.fromstring(picture("a <drill> & more", requests(signs), [Mark(0.5, "cut <1>")]))
    red = [box for box in drawn.iter(f"{SVG}rect") if box.get("fill") == LOST]
    assert bool(red) == ("x" in signs)
    words = [text.text for text in drawn.iter(f"{SVG}text")]
    assert "a <drill> & more" in words
    assert "cut <1>" in words
    assert f"{len(signs)} requests, {signs.count('x')} lost; one bar is 0.1 s" in words


def test_bars_are_as_high_as_they_count() -> None:
    many = [Request(0.0, answered=True)] * 4 + [Request(0.0, answered=False)] * 4 + [Request(1.0, answered=True)] * 2
    boxes = list(ElementTree.fromstring(picture("t", many)).iter(f"{SVG}rect"))[1:]
    heights = [float(box.get("height", "nan")) for box in boxes]
    assert heights == [98.0, 98.0, 49.0]


def test_no_request_is_no_picture() -> None:
    with pytest.raises(ValueError, match="found none"):
        picture("t", [])
