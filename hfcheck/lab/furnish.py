"""What is laid over the tree for one node: files of this package, and files that are made at every start."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from hfcheck.lab.faults import LOOPBACK
from hfcheck.lab.keys import Authority, SshKey
from hfcheck.lab.nodes import GATEWAY, LOGIN, TIME_SERVER, Node

FILES = Path(__file__).parent / "files"
LOGIN_ID = 1000
DIRECTORY = 0o755
EPOCH = date(1970, 1, 1)
# Modes that a checkout does not keep, whatever the umask.
MODES = {"etc/sudoers.d/inspect": 0o440, "etc/ssh/sshd_config": 0o600}


@dataclass(frozen=True, slots=True)
class File:
    """A file of a node: its path without the leading slash, its text and mode; `at` is when it was last written."""

    path: str
    text: str
    mode: int = 0o644
    at: datetime | None = None


def generated(node: Node, host_key: SshKey, login_key: SshKey) -> Iterator[File]:
    """The files that differ from node to node and from start to start."""
    yield File("etc/hostname", f"{node.name}\n")
    yield File("etc/hosts", f"127.0.0.1 localhost\n{node.address} {node.name}.lab.example {node.name}\n")
    yield File("etc/resolv.conf", f"search lab.example\nnameserver {GATEWAY}\n")
    yield File("etc/machine-id", hashlib.sha256(node.name.encode()).hexdigest()[:32] + "\n")
    yield File("etc/timezone", "Asia/Shanghai\n")
    yield File("etc/chrony/chrony.conf", _chrony(node))
    yield File("etc/lab/network", f"address={node.address}\ngateway={GATEWAY}\n")
    yield File("etc/systemd/network/10-lab.network", _networkd(node))
    yield File("etc/ssh/ssh_host_ed25519_key", host_key.private, 0o600)
    yield File("etc/ssh/ssh_host_ed25519_key.pub", f"{host_key.public}\n")
    yield File(f"home/{LOGIN}/.ssh/authorized_keys", f"{login_key.public} lab\n", 0o600)
    if node.time_server == TIME_SERVER:
        yield File("etc/lab/synced", "")


def accounts(shadow: str, now: datetime) -> File:
    """The tree's shadow file with the login user's account renewed today: its key is made today, the tree is older."""
    today = str((now.date() - EPOCH).days)
    lines = (line.split(":") for line in shadow.splitlines())
    renewed = (
        [name, password, today, *rest] if name == LOGIN else [name, password, day, *rest]
        for name, password, day, *rest in lines
    )
    return File("etc/shadow", "".join(":".join(fields) + "\n" for fields in renewed), 0o640)


def planted(node: Node, authority: Authority, now: datetime) -> Iterator[File]:
    """The files whose age or expiry an inspection judges: the same in every tier."""
    for path, days in node.certificates:
        key, certificate = authority.issue(f"{Path(path).stem}.{node.name}.lab.example", days)
        yield File(path, certificate)
        yield File(str(Path(path).with_suffix(".key")), key, 0o600)
    for path, days in node.backups:
        yield File(path, "backup of the lab\n" * 1024, 0o640, now - timedelta(days=days))


def loopback(directory: Path, port: int, host_key: SshKey, login_key: SshKey, others: Sequence[str]) -> Iterator[File]:
    """The files of an sshd that serves the machine's own user on the loopback address, out of `directory`.

    `others` are further lines of its configuration.
    """
    yield File("etc/ssh/host_key", host_key.private, 0o600)
    yield File("etc/ssh/authorized_keys", f"{login_key.public} lab\n", 0o600)
    lines = (
        f"Port {port}",
        "ListenAddress 127.0.0.1",
        f'HostKey "{directory}/etc/ssh/host_key"',
        f'AuthorizedKeysFile "{directory}/etc/ssh/authorized_keys"',
        "PidFile none",
        *others,
        "UsePAM no",
        "StrictModes no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin prohibit-password",
    )
    yield File("etc/ssh/sshd_config", "\n".join(lines) + "\n")


def _chrony(node: Node) -> str:
    lines = (
        f"server {node.time_server} iburst minpoll -2 maxpoll 4",
        "driftfile /var/lib/chrony/chrony.drift",
        "logdir /var/log/chrony",
    )
    return "\n".join(lines) + "\n"


def _networkd(node: Node) -> str:
    network = f"Address={node.address}/24\nGateway={GATEWAY}\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nLLMNR=no\n"
    return f"[Match]\nName=host0\n\n[Network]\n{network}"


def lay(node: Node, tier: str, directory: Path) -> None:
    """Lay the files of this package for a node into `directory`: the common ones, the tier's, the node's own."""
    for layer in () if tier == LOOPBACK else ("common", tier, node.name):
        if (FILES / layer).is_dir():
            shutil.copytree(FILES / layer, directory, dirs_exist_ok=True, symlinks=True, copy_function=_copy)
    zone = directory / "etc/localtime"
    zone.parent.mkdir(parents=True, exist_ok=True)
    zone.symlink_to("/usr/share/zoneinfo/Asia/Shanghai")


def _copy(source: str, target: str) -> str:
    relative = str(Path(source).relative_to(FILES)).partition("/")[2]
    shutil.copyfile(source, target)
    executable = bool(Path(source).stat().st_mode & stat.S_IXUSR)
    Path(target).chmod(MODES.get(relative, 0o755 if executable else 0o644))
    return target


def write(directory: Path, file: File) -> None:
    """Write one file of a node with its mode, its owner (root may give it away) and its age."""
    path = directory / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.mode), "w") as stream:
        stream.write(file.text)
    path.chmod(file.mode)
    if file.at is not None:
        os.utime(path, (file.at.timestamp(), file.at.timestamp()))


def settle(directory: Path, *, give: bool) -> None:
    """Give directories the modes of a system; `give` the login user's home to the login user, which needs root."""
    for inner, _, _ in os.walk(directory):
        Path(inner).chmod(DIRECTORY)
    home = directory / "home" / LOGIN
    for path in (home, home / ".ssh"):
        if path.is_dir():
            path.chmod(0o700)
    if give:
        for path in (home, *home.rglob("*")):
            os.chown(path, LOGIN_ID, LOGIN_ID)
