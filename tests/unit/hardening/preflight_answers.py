"""A target's answer to the pre-flight in which everything is well; tests change what they are about."""

from __future__ import annotations

import json
from typing import Any

from hfcheck.hardening.preflight_seen import Seen, read

SSHD = """\
port 22
listenaddress 0.0.0.0:22
listenaddress [::]:22
usepam yes
strictmodes yes
permitrootlogin no
pubkeyauthentication yes
passwordauthentication no
kbdinteractiveauthentication no
authenticationmethods any
maxsessions 10
forcecommand none
authorizedkeyscommand none
ciphers aes256-gcm@openssh.com,aes256-ctr
macs hmac-sha2-512
kexalgorithms curve25519-sha256
hostkeyalgorithms ssh-ed25519
pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-512
requiredrsasize 3072
"""
HERE, OFFICE, SERVER = "198.51.100.1", "203.0.113.9", "198.51.100.80"
KEY = {"type": "ssh-ed25519", "bits": None, "options": ""}
WELL = {"code": 0, "said": ""}


def login(user: str) -> dict[str, Any]:
    return {
        "config": {"code": 0, "said": SSHD},
        "keys": [{"path": f"/home/{user}/.ssh/authorized_keys", "there": True, "unsafe": [], "keys": [KEY]}],
        "pam": {"auth": None, "account": 0, "means": {}, "prompts": 0, "said": []},
    }


def user(name: str, *groups: str) -> dict[str, Any]:
    return {
        "account": {
            "groups": [name, *groups],
            "home": f"/home/{name}",
            "shell": "/bin/bash",
            "shell_runs": True,
            "password": "set",
            "days": {"changed": 20000, "maximum": 90},
        },
        "sources": {HERE: login(name), OFFICE: login(name)},
        "sudo": {"list": {"code": 0, "said": f"User {name} may run the following commands on h:\n    (root) /bin/ls"}},
    }


def answer() -> dict[str, Any]:
    robot = user("robot")
    robot["sudo"]["shell"] = WELL
    whole = {
        "problem": None,
        "controller": HERE,
        "server": SERVER,
        "port": 22,
        "listening": {"22": ["sshd"]},
        "routes": {HERE: True, OFFICE: True},
        "left_out": [],
        "commands": [],
        "sshd": WELL,
        "visudo": WELL,
        "missing": {"sshd": [], "sudo": []},
        "options": {"/etc/security/faillock.conf": ["deny", "unlock_time"]},
        "firewall": {
            "seen": True,
            "reason": "",
            "present": WELL,
            "load": WELL,
            "reached": {HERE: {"problem": None}, OFFICE: {"problem": None}},
        },
        "users": {"robot": robot, "sysadmin01": user("sysadmin01", "ops"), "secadmin01": user("secadmin01")},
    }
    changeable: dict[str, Any] = json.loads(json.dumps(whole))  # no part of it is another's
    return changeable


def seen(changed: dict[str, Any]) -> Seen:
    return read(json.dumps(changed))
