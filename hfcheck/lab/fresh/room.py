"""The processes of a room of fresh servers: found by their command line, started and ended one by one."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from hfcheck.lab import LabError
from hfcheck.lab.fresh.nodes import ADMIN, ADMIN_SIX, GATEWAY, GATEWAY_SIX, Node, pipe
from hfcheck.lab.room import PATIENCE, cgroup, processes, remove_cgroups
from hfcheck.station import PROJECT

SCRIPTS = Path(__file__).parent / "scripts"
ROOM, NODE = "/fresh/scripts/room.sh", "/fresh/scripts/node.sh"
HATCH = "hfcheck.lab.fresh.hatch"
SPACES = ("--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")
APPEAR = 10.0  # seconds until a process is there
Found = TypeVar("Found")


def find(directory: Path) -> int | None:
    """The number of the room's first process, or None when the room is not there."""
    rooms = (
        number
        for number, words in processes()
        if words[:1] == ["sh"] and words[1:2] and words[1].endswith(ROOM) and words[2:3] == [str(directory)]
    )
    return next(rooms, None)


def node(directory: Path, name: str) -> int | None:
    """The number of a node's process that holds everything of the node, or None when the node is off."""
    nodes = (
        number
        for number, words in processes()
        if words[:1] == ["sh"] and words[-2:] == [str(directory), name] and words[1].endswith(NODE)
    )
    return next(nodes, None)


def console(directory: Path, name: str) -> int | None:
    """The number of a node's first process, its systemd, or None while there is none."""
    top = f"--machine={name}", f"--directory={directory}/nodes/{name}/root"
    containers = {number for number, words in processes() if words[:1] == ["systemd-nspawn"] and set(top) <= set(words)}
    return next(_children(containers), None)


def _children(parents: Collection[int]) -> Iterator[int]:
    return (number for number, _ in processes() if _parent(number) in parents)


def _parent(number: int) -> int | None:
    with suppress(OSError):
        # The name of the process stands in brackets, and may hold anything.
        return int((Path("/proc") / str(number) / "stat").read_text().rpartition(")")[2].split()[1])
    return None


def start(directory: Path, cache: Path) -> int:
    """Start the room and the hatch that serves it; returns the number of the room's first process."""
    addresses = [f"{GATEWAY}/24", f"{ADMIN}/24", f"{GATEWAY_SIX}/64", f"{ADMIN_SIX}/64"]
    _spawn(["unshare", *SPACES, "sh", str(SCRIPTS / "room.sh"), str(directory), *addresses], directory, "room")
    number = _await(lambda: find(directory), directory, "room")
    _await(lambda: _ready(number), directory, "room")
    _spawn([sys.executable, "-m", HATCH, str(cache / "packages"), str(number)], directory, "hatch")
    return number


def _ready(room: int) -> bool | None:
    # The bridge is up when its addresses are, and they are the last that the room's script makes.
    command = ["nsenter", f"--target={room}", "--net", "ip", "-6", "address", "show", "dev", "room0", "up"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return True if ADMIN_SIX in done.stdout else None


def switch_on(directory: Path, room: int, name: str, tree: Path) -> None:
    """Start a node that is off."""
    spaces = ["nsenter", f"--target={room}", "--mount", "--net", "--pid", "--", "unshare", *SPACES[1:]]
    script = ["sh", str(SCRIPTS / "node.sh"), str(tree), cgroup(directory), str(directory), name]
    _spawn([*spaces, *script], directory, name)


def switch_off(directory: Path, room: int, planned: Node) -> None:
    """Pull the plug of a node: its processes end, its files stay, connections to it break."""
    _end(node(directory, planned.name), f"node {planned.name}")
    # A client would wait long for a peer that is gone without a word.
    for number in _children(_pipes(room, planned)):
        _end(number, f"a connection to {planned.name}")


def _pipes(room: int, planned: Node) -> set[int]:
    program, ends = list(pipe(room, ADMIN)[:-1]), (planned.address, planned.address_six)
    return {number for number, words in processes() if words[: len(program)] == program and words[-2] in ends}


def stop(directory: Path) -> bool:
    """End the room and all in it; returns whether it was there."""
    number = find(directory)
    _end(number, "the room")
    remove_cgroups(directory)
    return number is not None


def _end(number: int | None, what: str) -> None:
    """Kill the first process of a namespace and wait until all that it held has ended."""
    if number is None:
        return
    with suppress(ProcessLookupError):
        # A process loses its command line long before its namespace is empty: only the kernel knows when it is.
        ended = os.pidfd_open(number)
        try:
            os.kill(number, signal.SIGKILL)
            if not select.select([ended], [], [], PATIENCE)[0]:
                raise LabError(f"expected {what} to end within {PATIENCE:g} s, found process {number}")
        finally:
            os.close(ended)


def _spawn(command: Sequence[str], directory: Path, name: str) -> None:
    # A session of its own: a terminal's interrupt does not reach it.
    with (directory / "logs" / f"{name}.log").open("ab") as sink:
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True, cwd=PROJECT
        )


def _await(look: Callable[[], Found | None], directory: Path, name: str) -> Found:
    deadline = time.monotonic() + APPEAR
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise LabError(f"expected the {name} within {APPEAR:g} s; it said: {last_words(directory, name)}")
        time.sleep(0.02)
    return found


def last_words(directory: Path, name: str) -> str:
    """The last lines that a process of the room wrote."""
    path = directory / "logs" / f"{name}.log"
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    return " / ".join(line.strip() for line in lines[-6:] if line.strip()) or "nothing"
