"""A fresh server with a kernel of its own, for what containers share with the machine: audit, modules, kernel.*.

    with servers(directory, {"vm1": "bookworm"}) as fresh, machine(fresh, "vm1") as vm:
        fresh.ssh("vm1", "sudo auditctl -s")   # name, addresses and keys stay those of the node
        vm.restart()

The node gets Debian's cloud kernel, its files become a disk, and an emulator starts it on the room's bridge. Emulated,
it is some ten times as slow as a container. Root only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hfcheck.lab import LabError
from hfcheck.lab.fresh import room, trees
from hfcheck.lab.fresh.fleet import AWAKE, Servers
from hfcheck.lab.packages import run
from hfcheck.lab.room import processes
from hfcheck.lab.tiers import SBIN

TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "mke2fs": "e2fsprogs"}
KERNEL = "linux-image-cloud-amd64"
INSTALL = f"""
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q -y install --no-install-recommends {KERNEL} initramfs-tools
# The node's files name its link as containers have it.
printf '[Match]\\nDriver=virtio_net\\n[Link]\\nName=host0\\n' >/etc/systemd/network/10-machine.link
"""
SETTLE = 300.0  # seconds until an emulated machine is awake


def obstacle() -> str | None:
    """One sentence that says why no machine can run here, or None."""
    if os.uname().machine != "x86_64":
        return f"machines are of x86_64, this one is {os.uname().machine}"
    absent = [tool for tool in TOOLS if shutil.which(tool, path=SBIN) is None]
    if absent:
        return f"missing: {', '.join(absent)}; get it with: apt-get install {' '.join(TOOLS[tool] for tool in absent)}"
    return None


@dataclass(frozen=True, slots=True)
class Machine:
    """A node that runs as a machine."""

    fleet: Servers
    name: str

    def restart(self) -> None:
        """Cut its power and switch it on again; what is on its disk stays."""
        self.off()
        self.on()

    def on(self) -> None:
        """Switch on, and wait until it is awake; raises LabError."""
        directory = self.fleet.directory
        number = room.find(directory)
        words = ["nsenter", f"--target={number}", "--mount", "--net", "--pid", "--", "sh", _script("machine")]
        with (directory / "logs" / f"{self.name}.log").open("ab") as sink:
            started = subprocess.Popen(
                [*words, str(directory), self.name],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        deadline = time.monotonic() + SETTLE
        while self.fleet.ssh(self.name, AWAKE, timeout=SETTLE).returncode:
            if time.monotonic() > deadline or started.poll() is not None:
                said = room.last_words(directory, self.name)
                raise LabError(f"expected machine {self.name} to be awake within {SETTLE:g} s; it said: {said}")
            time.sleep(0.5)

    def off(self) -> None:
        """Pull the plug."""
        for number, words in processes():
            if words[:3] == ["qemu-system-x86_64", "-name", self.name] and self._disk in " ".join(words):
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
        while any(self._disk in " ".join(words) for _, words in processes()):
            time.sleep(0.05)

    @property
    def _disk(self) -> str:
        return f"file={self.fleet.directory / 'nodes' / self.name / 'disk'},"


@contextmanager
def machine(fleet: Servers, name: str) -> Iterator[Machine]:
    """Turn a running node into a machine, for as long as the context lasts; raises LabError."""
    if (problem := obstacle()) is not None:
        raise LabError(problem)
    done = fleet.console(name, ["sh", "-eu"], stdin=INSTALL)
    if done.returncode:
        raise LabError(f"node {name}: expected a kernel to be installed, found {done.stderr[-500:]}")
    (node,) = [one for one in fleet.planned if one.name == name]
    number = room.find(fleet.directory)
    if number is None:
        raise LabError(f"expected fresh servers in {fleet.directory}, found none running")
    room.switch_off(fleet.directory, number, node)
    words = [str(trees.tree(fleet.cache, node.release)), str(fleet.directory), name]
    run(["unshare", "--mount", "sh", _script("disk"), *words], f"the disk of {name}")
    made = Machine(fleet, name)
    try:
        made.on()
        yield made
    finally:
        made.off()


def _script(name: str) -> str:
    return str(Path(__file__).parent / "scripts" / f"{name}.sh")
