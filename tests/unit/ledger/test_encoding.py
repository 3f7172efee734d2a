from __future__ import annotations

import math
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.errors import InputError
from hfcheck.ledger.encoding import canonical, event_bytes
from hfcheck.model import SHANGHAI, Verdict

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SCALARS = st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner | st.none(), max_size=4)
)
EVENTS = st.dictionaries(TEXT, VALUES | st.none(), max_size=6)


def pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: pruned(item) for name, item in value.items() if item is not None}
    return [pruned(item) for item in value] if isinstance(value, list) else value


COMPLETE = {"id": "a", "type": "t", "at": "2026-03-02T08:30:00+08:00"}


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ({"b": 1, "a": "中"}, '{"a":"中","b":1}'),
        ({"a": None, "b": {"c": None, "d": [{"e": None}]}}, '{"b":{"d":[{}]}}'),
        ({"a": "null"}, '{"a":"null"}'),
        ({"a": (1, 2.0, True)}, '{"a":[1,2.0,true]}'),
        ({"a": Verdict.NOT_SEEN}, '{"a":"not_seen"}'),
        ({"a": MappingProxyType({"c": 1, "b": None})}, '{"a":{"c":1}}'),
        ({"a": "line\nfeed \x00"}, '{"a":"line\\nfeed \\u0000"}'),
    ],
)
def test_one_spelling(event: dict[str, object], body: str) -> None:
    assert canonical(event) == body.encode()


@pytest.mark.parametrize(
    "value",
    [
        *(math.nan, math.inf, [1, None], {"b": [None]}, {1: "number as a key"}),
        *(b"bytes", {1, 2}, object(), 2**64, "\ud800", datetime(2026, 3, 2, tzinfo=SHANGHAI)),
    ],
)
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="expected an event of plain JSON values, found 'x'"):
        canonical({"id": "x", "a": value})


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_reading_and_writing_again_gives_the_same_bytes(event: dict[str, Any]) -> None:
    body = canonical(event)
    assert canonical(orjson.loads(body)) == body
    assert orjson.loads(body) == pruned(event)


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_neither_order_nor_nulls_matter(event: dict[str, Any]) -> None:
    turned = dict(reversed(event.items()))
    without = {name: value for name, value in event.items() if value is not None}
    assert canonical(turned) == canonical(without) == canonical(event)


def test_an_event_with_what_all_need_is_taken() -> None:
    assert event_bytes(COMPLETE) == ("a", b'{"at":"2026-03-02T08:30:00+08:00","id":"a","type":"t"}')


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": None}, "found None"),
        ({"id": ""}, "found ''"),
        ({"id": "a\nb"}, "printable"),
        ({"id": "x" * 501}, "1 to 500"),
        ({"id": 7}, "found 7"),
        ({"type": ""}, "the type of event 'a'"),
        ({"at": "2026-03-02T08:30:00"}, "with its offset"),
        ({"at": "yesterday"}, "found 'yesterday'"),
        ({"at": None}, "found None"),
    ],
)
def test_an_event_without_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        event_bytes({**COMPLETE, **change})
