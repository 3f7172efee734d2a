"""A hardening run on trial: what was there is kept, and comes back by itself unless somebody proves to get in.

    begin RUN SECONDS     keep a snapshot; a timer, and a unit at every start of the machine, take everything back
    confirm RUN           over a new login: the run stays; what it changed is kept, so that it can be restored
    revert RUN            take an unconfirmed run back now (the timer and the unit do the same; the timer again and
                          again while the session that began the run is still there)
    restore RUN [--dry] [--force]   take a confirmed run back; what somebody changed since stays, unless forced
    status                the runs that this machine knows

Each prints one JSON object; `refused` in it says why nothing was done. Everything is below ROOT, for root alone.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import sys
import time
from contextlib import contextmanager
from typing import Any, Dict, Iterator

from hfcheck.target import undo
from hfcheck.target.snapshot import LOOKS, Changes, Snapshot, Values, differences, ran, snapshot

Answer = Dict[str, Any]

ROOT = "/var/lib/hfcheck/trials"
OPEN = ROOT + "/open"  # holds the name of the run that nobody has confirmed yet
UNIT = "hfcheck-trial"
# Not below /etc: the way back must not take itself away half-way.
BOOT_UNIT = f"/usr/local/lib/systemd/system/{UNIT}-boot.service"
BOOT_WANTED = f"/usr/local/lib/systemd/system/multi-user.target.wants/{UNIT}-boot.service"
BOOT_TEXT = """\
[Unit]
Description=Take back the hardening run {run}, which nobody confirmed
After=network.target nftables.service ssh.service sshd.service
[Service]
ExecStart={python} {program} revert {run} --by=boot
"""
RUN = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")
# A controller may still be at work when its time is over: as long as its session lasts, what it does goes back again.
AGAIN_SECONDS = 10
AT_WORK_SECONDS = 600
FRESH_SECONDS = 120  # a login that is older may be from before the last change
SPACE = 256 * 1024 * 1024


class Refused(Exception):
    """Nothing was done; the message says why."""


def main(arguments: list[str]) -> int:
    """Answer on standard output; 1 when refused."""
    os.umask(0o022)  # what packages write must be what they write otherwise
    command, options = arguments[0], [word for word in arguments[1:] if word.startswith("--")]
    words = [word for word in arguments[1:] if not word.startswith("--")]
    try:
        with _alone():
            answer = _answer(command, words, options)
    except Refused as problem:
        answer = {"refused": str(problem)}
    print(json.dumps(answer))
    return 1 if "refused" in answer else 0


def _answer(command: str, words: list[str], options: list[str]) -> Answer:
    if command == "status":
        return {"open": _text(OPEN), "runs": [_state(run) for run in _runs()]}
    if not RUN.fullmatch(words[0]):
        raise Refused(f"expected the name of a run, found {words[0]!r}")
    if command == "begin":
        return begin(words[0], float(words[1]))
    if command == "confirm":
        return confirm(words[0])
    if command == "revert":
        return revert(words[0], "boot" if "--by=boot" in options else "timer" if "--by=timer" in options else "request")
    return restore(words[0], "--dry" in options, "--force" in options)


@contextmanager
def _alone() -> Iterator[None]:
    os.makedirs(ROOT, mode=0o700, exist_ok=True)
    with open(ROOT + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begin(run: str, seconds: float) -> Answer:
    """Keep what is there and start the clock."""
    if _text(OPEN):
        raise Refused(f"the hardening run {_text(OPEN)} is neither confirmed nor taken back")
    if os.statvfs(ROOT).f_bavail * os.statvfs(ROOT).f_frsize < SPACE:
        raise Refused(f"expected {SPACE >> 20} MiB of free space at {ROOT} for what comes back, found less")
    earlier = [state for state in map(_state, _runs()) if state["stage"] == "reverted"]
    _forget_ended(run)
    os.makedirs(_place(run, "copies"))
    _keep(run, "before", snapshot(_place(run, "copies")))
    deadline = time.monotonic() + seconds
    state = {"run": run, "stage": "begun", "begun": _now(), "monotonic": time.monotonic(), "boot": _boot()}
    _keep(run, "state", {**state, "deadline": deadline, "session": session()})
    _arm(run, seconds)
    _write(OPEN, run)
    return {"run": run, "stage": "begun", "begun": state["begun"], "seconds": seconds, "earlier": earlier}


def _arm(run: str, seconds: float) -> None:
    argv = [sys.executable, _place(run, "trial.pyz"), "revert", run]
    os.makedirs(os.path.dirname(BOOT_WANTED), mode=0o755, exist_ok=True)
    _write(BOOT_UNIT, BOOT_TEXT.format(run=run, python=argv[0], program=argv[1]))
    if not os.path.lexists(BOOT_WANTED):
        os.symlink(BOOT_UNIT, BOOT_WANTED)
    timer = [f"--on-active={seconds:.1f}", "--timer-property=AccuracySec=100ms", "--collect", "--unit=" + UNIT]
    again = f"--timer-property=OnUnitInactiveSec={AGAIN_SECONDS}"
    code, text = ran(["systemd-run", *timer, again, *argv, "--by=timer"])
    if code != 0:
        _disarm()
        shutil.rmtree(_place(run))
        raise Refused(f"the timer that would take everything back did not start: {text.strip()[-300:]}")


def _disarm() -> None:
    for path in (BOOT_WANTED, BOOT_UNIT, OPEN):
        if os.path.lexists(path):
            os.unlink(path)
    ran(["systemctl", "stop", UNIT + ".timer"])


def confirm(run: str) -> Answer:
    """Keep the run, if this is a new login in time; a run that changed nothing leaves nothing behind."""
    state = _state(run)
    if state["stage"] == "reverted":
        # What was applied after the timer had taken everything back has no way back but this one.
        again = _take_back(run, state, "confirmation came too late")
        raise Refused(_sentence(again))
    if state["stage"] != "begun":
        raise Refused(f"the run {run} is {state['stage']}")
    if state["boot"] != _boot() or time.monotonic() >= state["deadline"]:
        raise Refused(_sentence(_take_back(run, state, "confirmation came too late")))
    _check_login(state["session"])
    after = snapshot()
    changes = differences(_load(run, "before"), after)
    restarts = undo.touched(int(state["monotonic"] * 1e6))
    _keep(run, "changes", {"changes": changes, "restarts": restarts})
    _keep(run, "state", {**state, "stage": "confirmed", "confirmed": _now()})
    _disarm()
    _forget_unchanged(run, changes)
    return {"run": run, "stage": "confirmed", "begun": state["begun"], "changes": changes, "restarts": restarts}


def _forget_unchanged(run: str, changes: Changes) -> None:
    if not changes:
        shutil.rmtree(_place(run))
        return
    kept = {before[4] for before, _ in changes.get("paths", {}).values() if before}
    for name in os.listdir(_place(run, "copies")):
        if name not in kept:
            os.unlink(_place(run, "copies", name))
    os.unlink(_place(run, "before.json"))


def _forget_ended(but: str) -> None:
    known = {name: _state(name)["stage"] for name in _runs()}
    for name in os.listdir(ROOT):
        if os.path.isdir(_place(name)) and name != but and known.get(name) != "confirmed":
            shutil.rmtree(_place(name))


def _check_login(begun: list[int]) -> None:
    found = session()
    if not found:
        raise Refused("a run is confirmed over ssh, found no ssh session above this program")
    if found == begun:
        raise Refused("a run is confirmed over a new login, found the session that began it")
    with open("/proc/uptime", encoding="ascii") as file:
        age = float(file.read().split()[0]) - found[1] / os.sysconf("SC_CLK_TCK")
    if age > FRESH_SECONDS:
        raise Refused(f"a run is confirmed over a new login, found one of {age:.0f} seconds ago")


def session() -> list[int]:
    """[process, start] of the ssh session that this program came by; empty without one."""
    process = os.getpid()
    while process > 1:
        name, fields = _facts(process)
        if name.startswith(b"sshd"):
            return [process, int(fields[19])]
        process = int(fields[1])
    return []


def started(process: int) -> int | None:
    """When a process was started, in ticks since boot; None when it is gone."""
    try:
        return int(_facts(process)[1][19])
    except OSError:
        return None


def _facts(process: int) -> tuple[bytes, list[bytes]]:
    """The name of a process, and the fields of /proc/N/stat behind it."""
    with open(f"/proc/{process}/stat", "rb") as file:
        name, _, facts = file.read().partition(b"(")[2].rpartition(b")")
    return name, facts.split()


def revert(run: str, by: str) -> Answer:
    """Take an unconfirmed run back."""
    state = _state(run)
    if state["stage"] not in ("begun", "reverted"):
        raise Refused(f"the run {run} is {state['stage']}")
    return _take_back(run, state, by)


def _take_back(run: str, state: Answer, by: str) -> Answer:
    # Asked before anything is looked at: what a controller writes after that is found the next time.
    busy = by == "timer" and _at_work(state)
    before, now = _load(run, "before"), snapshot()
    found = differences(before, now)
    # What could not go back is not tried for ever, nor is a service restarted that nobody touched again.
    if state["stage"] == "begun" or _named(found) != state["left"]:
        state = _put_back(run, state, before, found, by)
    if not busy:
        _disarm()
    return state


def _put_back(run: str, state: Answer, before: Snapshot, found: Changes, by: str) -> Answer:
    todo = _firsts(found)
    since = int(state["monotonic"] * 1e6) if state["boot"] == _boot() else 0
    problems, restarts = undo.access(before, todo, [_place(run, "copies")]), undo.touched(since)
    if by == "boot":
        ran(["systemctl", "is-system-running", "--wait"], seconds=180)
    problems += undo.rest(before, todo, [_place(run, "copies")], restarts)
    left = differences(before, snapshot())
    state = {**state, "stage": "reverted", "reverted": _now(), "by": by, "left": _named(left), "problems": problems}
    _keep(run, "state", state)
    return state


def _at_work(state: Answer) -> bool:
    """Whether the session that began the run is still there; one that hangs for long is no longer waited for."""
    if time.monotonic() > state["deadline"] + AT_WORK_SECONDS or not state["session"]:
        return False
    process, start = state["session"]
    return bool(started(process) == start)


def restore(run: str, dry: bool, force: bool) -> Answer:
    """Take a confirmed run back, unless a newer one stands on it."""
    state = _state(run)
    if state["stage"] != "confirmed":
        raise Refused(f"the run {run} is {state['stage']}")
    newer = [one for one in _confirmed() if one["confirmed"] > state["confirmed"]]
    if newer or _text(OPEN):
        raise Refused(f"the newer run {_text(OPEN) or newer[-1]['run']} comes first")
    kept, copies = _load(run, "changes"), _place(run, "present")
    shutil.rmtree(copies, ignore_errors=True)
    os.makedirs(copies)
    now = snapshot(None if dry else copies)
    todo, others = plan(kept["changes"], now, force)
    problems: list[str] = []
    if not dry:
        wanted, sources = overlaid(now, todo), [_place(run, "copies"), copies]
        problems = undo.access(wanted, todo, sources)
        problems += undo.rest(wanted, todo, sources, kept["restarts"])
        now = snapshot()
    left = {} if dry else {section: _other(names, now[section]) for section, names in todo.items()}
    answer: Answer = {"run": run, "stage": "confirmed" if dry else "restored", "problems": problems}
    answer.update({"todo": _named(todo), "others": _named(others), "left": _named(left)})
    if not dry:
        _keep(run, "state", {**state, **answer, "restored": _now()})
        shutil.rmtree(_place(run, "copies"))
    shutil.rmtree(copies)
    return answer


def _other(wanted: Values, now: Values) -> Values:
    return {name: value for name, value in wanted.items() if now.get(name) != value}


def plan(changes: Changes, now: Snapshot, force: bool) -> tuple[Snapshot, Snapshot]:
    """(what goes back to which value, what somebody changed since); what is back already is in neither."""
    todo: Snapshot = {section: {} for section in LOOKS}
    others: Snapshot = {section: {} for section in LOOKS}
    for section, names in changes.items():
        for name, (before, after) in names.items():
            found = now[section].get(name)
            if not same(section, found, before):
                (todo if force or same(section, found, after) else others)[section][name] = before
    return todo, others


def same(section: str, one: Any, other: Any) -> bool:
    """Whether two values of a name are the same state; a package in another version is there all the same."""
    return (one is None) == (other is None) if section == "packages" else bool(one == other)


def overlaid(now: Snapshot, todo: Snapshot) -> Snapshot:
    """What is there, with some names at other values; None takes one away."""
    merged = {section: {**now[section], **todo[section]} for section in LOOKS}
    return {section: {name: value for name, value in merged[section].items() if value is not None} for section in LOOKS}


def _firsts(changes: Changes) -> Snapshot:
    return {section: {name: pair[0] for name, pair in changes.get(section, {}).items()} for section in LOOKS}


def _named(found: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    return {section: sorted(names) for section, names in found.items() if names}


def _sentence(state: Answer) -> str:
    return f"the run {state['run']} was taken back at {state['reverted']} ({state['by']})"


def _runs() -> list[str]:
    return sorted(name for name in os.listdir(ROOT) if os.path.exists(_place(name, "state.json")))


def _confirmed() -> list[Answer]:
    return sorted(
        (state for state in map(_state, _runs()) if state["stage"] == "confirmed"), key=lambda state: state["confirmed"]
    )


def _place(run: str, *names: str) -> str:
    return os.path.join(ROOT, run, *names)


def _load(run: str, name: str) -> Any:
    text = _text(_place(run, name + ".json"))
    if not text:
        raise Refused(f"this machine knows no run {run}, or nothing of it is left to restore")
    return json.loads(text)


def _state(run: str) -> Answer:
    state: Answer = _load(run, "state")
    return state


def _keep(run: str, name: str, value: Any) -> None:
    _write(_place(run, name + ".json"), json.dumps(value))


def _write(path: str, text: str) -> None:
    """Whole or not at all, also through a power cut."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _boot() -> str:
    return _text("/proc/sys/kernel/random/boot_id").strip()
