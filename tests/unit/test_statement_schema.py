"""The JSON Schemas agree with what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hfcheck.kinds import KINDS, Fault
from hfcheck.model import SHANGHAI
from hfcheck.statement_schema import any_statement_schema, statement_schema
from hfcheck.statements import parse, place

NOW = datetime(2025, 9, 4, 9, tzinfo=SHANGHAI)
NAMED = {"name": "UPS 报警", "area": "room", "device": "ups-1"}


def valid(event: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    return bool(Draft202012Validator(schema).is_valid(event))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_is_a_schema_with_chinese_titles(kind: Any) -> None:
    schema = statement_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == kind.title
    says = schema["properties"]["says"]["properties"]
    assert list(says) == list(kind.model_fields)
    assert not any(found["title"].isascii() for found in says.values())


def test_what_the_desk_makes_fits_and_what_it_refuses_does_not() -> None:
    schema = statement_schema(Fault)
    common = {"type": "fault", "subject": "f1", "by": "王工"}
    first = place(parse({**common, "says": NAMED | {"alarm_at": "2025-09-03 08:12"}}), [], NOW)
    assert first is not None
    second = place(parse({**common, "says": {"severity": "serious"}}), [first], NOW)
    gone = place(parse({**common, "withdraws": True, "because": "误报"}), [first], NOW)
    assert second is not None
    assert gone is not None
    for event in (first, second, gone):
        assert valid(event, schema)
        assert valid(event, any_statement_schema())
    assert not valid(first | {"says": {"name": "x"}}, schema)
    assert not valid(first | {"says": NAMED | {"area": "机房"}}, schema)
    assert not valid(first | {"says": NAMED | {"colour": "red"}}, schema)
    assert not valid(second | {"corrects": "fault/f1/1"}, schema)
    assert not valid(second | {"says": {}}, schema)
    assert not valid(second | {"type": "outage"}, schema)
    assert not valid({**second, "withdraws": True, "because": "x"}, schema)
