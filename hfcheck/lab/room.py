"""The processes of a lab: found by their command line, so that a lost state file or a crash cannot hide them."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from hfcheck.lab.nodes import RUNNING
from hfcheck.lab.tiers import Tier

SCRIPT = "/hfcheck/lab/scripts/room.sh"
ROOM = str(Path(__file__).resolve().parents[2]) + SCRIPT
CHANNELS = "hfcheck.lab.channels"
NETWORK = "hfcheck.lab.network"
HIERARCHIES = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup/unified"))
PATIENCE = 5.0  # seconds that killed processes have to be gone


def processes() -> Iterator[tuple[int, list[str]]]:
    """(number, words of the command line) of every process of the machine."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                yield int(entry.name), (entry / "cmdline").read_text(errors="replace").split("\0")[:-1]


def _ours(lab: Path) -> Iterator[tuple[int, list[str]]]:
    for pid, words in processes():
        # The directory identifies a lab, not the copy of this program that started it.
        inside = len(words) > 3 and words[-3].endswith(SCRIPT) and words[-2] == str(lab)
        if inside or words[-2:] == [CHANNELS, str(lab)] or (words[-4:-3] == [NETWORK] and words[-1] == str(lab)):
            yield pid, words


def room(lab: Path) -> int | None:
    """The number of the room's first process, as the machine counts, or None when no room is there."""
    return next((pid for pid, words in _ours(lab) if words[:1] == ["sh"]), None)


def channels(lab: Path) -> int | None:
    """The number of the process that serves the hosted channels, or None."""
    return next((pid for pid, words in _ours(lab) if words[-2:-1] == [CHANNELS]), None)


def sites(lab: Path) -> dict[str, int]:
    """The numbers of the processes that play network gear, by site."""
    return {words[-3]: pid for pid, words in _ours(lab) if words[-4:-3] == [NETWORK]}


def held(lab: Path, site: str) -> bool:
    """Whether the line of a site is down: its process is there, and stopped."""
    with suppress(KeyError, OSError):
        # The name of the process stands in brackets, and may hold anything.
        return (Path("/proc") / str(sites(lab)[site]) / "stat").read_text().rpartition(")")[2].split()[0] == "T"
    return False


def hold(lab: Path, site: str, *, down: bool) -> bool:
    """Take the line of a site down or up again; returns whether the site is there."""
    with suppress(KeyError, ProcessLookupError):
        os.kill(sites(lab)[site], signal.SIGSTOP if down else signal.SIGCONT)
        return True
    return False


def start_room(lab: Path, tier: Tier) -> None:
    """Start the room in the background; what it says goes to logs/room.log."""
    if tier.root_only:
        _make_cgroups(lab)
    _start([*tier.namespaces, "sh", ROOM, str(lab), tier.name], lab / "logs/room.log")


def start_channels(lab: Path) -> None:
    """Start the hosted channels in the background; they write channels.json when they listen."""
    (lab / "channels.json").unlink(missing_ok=True)
    _start([sys.executable, "-m", CHANNELS, str(lab)], lab / "logs/channels.log")


def start_sites(lab: Path, names: Sequence[str], number: int) -> None:
    """Start the network gear of each site in the background; it ends with the room, whose number this is."""
    for name in names:
        _start([sys.executable, "-m", NETWORK, name, str(number), str(lab)], lab / "logs/network.log")


def _start(command: Sequence[str], log: Path) -> None:
    # A session of its own: a terminal's interrupt does not reach it, and one signal to its group ends it.
    project = str(Path(__file__).resolve().parents[2])
    with log.open("ab") as sink:
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True, cwd=project
        )


def stop(lab: Path) -> bool:
    """End every process of the lab, and with them its namespaces and mounts; returns whether there were any."""
    found, deadline = False, time.monotonic() + PATIENCE
    while (pids := [pid for pid, _ in _ours(lab)]) and time.monotonic() < deadline:
        found = True
        for pid in pids:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(os.getpgid(pid), signal.SIGKILL)
        time.sleep(0.05)
    remove_cgroups(lab)
    return found


def cgroup(lab: Path) -> str:
    """The name of this lab's cgroups: two labs on one machine do not meet."""
    return f"hfcheck-lab-{hashlib.sha256(str(lab).encode()).hexdigest()[:8]}"


def _make_cgroups(lab: Path) -> None:
    # systemd must find a cgroup of its own, or three of them would manage one and the same.
    for top in HIERARCHIES:
        if (top / "cgroup.procs").exists():
            with suppress(OSError):
                for node in RUNNING:
                    (top / cgroup(lab) / node.name).mkdir(parents=True, exist_ok=True)


def remove_cgroups(lab: Path) -> None:
    """Remove the cgroups of a lab whose processes are ending; waits a moment for them."""
    # The kernel empties a cgroup a moment after its processes are gone.
    tops, deadline = [top / cgroup(lab) for top in HIERARCHIES], time.monotonic() + PATIENCE
    while any(top.exists() for top in tops) and time.monotonic() < deadline:
        for directory in (Path(inner) for top in tops for inner, _, _ in os.walk(top, topdown=False)):
            with suppress(OSError):
                directory.rmdir()
        time.sleep(0.02)
