"""How far a run of a runbook came: the lines of its journal, folded. Pure.

A run goes on until its end is written; each time somebody sits down at it is a sitting. Answers and steps done hold for
the run, a confirmation only for the sitting in which it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

GOOD = frozenset({"conforms", "waived"})
SEEN = GOOD | {"not_applicable"}


@dataclass(slots=True)
class Progress:
    """One run: its hosts, and what was answered, confirmed, begun, done, failed and seen, by (name, host).

    `looked`: host → the checks that a look of this run could see. What a host cannot tell is not what a run is for.
    """

    hosts: tuple[str, ...] = ()
    by: str = ""
    begun: str = ""
    sittings: int = 0
    answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    confirmed: set[tuple[str, str]] = field(default_factory=set)
    started: set[tuple[str, str]] = field(default_factory=set)
    done: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    failed: dict[tuple[str, str], str] = field(default_factory=dict)
    looked: dict[str, dict[str, None]] = field(default_factory=dict)
    verified: dict[str, Mapping[str, str]] = field(default_factory=dict)
    acted: str = ""
    seen: str = ""

    @property
    def through(self) -> bool:
        """Whether every host came as far as its verification."""
        return bool(self.hosts) and set(self.hosts) <= self.verified.keys()

    @property
    def mended(self) -> bool:
        """Whether every host was seen to be right: something conforms, nothing deviates and nothing went unseen."""
        return self.through and all(map(right, (self.verified[host] for host in self.hosts)))


def right(verdicts: Mapping[str, str]) -> bool:
    """Whether these verdicts, by check, say that a host is as it should be."""
    found = set(verdicts.values())
    return bool(found & GOOD) and found <= SEEN


def current(lines: Iterable[Mapping[str, Any]]) -> tuple[Progress, Sequence[Mapping[str, Any]]]:
    """The run that is not at its end yet, and its lines; without one, a run that nobody began."""
    open_lines: list[Mapping[str, Any]] = []
    for line in lines:
        if line["what"] == "end":
            open_lines = []
        else:
            open_lines.append(line)
    return fold(open_lines), open_lines


def fold(lines: Iterable[Mapping[str, Any]]) -> Progress:
    """The progress that the lines of one run tell."""
    found = Progress()
    for line in lines:
        _take(found, line)
    return found


def _take(found: Progress, line: Mapping[str, Any]) -> None:
    host = str(line.get("host", ""))
    match line["what"]:
        case "begin":
            found.hosts, found.by, found.begun = tuple(line["hosts"]), line["by"], found.begun or line["at"]
            found.sittings += 1
            found.confirmed.clear()
        case "answer":
            found.answers[line["variable"], host] = line["value"]
        case "confirmed":
            found.confirmed.add((line["step"], host))
        case "started":
            found.started.add((line["step"], host))
        case "done":
            found.started.discard((line["step"], host))
            found.failed.pop((line["step"], host), None)
            found.done[line["step"], host] = line["result"]
            found.acted = found.acted or line["at"]
        case "failed":
            found.failed[line["step"], host] = line["message"]
        case "looked":
            seen = (check for check, verdict in line["verdicts"].items() if verdict != "not_seen")
            found.looked.setdefault(host, {}).update(dict.fromkeys(seen))
        case "verified":
            found.verified[host] = line["verdicts"]
            found.seen = line["at"]
