"""Namespaces that end with whoever opened them: nothing of them outlives the process that holds a Space.

A space has its own processes and mounts, and without root its own users, in which it is root. Each node in it has
its own network and its own mounts. The first process of a space reads from a pipe that only its opener holds: when the
opener ends, however it ends, so does the space with all that runs in it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from hfcheck.errors import CollectError

SEARCHED = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE = 10.0  # seconds that a first process may take to end


def missing(programs: Sequence[str]) -> list[str]:
    """Those of the programs that this machine lacks."""
    return [name for name in programs if shutil.which(name, path=SEARCHED) is None]


def _users() -> list[str]:
    return [] if os.geteuid() == 0 else ["--user", "--map-root-user"]


@dataclass(frozen=True, slots=True)
class Node:
    """One network of a space; `pid` is that of its first process, as the space counts."""

    name: str
    pid: int
    way: tuple[str, ...]

    def start(self, *command: str, log: Path | None = None) -> subprocess.Popen[str]:
        """Start a program in the node; it speaks over pipes, its errors go to `log`."""
        with (log or Path(os.devnull)).open("ab") as sink:
            return subprocess.Popen(
                [*self.way, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sink, text=True, bufsize=1
            )

    def asked(self, *command: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a program in the node to its end."""
        return subprocess.run(
            [*self.way, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )

    def sh(self, text: str, seconds: float = 60) -> str:
        """What a shell text prints; raises CollectError when it fails."""
        done = self.asked("sh", "-ec", text, seconds=seconds)
        if done.returncode != 0:
            raise CollectError(f"{self.name}: expected {text[:80]!r} to succeed, found {done.stderr.strip()[:300]}")
        return done.stdout


@dataclass(slots=True)
class Space:
    """A space while its block lasts: `with Space() as space: node = space.node("office", {})`."""

    _first: subprocess.Popen[str] | None = None
    nodes: dict[str, Node] = field(default_factory=dict)

    def __enter__(self) -> Self:
        command = ["unshare", *_users(), "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        self._first = subprocess.Popen(
            [*command, "sh", "-c", "echo ready; exec cat >/dev/null"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment(),
        )  # fmt: skip
        if _line(self._first.stdout) != "ready":
            said = self._first.communicate(timeout=PATIENCE)[1]
            raise CollectError(f"expected namespaces of our own, found {said.strip()[:200]!r}")
        return self

    def __exit__(self, *_: object) -> None:
        if self._first is not None:
            self._first.kill()
            self._first.communicate(timeout=PATIENCE)

    def node(self, name: str, mounts: Mapping[Path, str]) -> Node:
        """A new node with its own network (loopback alone) and own mounts: directory → where it appears."""
        binds = [f"mount --bind {shlex.quote(str(source))} {shlex.quote(target)}" for source, target in mounts.items()]
        text = "\n".join(
            [
                "set -e",
                *binds,
                "mount -t tmpfs tmpfs /run",
                "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6",
                "ip link set lo up",
                "echo $$",
                "exec sleep infinity </dev/null >/dev/null 2>&1",
            ]
        )
        started = subprocess.Popen(
            [*self._way(), "unshare", "--net", "--mount", "sh", "-c", text],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment(),
        )  # fmt: skip
        said = _line(started.stdout)
        if not said.isdecimal():
            raise CollectError(f"node {name}: expected its first process, found {started.communicate()[1][:200]!r}")
        inner = ("nsenter", "--target", said, "--net", "--mount", "--")
        self.nodes[name] = Node(name, int(said), (*self._way(), *inner))
        return self.nodes[name]

    def sh(self, text: str) -> str:
        """What a shell text prints, in none of the nodes; raises CollectError when it fails."""
        return Node("space", 1, self._way()).sh(text)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program in the space, in none of its nodes; it speaks over pipes."""
        return subprocess.Popen(
            [*self._way(), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def _way(self) -> tuple[str, ...]:
        if self._first is None:
            raise CollectError("expected an open space, found one that was never entered")
        own = f"/proc/{self._first.pid}/ns"
        users = ["--user=" + own + "/user", "--preserve-credentials"] if _users() else []
        spaces = [f"--net={own}/net", f"--mount={own}/mnt", f"--pid={own}/pid_for_children"]
        return ("nsenter", *users, *spaces, "--")


def _environment() -> dict[str, str]:
    return os.environ | {"PATH": SEARCHED, "LC_ALL": "C"}


def _line(stream: IO[str] | None) -> str:
    return stream.readline().strip() if stream is not None else ""
