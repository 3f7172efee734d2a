"""The room of a pair: its machines, what is plugged in where, and how a machine dies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from hfcheck.lab import LabError
from hfcheck.lab.pair.layout import PREFIX, Place
from hfcheck.lab.tiers import SBIN

HERE = Path(__file__).parent
SPACES = ("--mount", "--net", "--pid")
PATIENCE = 10.0  # seconds for a machine to be there, or to be gone
# The room ends with the process that made it, however that one ends, and the machines end with the room.
BOUND = ("setpriv", "--pdeathsig", "KILL", "unshare", *SPACES, "--fork", "--kill-child", "--mount-proc", "sh")
WALLS = "room"
TOOLS = {
    "keepalived": "keepalived",
    "haproxy": "haproxy",
    "nginx": "nginx-light",
    "socat": "socat",
    "arping": "iputils-arping",
    "ping": "iputils-ping",
    "nft": "nftables",
    "ip": "iproute2",
    "curl": "curl",
}
Run = subprocess.CompletedProcess[str]


def obstacle() -> str | None:
    """One sentence that says why no pair can run here, or None."""
    if os.geteuid() != 0:
        return "a pair of nodes in namespaces of their own needs root"
    absent = sorted({package for tool, package in TOOLS.items() if shutil.which(tool, path=SBIN) is None})
    return f"missing packages: {' '.join(absent)}" if absent else None


class Room:
    """A room whose machines run; as a context manager it ends, with everything in it, at the end of the block.

    `files` holds, for each machine that has any, the directory tree that is laid over this machine's own files.
    """

    def __init__(self, places: Sequence[Place], files: Callable[[Path], None]) -> None:
        self._places = {place.name: place for place in places}
        self._files = files
        self.directory = Path()
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> Self:
        if (problem := obstacle()) is not None:
            raise LabError(problem)
        self.directory = Path(tempfile.mkdtemp(prefix="hfcheck-pair-"))
        try:
            (self.directory / "logs").mkdir()
            self._files(self.directory / "rendered")
            self._boot(WALLS, [*BOUND, str(HERE / "room.sh"), str(self.directory)])
            for name in self._places:
                self.switch_on(name)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def switch_on(self, name: str) -> None:
        """Start a machine that is off, without daemons, and plug it in."""
        unshared = ["unshare", *SPACES, "--uts", "--fork", "--kill-child", "sh", str(HERE / "node.sh")]
        self._boot(name, [*self._within(WALLS, *SPACES), *unshared, str(self.directory), name])
        place = self._places[name]
        plug = ["peer", "name", "eth0", "address", place.hardware, "netns", str(self._numbers[name])]
        self.wire("link", "add", f"port-{name}", "type", "veth", *plug)
        self.wire("link", "set", f"port-{name}", "master", place.switch, "up")
        self.run(name, "hostname", name)
        self.run(name, "ip", "link", "set", "lo", "up")
        self.run(name, "ip", "address", "add", f"{place.address}/{PREFIX}", "dev", "eth0")
        self.run(name, "ip", "link", "set", "eth0", "up")

    def kill(self, name: str) -> None:
        """Pull the plug of a machine: every process of it is killed, and its link goes down with it."""
        os.kill(self._numbers.pop(name), signal.SIGKILL)
        self._started.pop(name).wait(PATIENCE)
        self._wired("link", "delete", f"port-{name}")  # the kernel may have been faster

    def on(self, name: str) -> bool:
        """Whether a machine is on."""
        return name in self._numbers

    def unplug(self, name: str) -> None:
        """What the machine sends arrives nowhere any more, and it sees no loss of its link: the harder case."""
        self.wire("link", "set", f"port-{name}", "nomaster")

    def plug(self, name: str) -> None:
        """The machine's cable is in its switch again."""
        self.wire("link", "set", f"port-{name}", "master", self._places[name].switch)

    def part(self, *, down: bool) -> None:
        """Cut the link between the two switches, or join them again."""
        self.wire("link", "set", "trunk-left", "down" if down else "up")

    def wire(self, *words: str) -> None:
        """Run `ip` where the switches are; raises LabError where it failed."""
        done = self._wired(*words)
        if done.returncode:
            raise LabError(f"ip {' '.join(words)}: {done.stderr.strip()}")

    def ask(self, name: str, *argv: str, stdin: str = "") -> Run:
        """Run a program in a machine, as root, whatever its exit status."""
        inside = self.inside(name)
        return subprocess.run([*inside, *argv], input=stdin, capture_output=True, text=True, timeout=120, check=False)

    def run(self, name: str, *argv: str, stdin: str = "") -> str:
        """Run a program in a machine and return what it said; raises LabError where it failed."""
        done = self.ask(name, *argv, stdin=stdin)
        if done.returncode:
            raise LabError(f"{name}: {' '.join(argv)} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        return done.stdout

    def spawn(self, name: str, *argv: str) -> None:
        """Start a program in a machine; what it says goes to the log of the machine."""
        self._start([*self.inside(name), *argv], name)

    def inside(self, name: str) -> list[str]:
        """The words before a command that is to run in a machine."""
        return self._within(name, *SPACES, "--uts", "--root", "--wd")

    def network(self, name: str) -> list[str]:
        """The words before a command of this machine that is to run in the network of one of the room."""
        return self._within(name, "--net")

    def log(self, name: str) -> str:
        """What a machine's programs have said so far."""
        return (self.directory / "logs" / f"{name}.log").read_text(errors="replace")

    def _wired(self, *words: str) -> Run:
        program = [*self._within(WALLS, "--net"), "ip", *words]
        return subprocess.run(program, capture_output=True, text=True, check=False)

    def _within(self, name: str, *spaces: str) -> list[str]:
        if (number := self._numbers.get(name)) is None:
            raise LabError(f"expected {name} to be on, found it off")
        return ["nsenter", f"--target={number}", *spaces, "--"]

    def _boot(self, name: str, command: Sequence[str]) -> None:
        started, deadline = self._start(command, name), time.monotonic() + PATIENCE
        self._started[name] = started
        while (number := _ready(started.pid)) is None:
            if started.poll() is not None or time.monotonic() > deadline:
                raise LabError(f"expected {name} within {PATIENCE:g} s; it said: {self.log(name)[-400:].strip()}")
            time.sleep(0.02)
        self._numbers[name] = number

    def _start(self, command: Sequence[str], name: str) -> subprocess.Popen[bytes]:
        with (self.directory / "logs" / f"{name}.log").open("ab") as sink:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True)

    def _end(self) -> None:
        for started in self._started.values():
            started.kill()
            started.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def _ready(number: int) -> int | None:
    """The first process of a machine whose start has come to its end, which is to sleep; None while it has not."""
    while children := _children(number):
        number = children[0]
    try:
        return number if (Path("/proc") / str(number) / "comm").read_text() == "sleep\n" else None
    except OSError:
        return None


def _children(number: int) -> list[int]:
    try:
        return [
            int(word) for word in (Path("/proc") / str(number) / "task" / str(number) / "children").read_text().split()
        ]
    except OSError:
        return []
