"""The ssh session above this program: who began a run, who confirms it, and who may still be at work.

A session is [process, when it was started in ticks since boot], so that a number given anew is not taken for it.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os

from hfcheck.target.kept import Refused

FRESH_SECONDS = 120  # a login that is older may be from before the last change


def above() -> list[int]:
    """The ssh session that this program came by; empty without one."""
    process = os.getpid()
    while process > 1:
        name, fields = _facts(process)
        if name.startswith(b"sshd"):
            return [process, int(fields[19])]
        process = int(fields[1])
    return []


def lasts(session: list[int]) -> bool:
    """Whether a session is still there."""
    try:
        return bool(session) and int(_facts(session[0])[1][19]) == session[1]
    except OSError:
        return False


def check_new(begun: list[int]) -> None:
    """Refused unless this program came by a new session, another one than that which began the run."""
    found = above()
    if not found:
        raise Refused("a run is confirmed over ssh, found no ssh session above this program")
    if found == begun:
        raise Refused("a run is confirmed over a new login, found the session that began it")
    with open("/proc/uptime", encoding="ascii") as file:
        age = float(file.read().split()[0]) - found[1] / os.sysconf("SC_CLK_TCK")
    if age > FRESH_SECONDS:
        raise Refused(f"a run is confirmed over a new login, found one of {age:.0f} seconds ago")


def _facts(process: int) -> tuple[bytes, list[bytes]]:
    """The name of a process, and the fields of /proc/N/stat behind it."""
    with open(f"/proc/{process}/stat", "rb") as file:
        name, _, facts = file.read().partition(b"(")[2].rpartition(b")")
    return name, facts.split()
