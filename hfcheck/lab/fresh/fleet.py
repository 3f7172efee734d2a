"""Start fresh servers, set them back, cut their power, and clear them away."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from hfcheck.errors import InputError
from hfcheck.lab import LabError, furnish
from hfcheck.lab.fresh import room, trees
from hfcheck.lab.fresh.nodes import RELEASES, Node, files, inventory, nodes, ssh_config
from hfcheck.lab.keys import SshKey, ssh_key, write_private
from hfcheck.lab.tiers import SBIN
from hfcheck.lab.tree import remove
from hfcheck.station import current_station

TOOLS = {
    "systemd-nspawn": "systemd-container",
    "debootstrap": "debootstrap",
    "nc.openbsd": "netcat-openbsd",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "ssh": "openssh-client",
}
STATE, INVENTORY, SSH_CONFIG, KNOWN_HOSTS, LOGIN_KEY = (
    "fresh.json",
    "servers.yml",
    "ssh_config",
    "known_hosts",
    "id_ed25519",
)
WRITTEN = (STATE, INVENTORY, SSH_CONFIG, KNOWN_HOSTS, LOGIN_KEY)
SETTLE = 60.0  # seconds until a node that was switched on answers
# While units are still starting, tests would meet a node half awake. That a unit failed is not our matter.
AWAKE = 'case "$(systemctl is-system-running --wait)" in running | degraded) ;; *) exit 1 ;; esac'
CONSOLE = ("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup")
CLEAN = ("env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "TERM=dumb")

__all__ = ["RELEASES", "Servers", "attach", "obstacle", "servers"]


def obstacle() -> str | None:
    """One sentence that says why fresh servers cannot run here, or None."""
    if os.geteuid() != 0:
        return "fresh servers are containers with their own systemd, which need root"
    absent = [tool for tool in TOOLS if shutil.which(tool, path=SBIN) is None]
    if absent:
        packages = " ".join(TOOLS[tool] for tool in absent)
        return f"missing: {', '.join(absent)}; get it with: apt-get install {packages}"
    return None


def default_cache() -> Path:
    """Where trees and packages are kept: `fresh/` of the data directory."""
    return current_station().root / "fresh"


@dataclass(frozen=True, slots=True)
class Servers:
    """Servers that run. As a context manager they are stopped at its end.

    `prepare` is a shell script that root runs in each node after its first start and after each reset.
    """

    directory: Path
    cache: Path
    planned: tuple[Node, ...]
    prepare: str

    @property
    def inventory(self) -> Path:
        """An Ansible inventory: the group servers, login over ssh, become."""
        return self.directory / INVENTORY

    @property
    def ssh_config(self) -> Path:
        """For ssh -F: NAME, and NAME-six over IPv6, from the administrators' network; NAME-outside from elsewhere."""
        return self.directory / SSH_CONFIG

    def reset(self, *names: str) -> None:
        """Make nodes as fresh as they were at first; all of them when none is named."""
        self._each(names, self._renew)

    def restart(self, *names: str) -> None:
        """Cut the power of nodes and switch them on again; what is on their disks stays."""
        self._each(names, self._boot)

    def console(
        self, name: str, argv: Sequence[str], stdin: str = "", timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as root at the console of a node: works whatever became of its network, sshd and accounts."""
        number = room.console(self.directory, self._named([name])[0].name)
        if number is None:
            raise LabError(f"expected node {name} to be on, found it off")
        words = ["nsenter", f"--target={number}", *CONSOLE, "--", *CLEAN, *argv]
        return subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=timeout, check=False)

    def ssh(self, name: str, command: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run a command over ssh; the name may be one with -six or -outside."""
        words = ["ssh", "-F", str(self.ssh_config), name, command]
        return subprocess.run(
            words, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=timeout, check=False
        )

    def stop(self) -> None:
        """End everything and remove what was written, but for the cache."""
        room.stop(self.directory)
        _clear(self.directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _named(self, names: Iterable[str]) -> list[Node]:
        known = {node.name: node for node in self.planned}
        if unknown := sorted(set(names) - set(known)):
            raise InputError(f"expected nodes of {', '.join(known)}, found {', '.join(unknown)}")
        return [known[name] for name in names] or list(self.planned)

    def _each(self, names: Iterable[str], act: Callable[[Node], None]) -> None:
        chosen = self._named(names)
        with ThreadPoolExecutor(len(chosen)) as pool:
            list(pool.map(act, chosen))

    def _renew(self, node: Node) -> None:
        room.switch_off(self.directory, self._room(), node)
        for name in ("upper", "work", "root"):
            path = self.directory / "nodes" / node.name / name
            remove(path)
            path.mkdir(parents=True)
        self._boot(node)
        done = self.console(node.name, ["sh", "-eu"], stdin=self.prepare)
        if done.returncode:
            raise LabError(f"node {node.name}: expected its preparation to end well, found {done.stderr[-500:]}")

    def _boot(self, node: Node) -> None:
        number = self._room()
        room.switch_off(self.directory, number, node)
        room.switch_on(self.directory, number, node.name, trees.tree(self.cache, node.release))
        deadline = time.monotonic() + SETTLE
        while self.ssh(node.name, AWAKE).returncode:
            if time.monotonic() > deadline:
                said = room.last_words(self.directory, node.name)
                raise LabError(f"expected node {node.name} to answer within {SETTLE:g} s; it said: {said}")
            time.sleep(0.1)

    def _room(self) -> int:
        number = room.find(self.directory)
        if number is None:
            raise LabError(f"expected fresh servers in {self.directory}, found none running")
        return number


def servers(
    directory: Path,
    releases: Mapping[str, str],
    prepare: str = "",
    *,
    cache: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Servers:
    """Start fresh servers, name → release; what an earlier start left in the directory is cleared away.

    Raises InputError for names and releases that do not fit, LabError when the servers cannot run here.
    """
    planned, directory = nodes(releases), directory.resolve()
    if (problem := obstacle()) is not None:
        raise LabError(problem)
    kept = (cache or default_cache()).resolve()
    trees.make(kept, releases.values(), say)
    room.stop(directory)
    _clear(directory)
    (directory / "logs").mkdir(parents=True)
    fleet = Servers(directory, kept, planned, prepare)
    try:
        _outfit(fleet, room.start(directory, kept))
        fleet.reset()
    except BaseException:
        fleet.stop()
        raise
    return fleet


def attach(directory: Path) -> Servers:
    """The servers that another process started in this directory; raises LabError when there are none."""
    directory = directory.resolve()
    try:
        state = json.loads((directory / STATE).read_text())
        return Servers(directory, Path(state["cache"]), nodes(state["releases"]), state["prepare"])
    except (OSError, ValueError, KeyError) as problem:
        raise LabError(f"expected fresh servers in {directory}, found none: {problem}") from problem


def _clear(directory: Path) -> None:
    for name in ("nodes", "logs"):
        remove(directory / name)
    for name in WRITTEN:
        (directory / name).unlink(missing_ok=True)


def _outfit(fleet: Servers, number: int) -> None:
    login_key, host_keys = ssh_key(), {node.name: ssh_key() for node in fleet.planned}
    directory = fleet.directory
    write_private(directory / LOGIN_KEY, login_key.private)
    (directory / KNOWN_HOSTS).write_text("".join(f"{name} {key.public}\n" for name, key in host_keys.items()))
    fleet.ssh_config.write_text(ssh_config(directory, fleet.planned, number))
    fleet.inventory.write_text(inventory(directory, fleet.planned, secrets.token_hex(4)))
    for node in fleet.planned:
        _lay(directory / "nodes" / node.name / "files", node, host_keys[node.name], login_key)
    state = {
        "releases": {node.name: node.release for node in fleet.planned},
        "prepare": fleet.prepare,
        "cache": str(fleet.cache),
    }
    (directory / STATE).write_text(json.dumps(state, indent=1))


def _lay(directory: Path, node: Node, host_key: SshKey, login_key: SshKey) -> None:
    directory.mkdir(parents=True)
    for file in files(node, host_key, login_key):
        furnish.write(directory, file)
    furnish.settle(directory, give=True)
