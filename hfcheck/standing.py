"""Whose word stands: the statements about one record, each field with those who are not corrected in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

Body = Mapping[str, Any]


def standing(bodies: Sequence[Body]) -> dict[str, list[Body]]:
    """Each field that these statements of one record say → those whose word on it stands.

    A statement speaks over the one that it corrects, and over what that one corrects in turn. Statements that correct
    each other in a circle leave nobody standing.
    """
    known = {str(body["id"]): body for body in bodies}
    said: dict[str, list[Body]] = defaultdict(list)
    for body in bodies:
        for name in body.get("says") or ():
            said[name].append(body)
    return {name: _standing(speakers, known) for name, speakers in said.items()}


def _standing(speakers: Sequence[Body], known: Mapping[str, Body]) -> list[Body]:
    silenced = frozenset[str]().union(*(overruled(body, known) for body in speakers))
    return [body for body in speakers if body["id"] not in silenced]


def overruled(body: Body, known: Mapping[str, Body]) -> frozenset[str]:
    """The ids of the statements that one speaks over, among the known ones of its record."""
    found: set[str] = set()
    named = body.get("corrects")
    while named in known and named not in found:
        found.add(str(named))
        named = known[str(named)].get("corrects")
    return frozenset(found)


def stated(bodies: Sequence[Body]) -> dict[str, Any]:
    """The fields that stand, each as the first says whose word on it does."""
    return {name: speakers[0]["says"][name] for name, speakers in standing(bodies).items() if speakers}


def said_at(bodies: Sequence[Body]) -> dict[str, datetime]:
    """When each field that stands was last said."""
    return {
        name: max(datetime.fromisoformat(str(body["at"])) for body in speakers)
        for name, speakers in standing(bodies).items()
        if speakers
    }


def merge(bodies: Sequence[Body]) -> tuple[dict[str, Any], str]:
    """The fields that statements say together, and the first field that they contradict each other in (or "")."""
    merged: dict[str, Any] = {}
    for name, speakers in sorted(standing(bodies).items()):
        values = [body["says"][name] for body in speakers]
        if any(value != values[0] for value in values[1:]) or not values:
            return merged, name
        merged[name] = values[0]
    return merged, ""
