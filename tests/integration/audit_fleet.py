"""A fleet of servers as an audit sees it: outputs of the real readings, with faults planted into them.

Every fault is an edit of what a host says that a real parser reads, and names the checks that it makes deviate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from hfcheck.collect.frame import framed, pack
from hfcheck.collect.plan import HostCard, Plan, PlannedPlay, check_of
from hfcheck.collect.spool import Spool
from hfcheck.ingest import RunResult, ingest
from hfcheck.ledger import Evidence
from hfcheck.model import SHANGHAI, Check, Output
from hfcheck.station import Station

ROOT = Path(__file__).parents[2]
NONCE = "00112233445566778899aabbccddeeff"
AT = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
PLAY = "Audit servers"
OUTPUTS = {
    "passwd": "account root:0:/bin/bash\naccount daemon:1:/usr/sbin/nologin\naccount ops:1000:/bin/bash\n"
    "defs yes\nmax 90\nuid_min 1000\n",
    "shadow": "passwd root shadowed\npasswd daemon shadowed\npasswd ops shadowed\nshadow root locked 90 1 7 30\n"
    "shadow daemon locked - - - -\nshadow ops set 90 1 7 30\n",
    "session_policy": "profiles 4\ntmout /etc/profile.d/tmout.sh 600\nreadonly /etc/profile.d/tmout.sh\n"
    "stack common-auth\nlock common-auth pam_faillock.so preauth deny=5\nconf unlock_time=900\n",
    "sudo": "files 2\nrule backup ALL=(root) NOPASSWD: /-\nsyntax 0\n",
    "firewall": "ipv6 yes\nchain inet input drop ip saddr @admins tcp dport 22 counter accept\nrules 3\n",
    "audit": "unit LoadState=loaded\nunit ActiveState=active\nunit UnitFileState=enabled\nstatus enabled 2\n"
    "status failure 1\nstatus lost 0\nrules 38\nconf max_log_file_action keep_logs\nconf disk_full_action syslog\n"
    "conf disk_error_action halt\n",
    "file_modes": "644 root:root /etc/passwd\n640 root:shadow /etc/shadow\n600 root:root /etc/ssh/sshd_config\n"
    "440 root:root /etc/sudoers\n600 root:root /etc/crontab\n",
    "sockets": 'source ss\ntcp   LISTEN 0      128    0.0.0.0:22    0.0.0.0:*    users:(("sshd",pid=83,fd=3))\n',
}
EXPECTED: dict[str, Any] = {
    "accounts.uid0": ["root"],
    "accounts.empty_passwords": [],
    "accounts.unique_uids": [],
    "accounts.pass_max_days": 90,
    "accounts.password_ageing": 90,
    "accounts.declared": ["root", "ops"],
    "login_session.idle_timeout": 600,
    "login_session.lockout_attempts": 5,
    "login_session.lockout_time": 300,
    "sudo_policy.nopasswd_all": [],
    "sudo_policy.syntax_valid": True,
    "host_firewall.rules": 1,
    "host_firewall.input_ipv4": "drop",
    "host_firewall.input_ipv6": "drop",
    "audit_daemon.active": True,
    "audit_daemon.rules": 1,
    "audit_daemon.immutable": True,
    "audit_daemon.lost": 0,
    "file_permissions.account_files": ["0644"],
    "file_permissions.shadow_files": ["0640"],
    "file_permissions.sudo_files": ["0440"],
    "listening_ports.declared": ["tcp/22"],
    "listening_ports.high_risk": ["tcp/23"],
    "login_session.idle_timeout_fixed": None,
}


@dataclass(frozen=True)
class Fault:
    """What a host says instead of what it should say, and the checks that see it."""

    reading: str
    old: str
    new: str
    checks: tuple[str, ...]


FAULTS = (
    Fault("passwd", "ops:1000", "ops:0", ("accounts.uid0", "accounts.unique_uids")),
    Fault("passwd", "max 90", "max 99999", ("accounts.pass_max_days",)),
    Fault("passwd", "defs yes", "account temp:1001:/bin/sh\ndefs yes", ("accounts.declared",)),
    Fault("shadow", "ops set 90", "ops set 99999", ("accounts.password_ageing",)),
    Fault("shadow", "ops set 90", "ops empty 90", ("accounts.empty_passwords",)),
    Fault("session_policy", "tmout.sh 600", "tmout.sh 1800", ("login_session.idle_timeout",)),
    Fault("session_policy", "deny=5", "deny=50", ("login_session.lockout_attempts",)),
    Fault("session_policy", "unlock_time=900", "unlock_time=60", ("login_session.lockout_time",)),
    Fault("sudo", "rule backup", "rule %wheel ALL=(ALL) NOPASSWD: ALL\nrule backup", ("sudo_policy.nopasswd_all",)),
    Fault("sudo", "syntax 0", "syntax 1", ("sudo_policy.syntax_valid",)),
    Fault("firewall", "input drop", "input accept", ("host_firewall.input_ipv4", "host_firewall.input_ipv6")),
    Fault("firewall", "rules 3", "rules 0", ("host_firewall.rules",)),
    Fault("audit", "ActiveState=active", "ActiveState=failed", ("audit_daemon.active",)),
    Fault("audit", "rules 38", "rules 0", ("audit_daemon.rules",)),
    Fault("audit", "enabled 2", "enabled 1", ("audit_daemon.immutable",)),
    Fault("audit", "lost 0", "lost 12", ("audit_daemon.lost",)),
    Fault("file_modes", "644 root:root /etc/passwd", "666 root:root /etc/passwd", ("file_permissions.account_files",)),
    Fault("file_modes", "640 root:shadow", "644 root:shadow", ("file_permissions.shadow_files",)),
    Fault("file_modes", "440 root:root /etc/sudoers", "644 root:root /etc/sudoers", ("file_permissions.sudo_files",)),
    Fault("sockets", "0.0.0.0:22 ", "0.0.0.0:2222 ", ("listening_ports.declared",)),
    Fault("sockets", "0.0.0.0:22 ", "0.0.0.0:23 ", ("listening_ports.declared", "listening_ports.high_risk")),
)


def role_checks() -> dict[str, Check]:
    """The stanzas of the roles for the checks of this fleet."""
    found: dict[str, Check] = {}
    for role in dict.fromkeys(name.partition(".")[0] for name in EXPECTED):
        path = ROOT / "roles" / role / "vars" / "main" / "checks.yml"
        for stanza in yaml.safe_load(path.read_text(encoding="utf-8"))[f"{role}_checks"]:
            if stanza["id"] in EXPECTED:
                found[stanza["id"]] = check_of(stanza, role)
    return {name: found[name] for name in EXPECTED}


@dataclass(frozen=True)
class Server:
    """One host of the fleet: its faults, its waivers as an inventory has them, and whether it answers."""

    name: str
    faults: tuple[Fault, ...] = ()
    waivers: tuple[dict[str, str], ...] = ()
    answers: bool = True

    @property
    def outputs(self) -> dict[str, str]:
        """What each reading prints on it."""
        said = dict(OUTPUTS)
        for fault in self.faults:
            assert fault.old in said[fault.reading], f"{fault} does not fit what another fault left"
            said[fault.reading] = said[fault.reading].replace(fault.old, fault.new)
        return said

    @property
    def planted(self) -> set[tuple[str, str]]:
        """(host, check) of everything that deviates on it."""
        return {(self.name, check) for fault in self.faults for check in fault.checks}


def fleet(size: int = 22, each: int = 3) -> list[Server]:
    """Hosts with `each` faults a host, no two of one reading on one host, all kinds of faults in turn."""
    servers = []
    for number in range(size):
        chosen: dict[str, Fault] = {}
        place = number * each
        while len(chosen) < each:
            fault = FAULTS[place * 8 % len(FAULTS)]
            chosen.setdefault(fault.reading, fault)
            place += 1
        servers.append(Server(f"srv{number + 1:02}", tuple(chosen.values())))
    return servers


def audit(
    station: Station, servers: list[Server], run: str, at: datetime = AT, playbook: str = "playbooks/audit_servers.yml"
) -> RunResult:
    """Bring an audit of these servers into the ledger, through spool and ingest as a real run."""
    checks = role_checks()
    cards = {one.name: HostCard(f"{one.name} 业务服务器", "", "", "", "") for one in servers}
    plan = Plan(
        run=run,
        planned_at=at.isoformat(),
        inventory="inventory/lab",
        playbook=playbook,
        since=(at - timedelta(days=1)).isoformat(),
        plays=(PlannedPlay(PLAY, tuple(cards), tuple(checks)),),
        checks=checks,
        hosts=cards,
    )
    spool = Spool.create(station.runs / run)
    spool.write_plan(plan)
    known = {
        f"{PLAY}/{one.name}": spool.write_capture(PLAY, one.name, _capture(station, one, run, at, checks))
        for one in servers
    }
    finished = (at + timedelta(minutes=1)).isoformat()
    spool.write_end({"plan": plan.digest, "finished": finished, "captures": known, "failures": {}, "clock": {}})
    return ingest(station, spool.path)


def _capture(station: Station, server: Server, run: str, at: datetime, checks: dict[str, Check]) -> dict[str, Any]:
    requests = [(name, ()) for name in OUTPUTS]
    outputs = [Output(text, taken_at=at) for text in server.outputs.values()]
    places = {name: number for number, name in enumerate(OUTPUTS)}
    kept = Evidence(station.evidence).put(pack(framed(outputs, NONCE), NONCE, requests)) if server.answers else None
    return {
        "run": run,
        "host": server.name,
        "play": PLAY,
        "started": at.isoformat(),
        "finished": at.isoformat(),
        "nonce": NONCE,
        "state": "answered" if server.answers else "unreachable",
        "detail": "" if server.answers else "No route to host",
        "requests": requests,
        "checks": {
            name: {"request": places[check.reading_module], "expected": EXPECTED[name]}
            for name, check in checks.items()
        },
        "waivers": list(server.waivers),
        "evidence": kept,
    }


def without_faults(server: Server) -> Server:
    """The same server as it should be."""
    return replace(server, faults=(), waivers=())
