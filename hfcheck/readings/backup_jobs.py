"""The backup of roles/backup: when each job ended well the last time, what failed, what a restore drill found.

Every job leaves one JSON file (hfcheck/target/backup/state.py). A timer that stands still leaves none, so it is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, headed, instant, known, whole

# Arguments: the declared jobs. A state that is longer than it may be is cut off, and then it is no JSON.
SNIPPET = r"""
[ $# -gt 0 ] || absent "no backup is declared"
need systemctl
echo backup
for job in "$@"; do
  echo "timer $job $(systemctl is-active "hfcheck-backup-$job.timer" 2>/dev/null || :)"
  file=/var/lib/hfcheck-backup/state/$job.json
  [ ! -e "$file" ] || echo "state $job $(head -c 32000 "$file" | tr -d '\n')"
done
"""
JOBS = ("dump", "base", "ship", "copy", "check", "drill", "drill_offsite")
DRILLS = ("drill", "drill_offsite")
NEVER = NotApplicable(Reason.ABSENT, "it has never ended well: see the jobs that never did")
UNDECLARED = NotApplicable(Reason.NOT_DECLARED, "this job is not declared")

State = Mapping[str, Any]


def parse(output: Output) -> Mapping[str, Answer]:
    """`backup`, then for each argument `timer <job> <state of its unit>`; `state <job> <JSON>` where it ever ran."""
    timers, states = _told(headed(output.stdout, "backup"))
    if sorted(timers) != sorted(output.arguments):
        raise Unreadable(f"expected an answer for each of {output.arguments}, found {sorted(timers)}")
    good = {job: found["good"] for job, found in states.items() if found["good"]}
    dumped = good.get("dump")
    return {
        **{job: _last(job, job in timers, good) for job in JOBS},
        "never": sorted(timers.keys() - good.keys()),
        "failed": sorted(job for job, found in states.items() if not found["ok"]),
        "stopped_timers": sorted(job for job, state in timers.items() if state != "active"),
        "different": _different(states),
        "tables_gone": _of_dump(dumped, lambda one: _count(one["gone"], "tables that are gone")),
        "size_percent": _of_dump(dumped, lambda one: _sizes(one["size_percent"])),
    }


def _told(lines: list[str]) -> tuple[dict[str, str], dict[str, State]]:
    timers, states = dict[str, str](), dict[str, State]()
    for line in lines:
        word, job, rest = fields(f"{line} -", 3, "a job")
        known(job, JOBS, "a job")
        if word == "timer" and job not in timers:
            timers[job] = rest.removesuffix("-").strip()
        elif word == "state" and job not in states:
            states[job] = _state(rest.removesuffix("-"), job)
        else:
            raise Unreadable(f"expected timer or state of a job, found {line[:80]!r}")
    return timers, states


def _state(text: str, job: str) -> State:
    """The state of a job: {job, ok, result: {}, good: {at, …} or {}}."""
    try:
        found = json.loads(text)
        fits = found["job"] == job and isinstance(found["ok"], bool)
        fits = fits and isinstance(found["result"], dict) and isinstance(found["good"], dict)
    except (ValueError, TypeError, KeyError, RecursionError):
        fits = False
    if not fits:
        raise Unreadable(f"expected the state of {job}, found {text[:80]!r}")
    return dict(found)


def _last(job: str, declared: bool, good: Mapping[str, State]) -> Answer:
    if not declared:
        return UNDECLARED
    return instant(repr(good[job].get("at")), f"the last good end of {job}") if job in good else NEVER


def _different(states: Mapping[str, State]) -> Answer:
    """Drill → how many tables differed, of those that came as far as comparing."""
    seen = {job: states[job]["result"].get("different") for job in DRILLS if job in states}
    compared = {job: _count(number, "differences") for job, number in seen.items() if number is not None}
    return compared or NotSeen(Reason.NO_ANSWER, "no restore drill came as far as comparing")


def _of_dump(dumped: State | None, look: Callable[[State], Answer]) -> Answer:
    if dumped is None:
        return NotSeen(Reason.NO_ANSWER, "no dump ended well yet")
    try:
        return look(dumped)
    except KeyError as problem:
        raise Unreadable(f"expected {problem} in the state of dump, found {sorted(dumped)[:20]}") from None


def _sizes(found: Any) -> Answer:
    if not isinstance(found, dict) or not all(type(size) in (int, float) and size >= 0 for size in found.values()):
        raise Unreadable(f"expected database and percent, found {str(found)[:80]!r}")
    return {str(name)[:200]: float(size) for name, size in found.items()} or NotApplicable(
        Reason.ABSENT, "there is no dump before to compare with"
    )


def _count(found: Any, what: str) -> int:
    return whole(str(found), what)


READING = Reading(
    values={
        **{job: f"when the job {job} ended well the last time, ISO 8601" for job in JOBS},
        "never": "declared jobs that never ended well",
        "failed": "jobs whose last run failed",
        "stopped_timers": "declared jobs whose timer does not run",
        "different": "restore drill → tables and files that were not as they were when the dump was taken",
        "tables_gone": "tables of the dump before that the newest one lacks",
        "size_percent": "database → size of its newest dump in % of the one before",
    },
    parse=parse,
    snippet=SNIPPET,
    command="systemctl list-timers 'hfcheck-backup-*'；hfcheck-backup drill",
    privileged=True,
    seconds=30,
)
