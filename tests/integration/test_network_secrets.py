"""Secrets planted in everything that a device of any platform prints: after an inspection they are nowhere.

Whatever a run leaves is looked through: ledger, evidence unpacked, spool, records, temporary files, what it printed.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.device.allowed import allowed
from hfcheck.lab.devices import Lab, running, scene

ROOT = Path(__file__).resolve().parents[2]
# A part of every secret, the login's included; nothing else holds it.
MARK = "Zq7731"
PASSWORD = f"Login-{MARK}-1"
ENABLE = f"Enable-{MARK}-2"

LINES = {
    "huawei_vrp": f"""#
snmp-agent community read cipher %^%#{MARK}a;b'c"d%^%#
snmp-agent community write {MARK}-plain-community
snmp-agent usm-user v3 watcher authentication-mode sha cipher %^%#{MARK}auth%^%#
snmp-agent usm-user v3 watcher privacy-mode aes128 cipher %^%#{MARK}priv%^%#
#
radius-server template office
 radius-server shared-key cipher %^%#{MARK}radius%^%#
#
ike peer bank
 pre-shared-key simple {MARK}-ike
#
aaa
 local-user guest password simple {MARK}-guest
 local-user clerk password irreversible-cipher $1c${MARK}hash$more/{MARK}$
#
ospf 1
 area 0.0.0.0
  authentication-mode md5 1 cipher %^%#{MARK}ospf%^%#
#
ftp client password {MARK}-ftp
""",
    "h3c_comware": f"""#
 snmp-agent community read {MARK}-community
 snmp-agent community write cipher $c$3${MARK}community==
 snmp-agent usm-user v3 watcher group simple authentication-mode sha {MARK}auth privacy-mode aes128 {MARK}priv
#
radius scheme office
 key authentication cipher $c$3${MARK}radius==
#
ike keychain bank
 pre-shared-key address 192.0.2.9 key simple {MARK}-ike
#
local-user guest class manage
 password simple {MARK}-guest
#
local-user clerk class manage
 password hash $h$6${MARK}hash$more{MARK}==
""",
    "cisco_ios": f"""!
enable password {MARK}-enable
username guest password 0 {MARK}-guest
username clerk privilege 15 secret 9 $9${MARK}$hash{MARK}
snmp-server community {MARK}-community RO 23
snmp-server host 10.20.0.23 version 2c {MARK}-trap
snmp-server user watcher group v3 auth sha {MARK}auth priv aes 128 {MARK}priv
tacacs-server key 7 {MARK}0822455D0A16
radius-server key {MARK}-radius
crypto isakmp key {MARK}-ike address 192.0.2.9
key chain office
 key 1
  key-string {MARK}-chain
line vty 5 6
 password 7 {MARK}0822
""",
    "ruijie_os": f"""!
enable secret 5 $1${MARK}$hash{MARK}
username guest password {MARK}-guest
username clerk password 7 {MARK}0822
snmp-server community {MARK}-community ro
snmp-server user watcher group v3 auth md5 {MARK}auth priv des {MARK}priv
radius-server host 10.20.0.30 key 7 {MARK}0c2e
""",
    "hillstone_stoneos": f"""!
admin user "guest"
  password {MARK}guest
  role auditor
!
snmp-server host 10.20.0.24 version 2c community {MARK}-community ro
snmp-server user watcher group g v3 auth md5 {MARK}auth enc des {MARK}priv
aaa-server "office" type radius
  secret {MARK}-radius
!
isakmp peer "bank"
  pre-share "{MARK}-ike"
""",
}
RELEASES = {
    "vrp5": "huawei_vrp",
    "vrp8": "huawei_vrp",
    "usg": "huawei_vrp",
    "v7": "h3c_comware",
    "ios": "cisco_ios",
    "rgos12": "ruijie_os",
    "stoneos5": "hillstone_stoneos",
}
FIREWALLS = ("usg", "stoneos5")
LOGGED = [
    f"Command is snmp-agent community read {MARK}-logged",
    f"the user set password cipher %^%#{MARK}logged%^%#",
    f"login to ftp://backup:{MARK}-url@10.20.0.40/ failed",
]
LOG = [{"at": "2026-11-23T09:12:23", "severity": 6, "module": "SHELL", "brief": "CMD", "text": text} for text in LOGGED]


@dataclass(frozen=True)
class Left:
    """What an inspection left: its output, and the directory of everything that it wrote."""

    done: subprocess.CompletedProcess[str]
    home: Path
    lab: Lab

    def everything(self) -> dict[str, bytes]:
        """What was printed, and each file; a packed one unpacked as well."""
        found = {"output": (self.done.stdout + self.done.stderr).encode()}
        for path in self.home.rglob("*"):
            if path.is_file():
                raw = path.read_bytes()
                found[str(path.relative_to(self.home))] = raw + (
                    gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else b""
                )
        return found


def devices() -> dict[str, Any]:
    plain = {name: {"platform": platform, "release": name} for name, platform in RELEASES.items()}
    with running(scene({"devices": plain})) as lab:
        texts = {name: device.running.text for name, device in lab.devices.items()}
    return {
        name: {
            **spec,
            "password": PASSWORD,
            "configuration": _with(texts[name], LINES[spec["platform"]]),
            "startup": _with(texts[name], LINES[spec["platform"]].replace("-guest", "-older")),
            "facts": {"log": LOG},
        }
        | ({"enable_password": ENABLE} if name == "ios" else {})
        for name, spec in plain.items()
    }


def _with(text: str, lines: str) -> str:
    """A configuration with more lines in front of its end."""
    kept, end = text.rstrip().rsplit("\n", 1)
    return f"{kept}\n{lines}{end}\n"


def inventory(lab: Lab, known_hosts: Path) -> dict[str, Any]:
    hosts = {
        name: {
            "ansible_host": "127.0.0.1",
            "ansible_port": device.port,
            "ansible_user": device.spec.username,
            "device_platform": device.spec.platform,
        }
        for name, device in lab.devices.items()
    }
    hosts["ios"]["ansible_become_password"] = "{{ vault_enable }}"
    shared = {
        "hfcheck_source": "device",
        "ansible_connection": "local",
        "ansible_password": "{{ vault_password }}",
        "vault_password": PASSWORD,
        "vault_enable": ENABLE,
        "device_known_hosts": str(known_hosts),
        "site": "s", "site_title": "s", "kind": "network", "kind_title": "k",
    }  # fmt: skip
    groups: dict[str, dict[str, Any]] = {name: {} for name in ("routers", "vpn_gateways", "bank_access")}
    for group, is_in in (
        ("switches", lambda name: name not in FIREWALLS),
        ("firewalls", lambda name: name in FIREWALLS),
    ):
        groups[group] = {"hosts": {name: one for name, one in hosts.items() if is_in(name)}, "vars": shared}
    return groups


COMMANDS = {
    "inspect": ["hfcheck", "inspect", "--playbook", "playbooks/inspect_network.yml", "--forks", "7"],
    "ansible -vvv": ["ansible-playbook", "-vvv", "--forks", "7", "playbooks/inspect_network.yml"],
}


@pytest.fixture(scope="module", params=COMMANDS)
def left(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    given, home = tmp_path_factory.mktemp("given"), tmp_path_factory.mktemp("left")
    environment = os.environ | {
        "HFCHECK_DATA": str(home / "data"),
        "HOME": str(home),
        "TMPDIR": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    with running(scene({"devices": devices()}), given) as lab:
        path = given / "inventory.yml"
        path.write_text(yaml.safe_dump(inventory(lab, given / "known_hosts")), encoding="utf-8")
        words = [*COMMANDS[request.param], "-i", str(path)]
        done = subprocess.run(
            words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False
        )
        yield Left(done, home, lab)


def test_every_device_was_inspected(left: Left) -> None:
    assert left.done.returncode in (0, 1), left.done.stdout[-2000:] + left.done.stderr[-2000:]
    assert {name for name, device in left.lab.devices.items() if len(device.lines) > 15} == set(RELEASES)
    assert (left.home / "data" / "ledger.db").stat().st_size > 50_000


def test_the_devices_did_print_secrets(left: Left) -> None:
    for name, device in left.lab.devices.items():
        verb = "display current-configuration" if device.platform.name in ("huawei_vrp", "h3c_comware") else "show "
        assert any(line.startswith(verb) for line in device.lines), name
        assert device.running.text.count(MARK) >= 6
        assert MARK in device.startup.text
    evidence = b"".join(left.everything().values())
    assert evidence.count(b"<hidden>") > 50
    assert b"snmp-agent community write" in evidence
    assert b"local-user guest" in evidence
    assert b"Command is snmp-agent community read" in evidence


def test_no_secret_is_in_anything_that_was_left(left: Left) -> None:
    found = left.everything()
    assert len(found) > 10
    assert [name for name, text in found.items() if MARK.encode() in text] == []


def test_no_device_heard_a_line_that_only_changes_or_is_not_known(left: Left) -> None:
    for device in left.lab.devices.values():
        strange = [
            one.line
            for one in device.received
            if one.mode not in ("secret", "question") and one.line and not allowed(device.spec.platform, one.line)
        ]
        assert strange == []


def test_a_secret_that_is_left_is_found(tmp_path: Path) -> None:
    (tmp_path / "evidence.gz").write_bytes(gzip.compress(f"password {MARK}".encode()))
    done = subprocess.CompletedProcess([], 0, "", f"-{MARK}-")
    found = Left(done, tmp_path, Lab.__new__(Lab)).everything()
    assert {name for name, text in found.items() if MARK.encode() in text} == {"output", "evidence.gz"}
