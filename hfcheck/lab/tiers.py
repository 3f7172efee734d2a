"""The tiers: how real the lab's nodes are, from best to last resort, and what stands in the way of each."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hfcheck.lab.faults import LOOPBACK, NSPAWN, USERNS
from hfcheck.lab.packages import DEBIAN_PACKAGES
from hfcheck.lab.tree import CONFIGURED, UNPACKED

SBIN = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"))
SPACES = ("--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")
# What a node's start needs from the kernel, tried in the namespaces of the tier before anything is fetched.
TRIAL = """
mount -t tmpfs trial /tmp && mkdir /tmp/lower /tmp/upper /tmp/work /tmp/root /tmp/proc &&
mount -t overlay -o lowerdir=/tmp/lower,upperdir=/tmp/upper,workdir=/tmp/work%s overlay /tmp/root &&
mount -t proc proc /tmp/proc && mount -t tmpfs run /run
"""
# What a kernel or distribution may have set against a plain user's namespaces, and what allows them.
SWITCHES = (
    ("user.max_user_namespaces", "0", "15000"),
    ("kernel.unprivileged_userns_clone", "0", "1"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
)


def remedy(settings: Path = Path("/proc/sys")) -> str:
    """What root can set so that user namespaces are allowed; empty when no known setting forbids them."""
    paths = ((name, settings / name.replace(".", "/"), against, allowing) for name, against, allowing in SWITCHES)
    found = [f"{name}={new}" for name, path, old, new in paths if path.is_file() and path.read_text().strip() == old]
    return f"; as root: sysctl -w {' '.join(found)}" if found else ""


@dataclass(frozen=True, slots=True)
class Tier:
    """One way to run the nodes.

    `namespaces` is the command prefix that gives the room its namespaces, `inside` the one that goes into the network
    of a room by the number of its process, `tree` how the nodes' tree is made; they are empty where there are none.
    `missing` names what is left out.
    """

    name: str
    sentence: str
    missing: str
    tools: tuple[str, ...]
    namespaces: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    tree: str = ""
    overlay_options: str = ""
    root_only: bool = False

    def obstacle(self) -> str | None:
        """One sentence that says what stands in the way of this tier on this machine, or None."""
        if self.root_only and os.geteuid() != 0:
            return "containers with their own systemd need root"
        absent = [tool for tool in self.tools if shutil.which(tool, path=SBIN) is None]
        if absent:
            packages = " ".join(DEBIAN_PACKAGES[self.name])
            return f"missing: {', '.join(absent)}; get it with: apt-get install {packages}"
        return self._refusal() if self.namespaces else None

    def _refusal(self) -> str | None:
        command = [*self.namespaces, "sh", "-ec", TRIAL % self.overlay_options]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        said = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
        return (
            None
            if done.returncode == 0
            else f"the kernel does not allow the namespaces that it needs: {said}{remedy()}"
        )

    def proxy(self, room: int, tree: Path) -> Sequence[str]:
        """The command through which ssh reaches a node: a pipe from inside the room's network; empty on loopback."""
        if not self.inside:
            return ()
        return (*self.inside, "--target", str(room), "--", str(tree / "bin/busybox"), "nc", "%h", "%p")


TIERS = (
    Tier(
        NSPAWN,
        "systemd-nspawn containers with their own systemd and network",
        "hardware, the audit daemon and the kernel's own settings, which belong to the machine",
        ("unshare", "nsenter", "systemd-nspawn", "ssh", "dpkg-deb", "tar"),
        ("unshare", *SPACES),
        ("nsenter", "--net"),
        CONFIGURED,
        root_only=True,
    ),
    Tier(
        USERNS,
        "user namespaces with their own network, file systems and processes, without root",
        "systemd and its units, users other than one, hardware, the audit daemon and the kernel's own settings",
        ("unshare", "nsenter", "ssh", "dpkg-deb", "tar"),
        ("unshare", "--user", "--map-root-user", *SPACES),
        ("nsenter", "--preserve-credentials", "--user", "--net"),
        UNPACKED,
        ",userxattr",
    ),
    Tier(
        LOOPBACK,
        "an sshd of one's own for each node on the loopback address of this very machine",
        "everything but files, and to a plain user what only root may read: the nodes are this machine itself, and "
        "show its own state beside the planted faults",
        ("ssh",),
        # A machine without an sshd takes the one of the nodes' tree, which is of its own Debian release.
        tree="" if shutil.which("sshd", path=SBIN) else UNPACKED,
    ),
)


def candidates(name: str | None = None) -> tuple[Tier, ...]:
    """The tiers to try, best first; only the named one when a name is given."""
    return tuple(tier for tier in TIERS if name in (None, tier.name))
