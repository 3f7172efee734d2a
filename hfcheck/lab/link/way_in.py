"""How Ansible gets into the gateways of the lab: ssh over an sshd for each connection, started in the node. Root only.

No network leads there: ssh's proxy command enters the node and runs sshd on its standard input.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from hfcheck.lab.keys import ssh_key, write_private
from hfcheck.lab.link.ends import CLOUD, OFFICE, End, declared
from hfcheck.lab.link.line import Line

SSHD = """HostKey {place}/host_key
AuthorizedKeysFile {place}/authorized_keys
PermitRootLogin yes
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
"""


def inventory(line: Line, more: Mapping[str, Any]) -> Path:
    """Write an inventory with both gateways and the way to them; `more` are variables of both."""
    place = line.directory / "way_in"
    host, user = ssh_key(), ssh_key()
    write_private(place / "host_key", host.private)
    write_private(place / "key", user.private)
    (place / "authorized_keys").write_text(f"{user.public}\n")
    (place / "known_hosts").write_text("".join(f"{end.gateway} {host.public}\n" for end in (OFFICE, CLOUD)))
    (place / "sshd_config").write_text(SSHD.format(place=place))
    hosts = {end.gateway: _variables(line, end, place) | dict(more) for end in (OFFICE, CLOUD)}
    path = place / "hosts.yml"
    path.write_text(
        yaml.safe_dump({"servers": {"children": {"vpn_link_gateways": {"hosts": hosts}}}}, allow_unicode=True)
    )
    return path


def _variables(line: Line, end: End, place: Path) -> dict[str, Any]:
    gateway = line.node(end.gateway)
    gateway.sh("mkdir -p /run/sshd")
    enter = shlex.join([*gateway.way, "/usr/sbin/sshd", "-i", "-f", f"{place}/sshd_config"])
    options = {"ProxyCommand": enter, "UserKnownHostsFile": f"{place}/known_hosts", "IdentitiesOnly": "yes"}
    return declared(end, CLOUD if end is OFFICE else OFFICE) | {
        "ansible_user": "root",
        "ansible_ssh_private_key_file": f"{place}/key",
        "ansible_ssh_common_args": " ".join(f"-o {shlex.quote(f'{name}={text}')}" for name, text in options.items()),
        "ansible_ssh_args": "-o ControlMaster=no -o ControlPath=none",
        "ansible_python_interpreter": sys.executable,
        "site": "centre", "site_title": "中心本部", "kind": "servers", "kind_title": "服务器",
        "title": f"线路网关 {end.gateway}",
        # Neither a clock nor its source is the lab's.
        "vpn_link_clock_synchronised": None, "vpn_link_clock_skew_s": None,
    }  # fmt: skip
