"""Debian packages: what the machine needs for each tier, and what the nodes are made of.

The packages of the nodes are fetched by the machine's own apt, so that its mirrors, suites, proxies, certificates and
keys hold here too, whichever form they are written in. Neither the machine's package state nor its cache is touched.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from hfcheck.lab import LabError
from hfcheck.lab.faults import LOOPBACK, NSPAWN, USERNS

# What `lab up` calls on the machine itself. A plain Debian has all but the first and the client already.
DEBIAN_PACKAGES: Mapping[str, tuple[str, ...]] = {
    NSPAWN: ("systemd-container", "openssh-client", "util-linux", "mount"),
    USERNS: ("openssh-client", "util-linux", "mount"),
    LOOPBACK: ("openssh-client", "openssh-server"),
}
NODE_PACKAGES = (
    "?essential",
    "usr-is-merged",
    "apt",
    "busybox-static",
    "chrony",
    "cron",
    "dbus",
    "iproute2",
    "iputils-ping",
    "kmod",
    "libpam-pwquality",
    "libpam-systemd",
    "logrotate",
    "nftables",
    "openssh-server",
    "openssl",
    "procps",
    "rsyslog",
    "sudo",
    "systemd-sysv",
    "tzdata",
)
LAYOUT = 5  # raise it when tree.py makes something else of the same packages


def stamp(method: str) -> str:
    """What a tree was made of: a tree with another stamp is made anew."""
    return hashlib.sha256(repr((LAYOUT, method, NODE_PACKAGES)).encode()).hexdigest()


def _apt(directory: Path, *arguments: str) -> None:
    if shutil.which("apt-get") is None:
        raise LabError("expected apt-get to fetch the packages of the nodes, found none: this is no Debian")
    settings = {
        "Dir::State": f"{directory}/state",
        "Dir::State::status": f"{directory}/status",
        "Dir::Cache": f"{directory}/cache",
        "Acquire::GzipIndexes": "true",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
        "APT::Update::Post-Invoke-Success::": "",
        "Dpkg::Use-Pty": "false",
        # Without it an update without a network is a success, and every package is unknown afterwards.
        "APT::Update::Error-Mode": "any",
        "Debug::NoLocking": "true",
    }
    options = [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
    run(["apt-get", *options, "-qq", "-y", *arguments], "fetch the packages of the nodes, which needs the network once")


def _problem(directory: Path, *arguments: str) -> LabError | None:
    try:
        _apt(directory, *arguments)
    except LabError as problem:
        return problem
    return None


def run(command: Sequence[str], purpose: str) -> None:
    """Run a command; a failure is a LabError that says for what, with the command's last lines."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        tail = " ".join((done.stderr or done.stdout).split()[-40:])
        raise LabError(f"could not {purpose}: {command[0]} ended with {done.returncode}: {tail}")


def fetch(directory: Path) -> list[Path]:
    """Bring the package files of the nodes into `directory`; returns them. Needs the network the first time."""
    for name in ("state/lists/partial", "cache/archives/partial"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    (directory / "status").touch()
    # A source of somebody else may be out of order: what counts is whether the packages can be had.
    stale = _problem(directory, "update")
    absent = _problem(directory, "--download-only", "install", *NODE_PACKAGES)
    if absent is not None:
        raise stale or absent
    return sorted((directory / "cache/archives").glob("*.deb"))
