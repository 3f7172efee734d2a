"""Candidate incidents (候选事件): what the inspections found by themselves, joined by root cause over rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """One root cause seen by the inspections, from its first round to its last.

    `id` stays the same while it goes on: `candidate/<check>/<first run>`. `cleared`: when it was first seen conforming
    again, None while it lasts. `evidence`: ids of findings, at most a bounded number. `triaged`: the id of the triage
    that a person made of it, or "".
    """

    id: str
    check: str
    title: str
    first: datetime
    last: datetime
    hosts: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    cleared: datetime | None = None
    triaged: str = ""
