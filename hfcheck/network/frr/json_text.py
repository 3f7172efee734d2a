"""The JSON forms of FRRouting's commands: a document is whole and of the expected types, or it is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from hfcheck.readings.parsing import Unreadable

T = TypeVar("T")


def document(text: str) -> dict[str, Any]:
    """The JSON object that the text is; refuses anything else, and a name that comes twice in one object."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"expected a JSON document: {str(problem)[:120]}") from None
    if not isinstance(found, dict):
        raise Unreadable(f"expected a JSON object, found {text[:60]!r}")
    return found


def of(row: object, name: str, kind: type[T]) -> T:
    """The member of an object, which must be there and of this type."""
    found = maybe_of(row, name, kind)
    if found is None:
        raise Unreadable(f"expected a member {name!r}, found none")
    return found


def maybe_of(row: object, name: str, kind: type[T]) -> T | None:
    """The member of an object, None where it is not there; refuses one of another type."""
    if not isinstance(row, Mapping):
        raise Unreadable(f"expected an object with {name!r}, found {str(row)[:60]!r}")
    found = row.get(name)
    # bool is an int to Python, and never to a router.
    if found is not None and (not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool)):
        raise Unreadable(f"expected {name!r} as {kind.__name__}, found {str(found)[:60]!r}")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("expected each name of a JSON object once, found one again")
    return found


def _no_constant(word: str) -> Any:
    raise Unreadable(f"expected a number, found {word}")
