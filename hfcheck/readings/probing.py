"""What the parsers of probe readings share: the one JSON document of a probe, and what its outcome lets be said.

The document is described in hfcheck/collect/probes.py. `hfcheck.readings.parsing.Unreadable` refuses what is not one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Never

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings.parsing import Unreadable

OUTCOME = "answered, or in one word what became of the attempt"
# What the target itself brought about; any other outcome is the station's and lets nothing be said.
SEEN = frozenset({
    "answered", "refused", "reset", "timed_out", "unreachable", "unresolvable", "certificate", "no_tls", "malformed",
    "no_echo",
})  # fmt: skip
STATION = frozenset({"no_network"})


def document(output: Output) -> dict[str, Any]:
    """The probe's document, with an outcome that is known; refuses anything else."""
    try:
        found = json.loads(output.stdout, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"expected one JSON document of a probe: {problem}") from None
    if not isinstance(found, dict) or not isinstance(found.get("outcome"), str):
        raise Unreadable(f"expected a JSON object with an outcome, found {output.stdout[:60]!r}")
    if found["outcome"] not in SEEN | STATION:
        raise Unreadable(f"expected an outcome of {sorted(SEEN | STATION)}, found {found['outcome']!r}")
    return found


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is no JSON number")


def unseen(found: Mapping[str, Any]) -> NotSeen | None:
    """The station's own failure, because of which nothing was seen of the target; else None."""
    if found["outcome"] in STATION:
        return NotSeen(Reason.NO_ANSWER, f"{found['outcome']}: {found.get('detail', '')}"[:200])
    return None


def missing(found: Mapping[str, Any]) -> NotSeen:
    """Why a value that the attempt never got to is not there."""
    return NotSeen(Reason.NO_ANSWER, f"{found['outcome']}: {found.get('detail', '')}"[:200])


def amount(found: Mapping[str, Any], key: str) -> Answer:
    """A finite number of at least 0, or why it is missing; refuses another kind."""
    value = found.get(key)
    if value is None:
        return NotSeen(Reason.NO_ANSWER, f"the probe never got as far as {key}")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise Unreadable(f"expected a number of at least 0 for {key}, found {value!r}")
    return value


def text(found: Mapping[str, Any], key: str) -> str:
    """A text that must be there; refuses another kind."""
    value = found.get(key)
    if not isinstance(value, str):
        raise Unreadable(f"expected text for {key}, found {value!r}")
    return value


def texts(found: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts that must be there; refuses another kind."""
    value = found.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unreadable(f"expected a list of texts for {key}, found {value!r}")
    return value
