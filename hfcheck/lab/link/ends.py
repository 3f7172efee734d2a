"""The two ends of the line: what each declares, and the role's own files rendered for it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from hfcheck.lab.keys import Authority, write_private

ROLE = Path(__file__).resolve().parents[3] / "roles/vpn_link"
CARRIERS = ("carrier1", "carrier2")
# What programs of this machine read below /etc; everything else is as on a machine of its own.
KEPT = ("alternatives", "ld.so.cache", "nsswitch.conf", "passwd", "group", "strongswan.conf", "ssl/openssl.cnf")
MACHINE = Path("/etc")
CERTIFICATE_DAYS = 365


@dataclass(frozen=True, slots=True)
class End:
    """One end: its gateway, the node behind it, their network, and the last byte of its addresses on the carriers."""

    gateway: str
    node: str
    network: str
    number: int

    def address(self, host: int) -> str:
        """An address of this end's own network."""
        return f"10.{self.number}0.0.{host}"

    def outer(self, carrier: int) -> str:
        """Its address on a carrier."""
        return f"198.51.100.{4 * carrier + self.number}"

    @property
    def identity(self) -> str:
        """Its name in certificates."""
        return f"{self.gateway.replace('_', '-')}.example"


OFFICE = End("gateway_office", "office", "10.10.0.0/24", 1)
CLOUD = End("gateway_cloud", "cloud", "10.20.0.0/24", 2)


def declared(near: End, far: End) -> dict[str, Any]:
    """What the inventory of a centre would say of this end."""
    return {
        "vpn_link_tunnels": [
            {
                "name": f"vpn{carrier}",
                "near": near.outer(carrier),
                "far": far.outer(carrier),
                "device": name,
                "gateway": None,
                "inside_near": f"10.255.{carrier}.{near.number}",
                "inside_far": f"10.255.{carrier}.{far.number}",
                "link_near": f"10.254.{carrier}.{near.number}",
                "link_far": f"10.254.{carrier}.{far.number}",
            }
            for carrier, name in enumerate(CARRIERS, start=1)
        ],
        "vpn_link_near_networks": [near.network],
        "vpn_link_far_networks": [far.network],
        "vpn_link_initiates": near is OFFICE,
        "vpn_link_near_identity": near.identity,
        "vpn_link_far_identity": far.identity,
        # The lab asks nothing of the kernel, so that it runs where ESP is not built in, and without root.
        "vpn_link_kernel": "kernel-libipsec",
    }


def variables(near: End, far: End, changed: Mapping[str, Any]) -> dict[str, Any]:
    """The role's defaults and files, what the end declares, and what a drill changes, templates of ours trusted."""
    found: dict[str, Any] = {}
    for path in (ROLE / "defaults/main.yml", *sorted((ROLE / "vars/main").glob("*.yml"))):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _trusted(value) for name, value in found.items()} | declared(near, far) | dict(changed)


def _trusted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _trusted(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_trusted(item) for item in value]
    return trust_as_template(value) if isinstance(value, str) else value


def lay(root: Path, near: End, far: End, changed: Mapping[str, Any]) -> None:
    """Write the role's files for one end below `root`, and what its programs need of /etc beside them."""
    _machine(root / "etc")
    known = variables(near, far, changed)
    templar = Templar(loader=DataLoader(), variables=known)
    for item in known["vpn_link_files"]:
        source = (ROLE / "templates" / item["src"]).read_text(encoding="utf-8")
        target = root / str(item["dest"]).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(templar.template(trust_as_template("#jinja2: trim_blocks: True\n" + source))))
        target.chmod(int(item["mode"], 8))


def _machine(etc: Path) -> None:
    for name in KEPT:
        source, target = MACHINE / name, etc / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        elif source.exists():
            shutil.copyfile(source, target)
    shutil.copytree(MACHINE / "strongswan.d", etc / "strongswan.d")
    for name in ("x509", "x509ca", "private", "conf.d"):
        (etc / "swanctl" / name).mkdir(parents=True)
    # No password is one; but without a line sshd takes the account for locked.
    write_private(etc / "shadow", "root:*:20000::::::\n")
    (etc / "swanctl/swanctl.conf").write_text("include conf.d/*.conf\n")


def certify(roots: Mapping[End, Path], now: datetime) -> None:
    """One authority for both ends, and a certificate for each."""
    authority = Authority(now)
    for end, root in roots.items():
        key, certificate = authority.issue(end.identity, CERTIFICATE_DAYS)
        write_private(root / "etc/swanctl/private/vpn_link.pem", key)
        (root / "etc/swanctl/x509/vpn_link.pem").write_text(certificate)
        (root / "etc/swanctl/x509ca/vpn_link.pem").write_text(authority.certificate)
