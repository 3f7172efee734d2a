"""One sshd on loopback that answers as many hosts: 127.1.0.1, 127.1.0.2, … each an inventory host of its own.

The daemon is not a child of what is measured, so its CPU time is not counted; its log counts connections and sessions.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

CONFIG = """\
Port {port}
ListenAddress 0.0.0.0
HostKey {home}/host_key
PidFile {home}/sshd.pid
AuthorizedKeysFile {home}/user_key.pub
AllowUsers {user}@127.*
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
MaxStartups 1000
MaxSessions 100
LogLevel VERBOSE
PrintMotd no
Subsystem sftp internal-sftp
PerSourceMaxStartups none
"""


@dataclass(frozen=True, slots=True)
class Farm:
    """A running sshd with its files in `home`."""

    home: Path
    port: int
    count: int

    @property
    def addresses(self) -> list[str]:
        """The hosts' addresses."""
        return [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(self.count)]

    def inventory(self, count: int) -> Path:
        """An inventory of the first `count` hosts in the group servers."""
        hosts = {f"host{n:04}": {"ansible_host": address} for n, address in enumerate(self.addresses[:count])}
        shared = {
            "ansible_port": self.port,
            "ansible_user": getpass.getuser(),
            "ansible_ssh_private_key_file": str(self.home / "user_key"),
            "ansible_ssh_common_args": f"-o UserKnownHostsFile={self.home}/known_hosts -o StrictHostKeyChecking=yes",
            # Other playbooks than the inspection must not leave a connection open that the next one would use again.
            "ansible_ssh_args": "-o ControlMaster=no",
            "hfcheck_become": False,
            "ansible_python_interpreter": sys.executable,  # only the conventional peer needs one
        }
        path = self.home / f"inventory-{count}.yml"
        path.write_text(yaml.safe_dump({"servers": {"hosts": hosts, "vars": shared}}))
        return path

    def counted(self) -> tuple[int, int]:
        """How many connections were let in, and how many commands were started, since the start."""
        log = (self.home / "sshd.log").read_text(errors="replace")
        return log.count("Accepted publickey"), log.count("Starting session: command")


@contextlib.contextmanager
def farm(home: Path, count: int) -> Iterator[Farm]:
    """Start the daemon, and stop it at the end."""
    port = _free_port()
    for name in ("host_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)], check=True)
    (home / "sshd_config").write_text(CONFIG.format(port=port, home=home, user=getpass.getuser()))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    command = [sshd_path() or "sshd", "-D", "-e", "-f", str(home / "sshd_config")]
    # Opened for appending by us: lines of processes that write at once would overwrite each other in sshd's own log.
    with (home / "sshd.log").open("ab") as log:
        daemon = subprocess.Popen(command, start_new_session=True, stderr=log)
    try:
        started = Farm(home, port, count)
        _wait(port)
        key = (home / "host_key.pub").read_text().split()[:2]
        lines = (f"[{address}]:{port} {' '.join(key)}\n" for address in started.addresses)
        (home / "known_hosts").write_text("".join(lines))
        yield started
    finally:
        daemon.terminate()
        daemon.wait()


def sshd_path() -> str | None:
    """Where sshd is, or None; it must be called by its whole path."""
    return shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"sshd does not answer on port {port}")
