"""What this machine keeps of its hardening runs: a directory a run below ROOT, for root alone.

    open                  the name of the run that nobody has confirmed yet
    RUN/trial.pyz         the program; RUN/state.json: how far the run came
    RUN/before.json       the snapshot from before it, as long as the run is on trial or taken back
    RUN/changes.json      what it changed, once it is confirmed
    RUN/copies/           the content of files, named by its SHA-256
    RUN/reserve           nothing: space for the way back, should the disk fill up meanwhile

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from contextlib import contextmanager
from typing import Any, Dict, Iterator

Answer = Dict[str, Any]

ROOT = "/var/lib/hfcheck/trials"
RESERVE = 16 * 1024 * 1024


class Refused(Exception):
    """Nothing was done; the message says why."""


@contextmanager
def alone() -> Iterator[None]:
    """One program at a time."""
    os.makedirs(ROOT, mode=0o700, exist_ok=True)
    with open(ROOT + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def place(run: str, *names: str) -> str:
    """Where something of a run is."""
    return os.path.join(ROOT, run, *names)


def load(run: str, name: str) -> Any:
    """What was kept under a name; Refused when there is nothing."""
    found = text(place(run, name + ".json"))
    if not found:
        raise Refused(f"this machine knows no run {run}, or nothing of it is left to restore")
    return json.loads(found)


def keep(run: str, name: str, value: Any) -> None:
    """Keep a value under a name; OSError where the disk does not take it, and what was there stays."""
    write(place(run, name + ".json"), json.dumps(value))


def state(run: str) -> Answer:
    """How far a run came: its last answer, and what the way back has to know."""
    found: Answer = load(run, "state")
    return found


def runs() -> list[str]:
    """The runs that this machine knows."""
    return sorted(name for name in os.listdir(ROOT) if os.path.exists(place(name, "state.json")))


def confirmed() -> list[Answer]:
    """The states of the runs in force, oldest first."""
    found = (one for one in map(state, runs()) if one["stage"] == "confirmed")
    return sorted(found, key=lambda one: one["confirmed"])


def on_trial() -> str:
    """The run that nobody has confirmed yet; empty without one."""
    return text(place("open"))


def forget(run: str) -> None:
    """Nothing is left of a run."""
    shutil.rmtree(place(run))


def forget_ended(but: str) -> None:
    """Nothing is left of the runs that are over, and of what never became one."""
    known = {run: state(run)["stage"] for run in runs()}
    for name in os.listdir(ROOT):
        if os.path.isdir(place(name)) and name != but and known.get(name) != "confirmed":
            forget(name)


def forget_copies(run: str, but: set[str]) -> None:
    """Only some contents stay."""
    for name in set(os.listdir(place(run, "copies"))) - but:
        os.unlink(place(run, "copies", name))


def reserve(run: str) -> None:
    """Take space that only the way back gives away."""
    with open(place(run, "reserve"), "wb") as file:
        os.posix_fallocate(file.fileno(), 0, RESERVE)


def release(run: str) -> None:
    """Give the reserve away."""
    if os.path.exists(place(run, "reserve")):
        os.unlink(place(run, "reserve"))


def write(path: str, content: str) -> None:
    """Whole or not at all, also through a power cut."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)


def text(path: str) -> str:
    """What a file holds; empty without one."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def now() -> str:
    """The time of this machine's clock, for people; nothing is measured with it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
