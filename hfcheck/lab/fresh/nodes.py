"""Who stands in a room of fresh servers: releases, addresses, and the files that differ from node to node."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from hfcheck.errors import InputError
from hfcheck.lab.furnish import FILES, File
from hfcheck.lab.keys import SshKey
from hfcheck.lab.nodes import LOGIN

RELEASES = {"bullseye": 11, "bookworm": 12, "trixie": 13}
# The room's end of the wire has an address in the servers' network and one in the administrators', both v4 and v6.
GATEWAY, GATEWAY_SIX = "198.51.100.1", "2001:db8:51::1"
ADMIN, ADMIN_SIX = "203.0.113.1", "2001:db8:113::1"
ADMIN_NETWORKS = ("203.0.113.0/24", "2001:db8:113::/64")
RELAY_PORT = 3142
# The clock is the machine's: chronyd, where a role installs it, follows and does not steer, as in the embedded lab.
CHRONY = "etc/systemd/system/chrony.service.d/lab.conf"
FIRST, LAST = 11, 99
NAME = re.compile(r"[a-z][a-z0-9]{0,10}")  # a name becomes a link's name, which has 15 letters at most


@dataclass(frozen=True, slots=True)
class Node:
    """One fresh server. `number` is the last part of its addresses."""

    name: str
    release: str
    number: int

    @property
    def address(self) -> str:
        """Its IPv4 address."""
        return f"198.51.100.{self.number}"

    @property
    def address_six(self) -> str:
        """Its IPv6 address."""
        return f"2001:db8:51::{self.number}"


def nodes(releases: Mapping[str, str]) -> tuple[Node, ...]:
    """The nodes of name → release; raises InputError."""
    for name, release in releases.items():
        if not NAME.fullmatch(name):
            raise InputError(f"expected a node's name of at most 11 small letters and digits, found {name!r}")
        if release not in RELEASES:
            raise InputError(f"node {name}: expected one of {', '.join(RELEASES)}, found {release!r}")
    if not 0 < len(releases) <= LAST - FIRST:
        raise InputError(f"expected between 1 and {LAST - FIRST} nodes, found {len(releases)}")
    return tuple(Node(name, release, FIRST + index) for index, (name, release) in enumerate(releases.items()))


def files(node: Node, host_key: SshKey, login_key: SshKey) -> Iterator[File]:
    """What is laid over the tree of its release before a node's first start."""
    yield File("etc/hostname", f"{node.name}\n")
    yield File("etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {node.name}.lab.example {node.name}\n::1 localhost\n")
    yield File("etc/resolv.conf", "# there is no name server here\n")
    yield File("etc/machine-id", hashlib.sha256(f"fresh {node.name}".encode()).hexdigest()[:32] + "\n")
    yield File("etc/systemd/network/10-fresh.network", _network(node))
    yield File(CHRONY, (FILES / "nspawn" / CHRONY).read_text())
    yield File("etc/ssh/ssh_host_ed25519_key", host_key.private, 0o600)
    yield File("etc/ssh/ssh_host_ed25519_key.pub", f"{host_key.public}\n")
    yield File(f"home/{LOGIN}/.ssh/authorized_keys", f"{login_key.public} lab\n", 0o600)


def _network(node: Node) -> str:
    lines = (
        "[Match]",
        "Name=host0",
        "[Network]",
        f"Address={node.address}/24",
        f"Gateway={GATEWAY}",
        f"Gateway={GATEWAY_SIX}",
        "LinkLocalAddressing=ipv6",
        "IPv6AcceptRA=no",
        "LLMNR=no",
        "[Address]",
        f"Address={node.address_six}/64",
        # Waiting for a namesake that cannot be there would cost a second at every start.
        "DuplicateAddressDetection=none",
    )
    return "\n".join(lines) + "\n"


def ssh_config(directory: Path, planned: Sequence[Node], room: int) -> str:
    """How ssh reaches the nodes. NAME comes from the administrators' network, NAME-six too, NAME-outside does not."""
    common = {
        "User": LOGIN,
        "IdentityFile": f'"{directory}/id_ed25519"',
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "UserKnownHostsFile": f'"{directory}/known_hosts"',
        "GlobalKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "yes",
        "BatchMode": "yes",
        "LogLevel": "ERROR",
        "ConnectTimeout": "5",
    }
    lines = [line for node in planned for line in _ways(node, room)]
    lines += ["Host *", *(f"  {keyword} {value}" for keyword, value in common.items())]
    return "\n".join(lines) + "\n"


def _ways(node: Node, room: int) -> Iterator[str]:
    ways = (
        (node.name, node.address, ADMIN),
        (f"{node.name}-six", node.address_six, ADMIN_SIX),
        (f"{node.name}-outside", node.address, GATEWAY),
    )
    for alias, address, source in ways:
        yield f"Host {alias}"
        yield f"  HostName {address}"
        yield f"  HostKeyAlias {node.name}"
        yield f"  ProxyCommand {shlex.join(pipe(room, source))} %h %p"


def pipe(room: int, source: str) -> Sequence[str]:
    """The command that a connection into the room goes through; address and port follow. It ends with the room."""
    return ("nsenter", f"--target={room}", "--net", "--pid", "--", "nc.openbsd", "-s", source)


def inventory(directory: Path, planned: Sequence[Node], start: str) -> str:
    """The nodes as an Ansible inventory; `start` names this start, so that no connection of an earlier one is used."""
    variables = {
        "ansible_user": LOGIN,
        "ansible_ssh_common_args": f"-F {shlex.quote(str(directory / 'ssh_config'))}",
        "ansible_control_path": f"%(directory)s/{start}-%%h",
        "ansible_python_interpreter": "/usr/bin/python3",
        "ansible_become": True,
        "hfcheck_become": True,
    }
    hosts = {node.name: {"title": f"Debian {RELEASES[node.release]}"} for node in planned}
    servers = {"children": {"application_servers": {"hosts": hosts}}, "vars": variables}
    return yaml.safe_dump({"all": {"children": {"servers": servers}}}, allow_unicode=True, sort_keys=False)
