"""A station with a clock that a test sets, and an automatic run as its ingest leaves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from hfcheck.ledger import Evidence, Ledger
from hfcheck.model import SHANGHAI
from hfcheck.station import Station

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
LAB = "inventory/lab"
PLAN = {
    "checks": {
        "disk.used": {"title": "磁盘使用率", "severity": "high", "rule": "at_most", "unit": "%"},
        "ssh_server.root_login": {
            "title": "SSH 禁止 root 直接登录",
            "severity": "high",
            "rule": "equals",
            "unit": None,
        },
    },
    "hosts": {},
}


def at(clock: str, day: str = "2026-11-23") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class SetStation(Station):
    """A station whose clock stands where it was last set, and moves a millisecond each time it is read."""

    clock: list[datetime] = field(default_factory=list)

    def set(self, clock: str, day: str = "2026-11-23") -> None:
        self.clock[:] = [at(clock, day)]

    def now(self) -> datetime:
        self.clock[0] += timedelta(milliseconds=1)
        return self.clock[0]


def add_run(station: Station, name: str, finished: datetime, *, complete: bool = True, playbook: str = "daily") -> None:
    """The events of a run with two deviations on app01 and one check that conforms."""
    plan = Evidence(station.evidence).put(orjson.dumps(PLAN))
    common = {"run": name, "at": finished.isoformat()}
    found = {"type": "finding", "host": "app01"}
    disk = {"verdict": "deviates", "expected": 85, "found": {"/": 40, "/var": 97}, "offending": {"/var": 97}}
    root = {"verdict": "deviates", "expected": "no", "found": "yes\x1b[2J", "offending": "yes\x1b[2J"}
    events: list[dict[str, object]] = [
        common | {"id": f"run/{name}/plan", "type": "run.planned", "plan": plan, "playbook": playbook},
        common | found | disk | {"id": f"run/{name}/app01/disk.used", "check": "disk.used"},
        common | found | root | {"id": f"run/{name}/app01/ssh_server.root_login", "check": "ssh_server.root_login"},
        common | found | {"id": f"run/{name}/app01/load.one", "check": "load.one", "verdict": "conforms"},
        common
        | {"id": f"run/{name}/end", "type": "run.ended", "started": (finished - timedelta(minutes=2)).isoformat()}
        | {"finished": finished.isoformat(), "complete": complete, "problems": [], "counts": {"deviates": 2}},
    ]
    with Ledger.open(station.ledger) as ledger:
        ledger.append(events, received=finished)


def answers_text(path: Path = Path("lab/answers.yml")) -> str:
    """The demonstration's answers as text, for tests to change."""
    return path.read_text(encoding="utf-8")
