"""Fill a lab's directory for one start: the nodes' files and volumes, keys, certificates, and ssh's configuration."""

from __future__ import annotations

import getpass
import shlex
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hfcheck.lab import furnish, room
from hfcheck.lab.channels import CHANNELS
from hfcheck.lab.faults import LOOPBACK
from hfcheck.lab.keys import Authority, SshKey, ssh_key, write_private
from hfcheck.lab.nodes import GATEWAY, LOGIN, NODES, RUNNING, Node
from hfcheck.lab.tiers import Tier

CHANNEL_DAYS = 365
SSH_PORT = 22


def ports(tier: Tier) -> dict[str, int]:
    """The port of each node's sshd: 22 at its own address, or one that is free now where all share the loopback."""
    if tier.name != LOOPBACK:
        return dict.fromkeys((node.name for node in NODES), SSH_PORT)
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in NODES]
        return {node.name: found.getsockname()[1] for node, found in zip(NODES, sockets, strict=True)}


def login(tier: Tier) -> str:
    """The user that the inspection logs in as; on loopback nobody but the machine's own user can."""
    return getpass.getuser() if tier.name == LOOPBACK else LOGIN


def root(lab: Path, tier: Tier, node: Node) -> str:
    """What stands before every path of a node: nothing, or on loopback the directory that plays its root."""
    return str(_files(lab, node)) if tier.name == LOOPBACK else ""


@dataclass(frozen=True, slots=True)
class Outfit:
    """What all nodes of one start share: where, how, when, who signs, and whose keys."""

    lab: Path
    tier: Tier
    now: datetime
    ports: Mapping[str, int]
    authority: Authority
    login_key: SshKey


def fill(lab: Path, tier: Tier, now: datetime, port: Mapping[str, int]) -> None:
    """Write everything that the room reads when it starts."""
    outfit = Outfit(lab, tier, now, port, Authority(now), ssh_key())
    host_keys = {node.name: ssh_key() for node in NODES}
    write_private(lab / "id_ed25519", outfit.login_key.private)
    (lab / "known_hosts").write_text("".join(f"{name} {key.public}\n" for name, key in host_keys.items()))
    for node in RUNNING:
        _fill_node(outfit, node, host_keys[node.name])
    _fill_channels(lab, outfit.authority)
    words = {"tree": tier.tree, "gateway": GATEWAY, "cgroup": room.cgroup(lab), "python": sys.executable}
    (lab / "room.env").write_text("".join(f"{name}={shlex.quote(word)}\n" for name, word in words.items()))
    (lab / "nodes.running").write_text("".join(f"{node.name}\n" for node in RUNNING))


def _files(lab: Path, node: Node) -> Path:
    return lab / "nodes" / node.name / "files"


def _fill_node(outfit: Outfit, node: Node, host_key: SshKey) -> None:
    directory = _files(outfit.lab, node)
    for name in ("files", "rw", "root"):
        (directory.parent / name).mkdir(parents=True)
    volumes = (f"{volume.path} {volume.mebibytes} {volume.used_percent}\n" for volume in node.volumes)
    (directory.parent / "volumes").write_text("".join(volumes))
    furnish.lay(node, outfit.tier.name, directory)
    for file in _node_files(outfit, node, host_key, directory):
        furnish.write(directory, file)
    furnish.settle(directory, give=outfit.tier.root_only)


def _node_files(outfit: Outfit, node: Node, host_key: SshKey, directory: Path) -> Iterator[furnish.File]:
    if outfit.tier.name == LOOPBACK:
        yield from furnish.loopback(directory, outfit.ports[node.name], host_key, outfit.login_key, _helpers(outfit))
    else:
        yield from furnish.generated(node, host_key, outfit.login_key)
        yield furnish.accounts((outfit.lab / outfit.tier.tree / "etc/shadow").read_text(), outfit.now)
    yield from furnish.planted(node, outfit.authority, outfit.now)


def _helpers(outfit: Outfit) -> list[str]:
    # An sshd from a tree has its helper programs (OpenSSH 9.8 and later) there too, and not at their built-in paths.
    found = (outfit.lab / outfit.tier.tree / "usr/lib/openssh").glob("sshd-*") if outfit.tier.tree else ()
    return [f"{path.name.title().replace('-', '')}Path {path}" for path in found]


def _fill_channels(lab: Path, authority: Authority) -> None:
    directory = lab / "channels"
    directory.mkdir()
    (directory / "ca.pem").write_text(authority.certificate)
    for channel in CHANNELS:
        key, certificate = authority.issue(channel.name, CHANNEL_DAYS)
        write_private(directory / f"{channel.host}.key", key)
        (directory / f"{channel.host}.pem").write_text(certificate)


def write_ssh_config(lab: Path, tier: Tier, port: Mapping[str, int], proxy: Sequence[str]) -> None:
    """The one file that knows how ssh reaches the nodes; people may use it too: `ssh -F var/lab/ssh_config app01`."""
    common = {
        "User": login(tier),
        "IdentityFile": f'"{lab}/id_ed25519"',
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "UserKnownHostsFile": f'"{lab}/known_hosts"',
        "GlobalKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "yes",
        "PasswordAuthentication": "no",
        "LogLevel": "ERROR",
        "ConnectTimeout": "5",
    }
    if proxy:
        # ssh puts address and port in place of %h and %p, also inside quotes; other words may not hold a percent sign.
        common["ProxyCommand"] = shlex.join(proxy)
    lines = [line for node in NODES for line in _host(node, tier, port[node.name])]
    lines += ["Host *", *(f"  {keyword} {value}" for keyword, value in common.items())]
    (lab / "ssh_config").write_text("\n".join(lines) + "\n")


def _host(node: Node, tier: Tier, port: int) -> list[str]:
    address = "127.0.0.1" if tier.name == LOOPBACK else node.address
    return [f"Host {node.name}", f"  HostName {address}", f"  HostKeyAlias {node.name}", f"  Port {port}"]
