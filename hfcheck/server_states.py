"""The states of servers that audits brought home: kept whole in the evidence store, named by the ledger.

What a server is made of is no finding: nobody is right or wrong about it until a second look differs from the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from hfcheck.collect.frame import sections
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import Finding
from hfcheck.readings import load, read

TYPE = "state"
READING = "server_state"


@dataclass(frozen=True, slots=True)
class Look:
    """The state of a host as one run saw it: when, and the document in the evidence store that holds it."""

    host: str
    run: str
    at: datetime
    snapshot: str


def event(run: str, seen: Finding, store: Evidence) -> dict[str, Any] | None:
    """The ledger's event of a host's state, which is put into the store; None where nothing of it was told.

    `seen` is a finding of the reading that brought it.
    """
    state = _told(store.get(str(seen.evidence)), seen.at)
    if not state:
        return None
    kept = store.put(orjson.dumps(state, option=orjson.OPT_SORT_KEYS))
    head = {"id": f"{TYPE}/{seen.host}/{run}", "type": TYPE, "at": seen.at.isoformat()}
    return head | {"host": seen.host, "run": run, "evidence": seen.evidence, "snapshot": kept}


def _told(evidence: bytes, at: datetime) -> dict[str, Any]:
    """Kind → name → value, as the evidence of an answer tells them; what was not seen is left out."""
    for (name, _), output in sections(evidence, at):
        if name == READING:
            answers = read(load(READING), output)
            return {kind: answer for kind, answer in answers.items() if isinstance(answer, Mapping)}
    return {}


def looks(ledger: Reader, host: str | None = None) -> dict[str, tuple[Look, ...]]:
    """Host → the looks at its state, oldest first; of one host or of all."""
    found: dict[str, list[Look]] = {}
    for entry in ledger.entries(prefix=f"{TYPE}/" if host is None else f"{TYPE}/{host}/"):
        if entry.type == TYPE:
            body = entry.event
            look = Look(body["host"], body["run"], datetime.fromisoformat(body["at"]), body["snapshot"])
            found.setdefault(look.host, []).append(look)
    return {name: tuple(sorted(found[name], key=lambda look: look.at)) for name in sorted(found)}


def state(evidence: Evidence, look: Look) -> Mapping[str, Mapping[str, str]]:
    """The kept state; raises LedgerBroken when it is missing or changed."""
    kept: Mapping[str, Mapping[str, str]] = orjson.loads(evidence.get(look.snapshot))
    return kept
