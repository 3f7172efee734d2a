"""What is changed on servers between two audits is told, each thing of it, and nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from hfcheck.lab.fresh import Servers, obstacle, servers
from hfcheck.station import PROJECT

pytestmark = pytest.mark.skipif(obstacle() is not None, reason=str(obstacle()))
NODES = {"n11": "bullseye", "n13": "trixie"}
each = pytest.mark.parametrize("host", NODES)
Drifts = set[tuple[str, str, str]]  # sign, kind, name

PREPARE = r"""
package() { # NAME VERSION: a package of one file
  mkdir -p "/root/$1/DEBIAN" "/root/$1/usr/share/$1" && echo "$2" >"/root/$1/usr/share/$1/version"
  printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: nobody <n@lab.example>\nDescription: a trial\n' \
    "$1" "$2" >"/root/$1/DEBIAN/control"
  dpkg-deb --build "/root/$1" "/root/$1_$2.deb" >/dev/null && rm -r "/root/$1"
}
unit() { # NAME COMMAND
  printf '[Service]\nExecStart=%s\n[Install]\nWantedBy=multi-user.target\n' "$2" >"/etc/systemd/system/$1.service"
}
package drift-kept 1; package drift-kept 2; package drift-gone 1; package drift-new 1
dpkg -i /root/drift-kept_1.deb /root/drift-gone_1.deb >/dev/null
useradd -m -s /bin/bash wang; useradd -m -s /bin/bash zhao; useradd -M li; groupadd ops
mkdir -p /etc/drift /home/wang/.ssh
for name in mode owner content gone; do echo "$name" >"/etc/drift/$name"; done
printf 'wang ALL=(root) /usr/bin/id\nwang ALL=(root) /usr/bin/who\n' >/etc/sudoers.d/wang
ssh-keygen -q -t ed25519 -N '' -f /root/old && cp /root/old.pub /home/wang/.ssh/authorized_keys
ssh-keygen -q -t ed25519 -N '' -f /root/new
cp /bin/true /usr/local/bin/special && chmod 4755 /usr/local/bin/special
cat >/usr/local/sbin/drift-port <<'END'
#!/usr/bin/python3
import socket, time
kept = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
kept.bind(("0.0.0.0", 6000))
time.sleep(1e6)
END
chmod 755 /usr/local/sbin/drift-port
unit drift-port /usr/local/sbin/drift-port
unit drift-on /bin/true; unit drift-off /bin/true
systemctl daemon-reload
systemctl -q enable --now drift-port; systemctl -q enable drift-off
cat >/etc/nftables.conf <<'END'
table inet drift {
  set admins { type ipv4_addr; elements = { 203.0.113.1 }; }
  chain input { type filter hook input priority 0; policy accept; tcp dport 22 accept; tcp dport 23 drop; }
}
END
systemctl -q enable --now nftables
mkdir -p /var/log/audit
echo 'type=DAEMON_START msg=audit(1700000000.000:1): op=start' >/var/log/audit/audit.log
"""
QUIET = ["sh", "-c", "apt-get -q update && touch /etc/passwd /etc/hosts && ldconfig && su - wang -c true"]

# What somebody does → what a person has to be told, but for the files that stand behind accounts and units (BEHIND).
PLANTED: Mapping[str, Drifts] = {
    "listen(socket.AF_INET, '0.0.0.0', socket.SOCK_STREAM, 4444)": {("+", "ports", "tcp/4444")},
    "listen(socket.AF_INET6, '::', socket.SOCK_STREAM, 4445)": {("+", "ports", "tcp6/4445")},
    "listen(socket.AF_INET, '0.0.0.0', socket.SOCK_DGRAM, 4446)": {("+", "ports", "udp/4446")},
    "systemctl -q disable --now drift-port": {
        ("-", "ports", "udp/6000"),
        ("~", "units", "drift-port.service"),
        ("-", "files", "/etc/systemd/system/multi-user.target.wants/drift-port.service"),
    },
    "systemctl -q enable drift-on": {
        ("~", "units", "drift-on.service"),
        ("+", "files", "/etc/systemd/system/multi-user.target.wants/drift-on.service"),
    },
    "systemctl -q disable drift-off": {
        ("~", "units", "drift-off.service"),
        ("-", "files", "/etc/systemd/system/multi-user.target.wants/drift-off.service"),
    },
    "systemctl -q mask fstrim.timer": {
        ("~", "units", "fstrim.timer"),
        ("+", "files", "/etc/systemd/system/fstrim.timer"),
    },
    r"printf '[Service]\nExecStart=/bin/true\n' >/etc/systemd/system/drift-new.service; systemctl daemon-reload": {
        ("+", "units", "drift-new.service"),
        ("+", "files", "/etc/systemd/system/drift-new.service"),
    },
    "useradd -M -s /bin/sh eve": {("+", "accounts", "eve"), ("+", "groups", "eve")},
    "echo 'toor:x:0:0::/root:/bin/sh' >>/etc/passwd": {("+", "accounts", "toor")},
    "usermod -s /bin/sh zhao": {("~", "accounts", "zhao")},
    "userdel li": {("-", "accounts", "li"), ("-", "groups", "li")},
    "echo wang:Huaihua-2026-lab | chpasswd": {("~", "accounts", "wang")},
    "gpasswd -a zhao ops": {("~", "groups", "ops")},
    "groupadd newcomers": {("+", "groups", "newcomers")},
    "echo 'eve ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/eve": {
        ("+", "sudoers", "/etc/sudoers.d/eve: eve ALL=(ALL) NOPASSWD: ALL"),
        ("+", "files", "/etc/sudoers.d/eve"),
    },
    "sed -i '/who$/d' /etc/sudoers.d/wang": {
        ("-", "sudoers", "/etc/sudoers.d/wang: wang ALL=(root) /usr/bin/who"),
        ("~", "files", "/etc/sudoers.d/wang"),
    },
    "install -m 440 /dev/null /opt/more; echo '@include /opt/more' >>/etc/sudoers": {
        ("+", "sudoers", "/etc/sudoers: @include /opt/more"),
        ("~", "files", "/etc/sudoers"),
    },
    "cp /root/new.pub /home/wang/.ssh/authorized_keys": {
        ("+", "keys", "wang NEW /home/wang/.ssh/authorized_keys"),
        ("-", "keys", "wang OLD /home/wang/.ssh/authorized_keys"),
        ("~", "files", "/home/wang/.ssh/authorized_keys"),
    },
    "mkdir -p /root/.ssh; printf 'command=\"id\" ' | cat - /root/new.pub >/root/.ssh/authorized_keys": {
        ("+", "keys", "root NEW /root/.ssh/authorized_keys"),
        ("+", "keys", "toor NEW /root/.ssh/authorized_keys"),
        ("+", "files", "/root/.ssh/authorized_keys"),
    },
    "chmod 666 /etc/drift/mode": {("~", "files", "/etc/drift/mode")},
    "chown zhao /etc/drift/owner": {("~", "files", "/etc/drift/owner")},
    "echo other >/etc/drift/content": {("~", "files", "/etc/drift/content")},
    "rm /etc/drift/gone": {("-", "files", "/etc/drift/gone")},
    "echo new >/etc/drift/new": {("+", "files", "/etc/drift/new")},
    "touch '/etc/drift/a\\x2db' '/etc/drift/c\nd'": {
        ("+", "files", r"/etc/drift/a\x2db"),
        ("+", "files", "/etc/drift/c?d"),
    },
    "chmod 777 /etc/drift": {("~", "files", "/etc/drift")},
    "ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime": {("~", "files", "/etc/localtime")},
    "echo '* * * * * root /bin/true' >/etc/cron.d/drift-": {("+", "files", "/etc/cron.d/drift-")},
    "echo '0 1 * * * /bin/true' | crontab -u wang -": {("+", "files", "/var/spool/cron/crontabs/wang")},
    "chmod u-s /usr/local/bin/special": {("-", "setuid", "/usr/local/bin/special")},
    "cp /bin/true /var/tmp/.x; chmod 4755 /var/tmp/.x": {("+", "setuid", "/var/tmp/.x")},
    "echo trojan >>/usr/bin/chfn; chmod 4755 /usr/bin/chfn": {("~", "setuid", "/usr/bin/chfn")},
    "dpkg -i /root/drift-kept_2.deb": {("~", "packages", "drift-kept:all")},
    "dpkg -P drift-gone": {("-", "packages", "drift-gone:all")},
    "dpkg -i /root/drift-new_1.deb": {("+", "packages", "drift-new:all")},
    "nft add rule inet drift input tcp dport 4444 accept": {
        ("+", "rules", "inet drift chain input: tcp dport 4444 accept"),
        ("~", "rules", "inet drift chain input"),
    },
    "nft -a list chain inet drift input | sed -n 's/.*dport 23 .*handle //p' | "
    "xargs nft delete rule inet drift input handle": {("-", "rules", "inet drift chain input: tcp dport 23 drop")},
    "nft chain inet drift input '{ policy drop; }'; nft insert rule inet drift input ip protocol icmp accept": {
        ("+", "rules", "inet drift chain input: ip protocol icmp accept"),
        ("-", "rules", "inet drift chain input: type filter hook input priority filter; policy accept;"),
        ("+", "rules", "inet drift chain input: type filter hook input priority filter; policy drop;"),
    },
    "nft add element inet drift admins '{ 198.51.100.9 }'": {
        ("~", "rules", "inet drift set admins"),
        ("-", "rules", "inet drift set admins: elements = { 203.0.113.1 }"),
        ("+", "rules", "inet drift set admins: elements = { 198.51.100.9, 203.0.113.1 }"),
    },
}
BEHIND: Drifts = {("~", "files", f"/etc/{name}") for name in ("passwd", "group", "subuid", "subgid")}
LISTEN = """\
import os, socket
def listen(family, address, kind, port):
    one = socket.socket(family, kind)
    if family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    one.bind((address, port))
    if kind == socket.SOCK_STREAM:
        one.listen()
    return one
"""
TRAIL = r"""
at=$(date +%s)
cat >>/var/log/audit/audit.log <<END
type=SYSCALL msg=audit($at.100:2): success=yes auid=1000 uid=0 exe="/usr/bin/bash" key="hfcheck_sudo"
type=CWD msg=audit($at.100:2): cwd="/etc/sudoers.d"
type=PATH msg=audit($at.100:2): item=1 name="eve" nametype=CREATE
type=SYSCALL msg=audit($at.200:3): success=yes auid=1000 uid=0 exe="/usr/sbin/useradd" key="hfcheck_identity"
type=CWD msg=audit($at.200:3): cwd="/"
type=PATH msg=audit($at.200:3): item=1 name="/etc/passwd" nametype=CREATE
END
echo "$at"
"""


class Story:
    """Three audits: of servers as they were made, after a restart in which nobody changed anything, after changes."""

    def __init__(self, fleet: Servers, home: Path) -> None:
        self.fleet, self.home = fleet, home

    def hfcheck(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hfcheck", *words],
            cwd=PROJECT,
            env=os.environ | {"HFCHECK_DATA": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )

    def audit(self) -> None:
        done = self.hfcheck(
            "inspect", "--playbook", "playbooks/audit_servers.yml", "-i", str(self.fleet.inventory), "--forks", "2"
        )
        assert done.returncode in (0, 1), done.stdout + done.stderr

    def drifts(self) -> dict[str, Any]:
        done = self.hfcheck("drift", "--json")
        assert done.returncode in (0, 1, 2), done.stdout + done.stderr
        return {one["host"]: one for one in json.loads(done.stdout)}

    def at(self, host: str, script: str) -> str:
        done = self.fleet.console(host, ["sh", "-eu"], stdin=script)
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        return done.stdout.strip()

    @cached_property
    def quiet(self) -> dict[str, Any]:
        self.audit()
        self.fleet.restart()
        for host in NODES:
            done = self.fleet.console(host, QUIET)
            assert done.returncode == 0, done.stderr
        self.audit()
        return self.drifts()

    @cached_property
    def changed(self) -> tuple[dict[str, Any], dict[str, int]]:
        assert self.quiet
        instants = {host: self._change(host) for host in NODES}
        self.audit()
        return self.drifts(), instants

    def _change(self, host: str) -> int:
        sockets = [act for act in PLANTED if act.startswith("listen(")]
        program = f"{LISTEN}kept = [{', '.join(sockets)}]\nif os.fork() == 0:\n    import time\n    time.sleep(600)\n"
        self.at(host, f"python3 - >/dev/null 2>&1 <<'END'\n{program}END\n")
        for act in PLANTED:
            if act not in sockets:
                self.at(host, act)
        return int(self.at(host, TRAIL))

    def fingerprint(self, host: str, key: str) -> str:
        return self.at(host, f"ssh-keygen -lf /root/{key}.pub").split()[1]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    with servers(tmp_path_factory.mktemp("drift"), NODES, prepare=PREPARE) as fleet:
        yield Story(fleet, tmp_path_factory.mktemp("data"))


@each
def test_a_restart_and_new_package_lists_are_no_drift(story, host):
    found = story.quiet[host]
    assert (found["drifts"], found["unseen"]) == ([], [])


def sign(drift: Mapping[str, Any]) -> str:
    return "+" if drift["before"] is None else "-" if drift["after"] is None else "~"


@each
def test_every_change_is_told_and_nothing_else(story, host):
    found = {(sign(one), one["kind"], one["name"]) for one in story.changed[0][host]["drifts"]}
    keys = {key.upper(): story.fingerprint(host, key) for key in ("old", "new")}
    planted = BEHIND.union(*PLANTED.values())
    expected = {
        (mark, kind, " ".join(keys.get(word, word) for word in name.split(" "))) for mark, kind, name in planted
    }
    assert len(PLANTED) >= 30
    missed, false = sorted(expected - found), sorted(found - expected)
    assert (missed, false) == ([], [])


@each
def test_who_changed_it_and_when_is_what_the_audit_daemon_saw(story, host):
    documents, instants = story.changed
    assert documents[host]["trail_reaches_back"] is True
    drifts = documents[host]["drifts"]
    by = {(one["kind"], one["name"]): [(who["user"], who["program"]) for who in one["by"]] for one in drifts}
    assert by["sudoers", "/etc/sudoers.d/eve: eve ALL=(ALL) NOPASSWD: ALL"] == [("inspect", "/usr/bin/bash")]
    assert ("inspect", "/usr/sbin/useradd") in by["accounts", "eve"]
    assert by["files", "/etc/drift/mode"] == []
    when = {who["at"] for one in drifts for who in one["by"]}
    assert {int(datetime.fromisoformat(at).timestamp()) for at in when} == {instants[host]}
