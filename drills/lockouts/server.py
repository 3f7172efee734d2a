"""One fresh server and a real controller process that hardens it, to be killed or cut off at a chosen moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hfcheck.lab import LabError
from hfcheck.lab.fresh import Servers, room
from hfcheck.lab.fresh.nodes import ADMIN, ADMIN_NETWORKS, pipe
from hfcheck.lab.room import processes
from hfcheck.station import PROJECT

NODE = "d12"
PATIENCE = 240.0  # seconds in which a controller comes to an end, or to the moment that a drill waits for
OPEN = "/var/lib/hfcheck/trials/open"
# Two people with keys and passwords of their own; the packages that the roles install are there already.
PREPARE = """\
{ apt-get -q update; apt-get -qy install --no-install-recommends nftables libpam-pwquality; } >/dev/null 2>&1
for name in sysadmin01 secadmin01; do
  useradd --create-home --shell /bin/bash "$name"
  echo "$name:Huaihua-2026-lab" | chpasswd
  install -d -m 700 -o "$name" -g "$name" "/home/$name/.ssh"
  install -m 600 -o "$name" -g "$name" /home/inspect/.ssh/authorized_keys "/home/$name/.ssh/"
done
"""
DECLARED: Mapping[str, Any] = {
    "host_firewall_admin_networks": list(ADMIN_NETWORKS),
    "sudo_policy_administrators": {"system": ["sysadmin01"], "security": ["secadmin01"], "audit": []},
    "sudo_policy_nopasswd_all": ["inspect"],
    "ssh_server_allow_groups": ["sysadmin", "secadmin", "inspect"],
    "hardening_only": ["drill"],
}
# Looks without any code of ours, so that it finds what ours would overlook. Contents, modes, owners, links; not times.
BRIEFLY = """\
find /etc -printf '%p %y %m %u %g %l\\n' | LC_ALL=C sort
find /etc -type f -exec sha256sum {} + | LC_ALL=C sort
nft list ruleset
systemctl is-enabled ssh.service nftables.service
systemctl is-active ssh.service nftables.service
true
"""
IN_FULL = PROJECT / "tests/servers/listing.sh"


@dataclass(frozen=True)
class Controller:
    """A process of ansible-playbook; what it says is in `log`."""

    process: subprocess.Popen[bytes]
    log: Path
    pipe: tuple[str, ...]

    def said(self) -> str:
        """What it has said so far."""
        return self.log.read_text(errors="replace")

    def ended(self) -> tuple[int, str]:
        """Its exit status and what it said, once it has ended; LabError when it does not."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(PATIENCE), self.said()
        self.kill()
        raise LabError(f"expected that the controller ends within {PATIENCE:g} s, found it at work: {self.said()}")

    def kill(self) -> None:
        """Its workers, which have sessions of their own, and its lines into the room are gone with it, at once."""
        outer = [number for number, words in processes() if words[: len(self.pipe)] == list(self.pipe)]
        # What enters the room's namespaces forks, and its child outlives it.
        lines = [inner for number in outer for inner in _below(number)]
        for number in [*_below(self.process.pid), self.process.pid, *lines]:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait()


def _below(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield from _below(child)
            yield child


@dataclass(frozen=True)
class Drill:
    """A server and a place for what the controller writes; LabError wherever something is not as it has to be."""

    servers: Servers
    place: Path

    def root(self, script: str) -> str:
        """What a script says at the console."""
        done = self.servers.console(NODE, ["sh", "-euc", script], timeout=PATIENCE)
        expect(done.returncode == 0, done.stderr)
        return str(done.stdout)

    def listing(self) -> list[str]:
        """What decides who gets in, a line each."""
        return self.root(BRIEFLY).splitlines()

    def listing_in_full(self) -> frozenset[str]:
        """What there is, a line each: takes a while."""
        return frozenset(self.root(IN_FULL.read_text()).splitlines())

    def harden(self, **variables: Any) -> Controller:
        """A controller that starts to harden the server."""
        told, log = self.place / "variables.json", self.place / "controller.log"
        told.write_text(json.dumps({**DECLARED, **variables}))
        words = ["-i", str(self.servers.inventory), "playbooks/harden_servers.yml", "-e", f"@{told}"]
        own = Path(__file__).parent / "roles"
        more = {"ANSIBLE_ROLES_PATH": f"{PROJECT / 'roles'}:{own}", "HFCHECK_DATA": str(self.place / "data")}
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [str(Path(sys.executable).with_name("ansible-playbook")), *words],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env={**os.environ, **more},
            )
        return Controller(process, log, tuple(pipe(self.room(), ADMIN)))

    def room(self) -> int:
        """The number of the room's first process."""
        number = room.find(self.servers.directory)
        if number is None:
            raise LabError("expected the room of the server, found none")
        return number

    def reached(self, controller: Controller) -> None:
        """Wait until the role `drill` has done its deed."""
        there = ["test", "-e", "/run/drill"]
        waited(lambda: self.servers.console(NODE, there).returncode == 0 or controller.process.poll() is not None)
        expect(controller.process.poll() is None, controller.said())
        self.root("rm /run/drill")

    def trial(self) -> dict[str, Any]:
        """What the server keeps of the newest run."""
        text = self.root("cat $(ls -t /var/lib/hfcheck/trials/*/state.json | head -n 1)")
        return dict(json.loads(text))

    def is_back(self) -> bool:
        """Whether the server has taken the run back."""
        return bool(self.trial()["stage"] == "reverted")

    def back(self) -> float:
        """Wait until the server has taken the run back: seconds behind its timer (both count one monotonic clock)."""
        deadline = float(self.trial()["deadline"])
        waited(self.is_back)
        return time.monotonic() - deadline

    def over(self) -> None:
        """Wait until the server waits for nobody any more."""
        waited(lambda: self.servers.console(NODE, ["test", "-e", OPEN]).returncode != 0)

    def lets_in(self, way: str = "", seconds: float = 60) -> bool:
        """Whether a new login reaches a root shell in time: some refusals leave the line open and say nothing."""
        with suppress(subprocess.TimeoutExpired):
            done = self.servers.ssh(NODE + way, "sudo -n id -u", timeout=seconds)
            return bool(done.returncode == 0 and done.stdout.strip() == "0")
        return False

    def shuts_out(self) -> bool:
        """Whether nobody gets in, as long as the run is not taken back."""
        return not self.lets_in(seconds=4) or self.is_back()

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """In the end the server is as it was, and a new login with sudo comes in, over IPv4 and IPv6."""
        before = self.listing()
        yield
        self.over()
        after = self.listing()
        expect(after == before, f"expected the server as it was, found other: {sorted({*before} ^ {*after})[:10]}")
        for way in ("", "-six"):
            expect(self.lets_in(way), f"expected a new login with sudo to {NODE}{way}, found none")

    @contextmanager
    def planted(self, deed: str, undo: str) -> Iterator[None]:
        """Something about the server that stands when the controller comes."""
        self.root(deed)
        try:
            yield
        finally:
            self.root(undo)

    def cable(self, state: str) -> None:
        """Pull the server's cable out of the room's switch ("down"), or put it in again ("up")."""
        words = ["nsenter", f"--target={self.room()}", "--net", "ip", "link", "set", f"vb-{NODE}", state]
        subprocess.run(words, check=True)


def waited(look: Callable[[], bool]) -> None:
    """Until something is so; LabError when it does not become so."""
    deadline = time.monotonic() + PATIENCE
    while not look():
        expect(time.monotonic() < deadline, "what the drill waits for did not happen")
        time.sleep(0.1)


def expect(true: bool, otherwise: str) -> None:
    """LabError with the sentence, unless it is so."""
    if not true:
        raise LabError(otherwise)
