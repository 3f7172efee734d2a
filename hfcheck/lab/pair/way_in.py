"""How Ansible gets into the nodes of a pair: ssh, whose proxy command enters a node and runs sshd there. Root only."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hfcheck.lab.keys import ssh_key, write_private
from hfcheck.lab.pair.layout import inventory
from hfcheck.lab.pair.room import Room
from hfcheck.lab.pair.service import NAMES

INSIDE = "/run/way_in"
SSHD = f"""HostKey {INSIDE}/host_key
AuthorizedKeysFile {INSIDE}/authorized_keys
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
"""


def way_in(room: Room, extra: Mapping[str, Any]) -> Path:
    """Write an inventory of both nodes with the way to them; `extra` are the role's variables that the room has."""
    host, user = ssh_key(), ssh_key()
    place = room.directory / "way_in"
    write_private(place / "key", user.private)
    (place / "known_hosts").write_text("".join(f"{name} {host.public}\n" for name in NAMES))
    files = {"host_key": host.private, "authorized_keys": f"{user.public}\n", "sshd_config": SSHD}
    listed = inventory(extra)
    hosts = listed["failover_nodes"]["hosts"]
    for name in NAMES:
        room.run(name, "install", "-d", "-m", "0755", INSIDE, "/run/sshd")
        for file, text in files.items():
            room.run(name, "install", "-m", "0600", "/dev/stdin", f"{INSIDE}/{file}", stdin=text)
        hosts[name] |= _variables(room, name, place)
    path = place / "hosts.json"
    path.write_text(json.dumps({"servers": {"children": listed}}))
    return path


def _variables(room: Room, name: str, place: Path) -> dict[str, Any]:
    enter = shlex.join([*room.inside(name), "/usr/sbin/sshd", "-i", "-f", f"{INSIDE}/sshd_config"])
    options = {"ProxyCommand": enter, "UserKnownHostsFile": f"{place}/known_hosts", "IdentitiesOnly": "yes"}
    return {
        "ansible_user": "root",
        "ansible_ssh_private_key_file": f"{place}/key",
        "ansible_ssh_common_args": " ".join(f"-o {shlex.quote(f'{key}={text}')}" for key, text in options.items()),
        "ansible_ssh_args": "-o ControlMaster=no -o ControlPath=none",
        "site": "centre",
        "site_title": "中心本部",
        "kind": "servers",
        "kind_title": "服务器",
        "title": f"切换节点 {name}",
    }
