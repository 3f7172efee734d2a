"""What the last run of each job came to: one JSON file a job, replaced whole or not at all.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator

from hfcheck.target.backup.running import Failed, said

Values = Dict[str, Any]


def path(directory: str, job: str) -> str:
    """The file of a job."""
    return os.path.join(directory, f"{job}.json")


def read(directory: str, job: str) -> Values:
    """The last state of a job; empty where there is none that can be read."""
    try:
        with open(path(directory, job), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(directory: str, job: str, values: Values) -> None:
    """Replace the state of a job; a crash leaves the old one or the new one."""
    target = path(directory, job)
    with open(target + ".new", "w", encoding="utf-8", opener=_private) as file:
        json.dump(values, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(target + ".new", target)
    entry = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


@contextmanager
def _only_one(directory: str, job: str) -> Iterator[None]:
    with open(os.path.join(directory, f"{job}.lock"), "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"expected no other run of {job}, found one at work") from None
        yield


def kept(directory: str, job: str, work: Callable[[Values], Values]) -> Values:
    """Run a job and keep what it came to. `good` is its last good result, whatever came after it.

    A result with a `problem` is no good one. {job, begun, ended, ok, problem, result, good}; instants in epoch seconds.
    """
    with _only_one(directory, job):
        before, begun = read(directory, job).get("good") or {}, time.time()
        try:
            result = work(before)
            problem = str(result.get("problem", ""))
        except (Failed, OSError) as problem_found:
            result, problem = {}, said(str(problem_found)) or type(problem_found).__name__
        ended = time.time()
        good = before if problem else {**result, "at": ended}
        state = {"job": job, "begun": begun, "ended": ended, "ok": not problem, "problem": problem}
        write(directory, job, {**state, "result": result, "good": good})
        return {**state, "result": result}
