"""JSON Schema (draft 2020-12) of the statements, made of the same fields as everything else about them."""

from __future__ import annotations

from typing import Any

from hfcheck.kinds import KINDS, Kind
from hfcheck.kinds.fields import Field, fields_of
from hfcheck.statements import Envelope

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def statement_schema(kind: type[Kind]) -> dict[str, Any]:
    """The schema of a statement of one kind as the ledger keeps it. The first one says all that the kind needs."""
    says, envelope = fields_of(kind), fields_of(Envelope)
    needed = [name for name, field in says.items() if field.needed]
    first = {"properties": {"says": {"required": needed}}, "required": ["says"]}
    return {
        "$schema": DIALECT,
        "title": kind.title,
        "type": "object",
        "properties": {
            "id": {"type": "string", "pattern": f"^{kind.type}/[^/]{{1,60}}/[0-9]+$"},
            "type": {"const": kind.type},
            **{name: _property(field) for name, field in envelope.items()},
            "says": {
                "type": "object",
                "properties": {name: _property(field) for name, field in says.items()},
                "minProperties": 1,
                "additionalProperties": False,
            },
        },
        "required": ["id", "type", "subject", "step", "at", "by"],
        "additionalProperties": False,
        "dependentRequired": {"corrects": ["because", "says"], "withdraws": ["because"]},
        "oneOf": [{"required": ["says"]}, {"required": ["withdraws"]}],
        "if": {"properties": {"step": {"const": 1}}},
        "then": first,
    }


def any_statement_schema() -> dict[str, Any]:
    """The schema of a statement of any kind."""
    return {"$schema": DIALECT, "title": "事项", "oneOf": [statement_schema(kind) for kind in KINDS.values()]}


def _property(field: Field) -> dict[str, Any]:
    about = {"description": field.about} if field.about else {}
    words = {"words": dict(field.words)} if field.words else {}
    return {"title": field.title, **about, **field.schema, **words}
