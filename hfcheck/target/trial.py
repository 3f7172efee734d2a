"""A hardening run on trial: what was there is kept, and comes back by itself unless somebody proves to get in.

    begin RUN SECONDS     keep a snapshot; a timer, and a unit at every start of the machine, take everything back
    confirm RUN           over a new login: the run stays; what it changed is kept, so that it can be restored
    revert RUN            take an unconfirmed run back now (the timer and the unit do the same; the timer again and
                          again while the session that began the run is still there, or a file is not back)
    restore RUN [--dry] [--force]   take a confirmed run back; what somebody changed since stays, unless forced
    status                the runs that this machine knows

Each prints one JSON object; `refused` in it says what was not done, and why.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time

from hfcheck.target import kept, session, undo, undo_files
from hfcheck.target.kept import Answer, Refused
from hfcheck.target.restore import restore
from hfcheck.target.snapshot import LOOKS, Changes, Snapshot, differences, named, ran, snapshot

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
# So does a file that no disk had room for: a disk may be emptied.
AGAIN_SECONDS = 10
WAIT_SECONDS = 600
SPACE = 256 * 1024 * 1024


def main(arguments: list[str]) -> int:
    """Answer on standard output; 1 when refused."""
    os.umask(0o022)  # what packages write must be what they write otherwise
    command, options = arguments[0], [word for word in arguments[1:] if word.startswith("--")]
    words = [word for word in arguments[1:] if not word.startswith("--")]
    try:
        with kept.alone():
            answer = _answer(command, words, options)
    except Refused as problem:
        answer = {"refused": str(problem)}
    except OSError as problem:
        answer = {"refused": f"{command}: {problem.filename or kept.ROOT}: {problem.strerror}"}
    print(json.dumps(answer))
    return 1 if "refused" in answer else 0


def _answer(command: str, words: list[str], options: list[str]) -> Answer:
    if command == "status":
        return {"open": kept.on_trial(), "runs": [kept.state(run) for run in kept.runs()]}
    if not RUN.fullmatch(words[0]):
        raise Refused(f"expected the name of a run, found {words[0]!r}")
    if command == "begin":
        return begin(words[0], float(words[1]))
    if command == "confirm":
        return confirm(words[0])
    if command == "revert":
        return revert(words[0], "boot" if "--by=boot" in options else "timer" if "--by=timer" in options else "request")
    return restore(words[0], "--dry" in options, "--force" in options)


def begin(run: str, seconds: float) -> Answer:
    """Keep what is there and start the clock."""
    if kept.on_trial():
        raise Refused(f"the hardening run {kept.on_trial()} is neither confirmed nor taken back")
    if os.statvfs(kept.ROOT).f_bavail * os.statvfs(kept.ROOT).f_frsize < SPACE:
        raise Refused(f"expected {SPACE >> 20} MiB of free space at {kept.ROOT} for what comes back, found less")
    earlier = [state for state in map(kept.state, kept.runs()) if state["stage"] == "reverted"]
    kept.forget_ended(run)
    try:
        state = _begin(run, seconds)
    except (OSError, Refused):
        _disarm()
        kept.forget(run)
        raise
    return {"run": run, "stage": "begun", "begun": state["begun"], "seconds": seconds, "earlier": earlier}


def _begin(run: str, seconds: float) -> Answer:
    os.makedirs(kept.place(run, "copies"))
    kept.reserve(run)
    kept.keep(run, "before", snapshot(kept.place(run, "copies")))
    state = {"run": run, "stage": "begun", "begun": kept.now(), "monotonic": time.monotonic(), "boot": _boot()}
    state.update(deadline=time.monotonic() + seconds, session=session.above())
    kept.keep(run, "state", state)
    _arm(run, seconds)
    return state


def _arm(run: str, seconds: float) -> None:
    os.makedirs(os.path.dirname(BOOT_WANTED), mode=0o755, exist_ok=True)
    kept.write(BOOT_UNIT, BOOT_TEXT.format(run=run, python=sys.executable, program=kept.place(run, "trial.pyz")))
    if not os.path.lexists(BOOT_WANTED):
        os.symlink(BOOT_UNIT, BOOT_WANTED)
    kept.write(kept.place("open"), run)
    code, text = _start_timer(run, seconds)
    if code != 0:
        raise Refused(f"the timer that would take everything back did not start: {text.strip()[-300:]}")


def _start_timer(run: str, seconds: float) -> tuple[int, str]:
    """Counted from the start of the service manager: what is counted from now counts anew at each daemon-reload."""
    code, text = ran(["systemctl", "show", "--property=UserspaceTimestampMonotonic", "--value"])
    if code != 0 or not text.strip().isdigit():
        return code or 1, f"expected when the service manager was started, found {text.strip()[:200]!r}"
    due = time.monotonic() - int(text) / 1e6 + seconds
    timer = [f"--on-startup={due:.1f}", "--timer-property=AccuracySec=100ms", "--collect", "--unit=" + UNIT]
    argv = [sys.executable, kept.place(run, "trial.pyz"), "revert", run, "--by=timer"]
    return ran(["systemd-run", *timer, f"--timer-property=OnUnitInactiveSec={AGAIN_SECONDS}", *argv])


def _disarm() -> None:
    for path in (BOOT_WANTED, BOOT_UNIT, kept.place("open")):
        if os.path.lexists(path):
            os.unlink(path)
    ran(["systemctl", "stop", UNIT + ".timer"])


def confirm(run: str) -> Answer:
    """Keep the run, if this is a new login in time; a run that changed nothing leaves nothing behind."""
    state = kept.state(run)
    if state["stage"] == "reverted":
        # What was applied after the timer had taken everything back has no way back but this one.
        again = _take_back(run, state, "confirmation came too late")
        raise Refused(_sentence(again))
    if state["stage"] != "begun":
        raise Refused(f"the run {run} is {state['stage']}")
    if state["boot"] != _boot() or time.monotonic() >= state["deadline"]:
        raise Refused(_sentence(_take_back(run, state, "confirmation came too late")))
    session.check_new(state["session"])
    changes = differences(kept.load(run, "before"), snapshot())
    restarts = undo.touched(int(state["monotonic"] * 1e6))
    kept.keep(run, "changes", {"changes": changes, "restarts": restarts})
    kept.keep(run, "state", {**state, "stage": "confirmed", "confirmed": kept.now()})
    _disarm()
    _forget_unchanged(run, changes)
    return {"run": run, "stage": "confirmed", "begun": state["begun"], "changes": changes, "restarts": restarts}


def _forget_unchanged(run: str, changes: Changes) -> None:
    if not changes:
        kept.forget(run)
        return
    kept.release(run)
    kept.forget_copies(run, but={before[4] for before, _ in changes.get("paths", {}).values() if before})
    os.unlink(kept.place(run, "before.json"))


def revert(run: str, by: str) -> Answer:
    """Take an unconfirmed run back."""
    state = kept.state(run)
    if state["stage"] not in ("begun", "reverted"):
        raise Refused(f"the run {run} is {state['stage']}")
    return _take_back(run, state, by)


def _take_back(run: str, state: Answer, by: str) -> Answer:
    if state["boot"] != _boot():  # its session is gone, and the clock began anew
        state = {**state, "boot": _boot(), "monotonic": 0.0, "deadline": time.monotonic(), "session": []}
        _start_timer(run, AGAIN_SECONDS)
    # Asked before anything is looked at: what a controller writes after that is found the next time.
    busy, before = session.lasts(state["session"]), kept.load(run, "before")
    found = differences(before, snapshot())
    # What could not go back is not tried for ever, nor is a service restarted that nobody touched again.
    if state["stage"] == "begun" or named(found) != state["left"] or _files_moved(run, state, before):
        state = _put_back(run, state, before, found, by)
    waits = by in ("timer", "boot") and (busy or _files_left(state))
    if not waits or time.monotonic() > state["deadline"] + WAIT_SECONDS:
        _disarm()
    return state


def _files_left(state: Answer) -> bool:
    return bool(state["left"].keys() & {"paths", "accounts"})


def _files_moved(run: str, state: Answer, before: Snapshot) -> bool:
    """Whether a file went back that could not go back earlier."""
    if not _files_left(state):
        return False
    undo_files.files(before["paths"], [kept.place(run, "copies")])
    undo_files.accounts(before["accounts"])
    return bool(named(differences(before, snapshot())) != state["left"])


def _put_back(run: str, state: Answer, before: Snapshot, found: Changes, by: str) -> Answer:
    kept.release(run)
    todo, copies = _firsts(found), [kept.place(run, "copies")]
    problems, restarts = undo.access(before, todo, copies), undo.touched(int(state["monotonic"] * 1e6))
    if by == "boot":
        ran(["systemctl", "is-system-running", "--wait"], seconds=180)
    problems += undo.rest(before, todo, copies, restarts)
    state = {**state, "stage": "reverted", "reverted": kept.now(), "by": by, "restarts": restarts}
    state.update(left=named(differences(before, snapshot())), problems=list(dict.fromkeys(problems)))
    try:
        kept.keep(run, "state", state)
    except OSError as problem:  # the clock goes on, so that this comes once more
        raise Refused(f"{_sentence(state)}, but that is not written down: {problem.strerror}") from None
    return state


def _firsts(changes: Changes) -> Snapshot:
    return {section: {name: pair[0] for name, pair in changes.get(section, {}).items()} for section in LOOKS}


def _sentence(state: Answer) -> str:
    return f"the run {state['run']} was taken back at {state['reverted']} ({state['by']})"


def _boot() -> str:
    return kept.text("/proc/sys/kernel/random/boot_id").strip()
