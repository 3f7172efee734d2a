"""One event, one sequence of bytes: JSON in UTF-8, keys sorted, no blanks, no nulls, no NaN."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

import orjson

from hfcheck.errors import InputError

# Dates and dataclasses are refused: a body must come back from the ledger as what was put in.
STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
OPTIONS = orjson.OPT_SORT_KEYS | STRICT
ID_LIMIT = 500


def canonical(event: Mapping[str, object]) -> bytes:
    """The canonical bytes of an event; raises InputError for what JSON or the ledger cannot hold.

    Mappings lose their null members at every depth. A null in a list is refused, as dropping it would move its
    neighbours, and so are NaN and the infinities, which JSON does not know.
    """
    try:
        body = orjson.dumps(event, default=_plain, option=OPTIONS)
        # orjson writes None and NaN alike as null; only a body with that word in it needs the slow look.
        return body if b"null" not in body else orjson.dumps(_pruned(event), default=_plain, option=OPTIONS)
    except orjson.JSONEncodeError as error:
        raise InputError(f"expected an event of plain JSON values, found {_name(event)}: {error}") from None


def event_bytes(event: Mapping[str, object]) -> tuple[str, bytes]:
    """The id and the canonical bytes of an event that has what the ledger asks of all: id, type and at."""
    name, kind, at = event.get("id"), event.get("type"), event.get("at")
    if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= ID_LIMIT:
        raise InputError(f"expected an event id of 1 to {ID_LIMIT} printable characters, found {name!r}")
    if not isinstance(kind, str) or not kind:
        raise InputError(f"expected the type of event {name!r}, found {kind!r}")
    if not _is_instant(at):
        raise InputError(f"expected `at` of event {name!r} as ISO 8601 with its offset, found {at!r}")
    return name, canonical(event)


def _is_instant(text: object) -> bool:
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _name(event: Mapping[str, object]) -> str:
    return repr(event.get("id")) if isinstance(event, Mapping) else repr(type(event))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _pruned(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _pruned(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_pruned(item) for item in value]
    if value is None:
        raise orjson.JSONEncodeError("null in a list")
    if isinstance(value, float) and not math.isfinite(value):
        raise orjson.JSONEncodeError(f"{value} is not JSON")
    return value
