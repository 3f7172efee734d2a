"""A desk at which a runbook is run for real: rehearsed, refused, killed in the middle, taken up, and looked up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hfcheck.facts_desk import record
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT, Station

PATIENCE = 180.0  # seconds until a step that a test waits for is in the journal
BY = "演练员"


@dataclass(frozen=True, slots=True)
class Desk:
    """A data directory and an inventory. `given`: variables of every run."""

    data: Path
    inventory: Path
    given: dict[str, Any]

    @property
    def station(self) -> Station:
        """The station of this desk."""
        return Station(self.data)

    def play(self, name: str, *options: str, **variables: Any) -> subprocess.CompletedProcess[str]:
        """Run a runbook to its end, with nobody at the terminal; `variables` are given with -e."""
        return subprocess.run(
            self._command(name, options, variables),
            env=self._environment(),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def killed_after(self, name: str, what: str, *options: str, incident: str = "", **variables: Any) -> None:
        """Run a runbook, and kill it and all that it started as soon as its journal has a line of that kind."""
        seen = len(self.lines(name, incident))
        more = {"runbook_incident": incident} if incident else {}
        self.killed_when(
            lambda: what in [line["what"] for line in self.lines(name, incident)[seen:]],
            name,
            *options,
            **variables | more,
        )

    def killed_when(self, now: Callable[[], bool], name: str, *options: str, **variables: Any) -> None:
        """Run a runbook, and kill it and all that it started as soon as `now` says so."""
        running = subprocess.Popen(
            self._command(name, options, variables),
            env=self._environment(),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        incident = str(variables.get("runbook_incident", ""))
        deadline = time.monotonic() + PATIENCE
        try:
            while not now():
                assert running.poll() is None, f"{name} ended before it was killed: {self.lines(name, incident)}"
                assert time.monotonic() < deadline, f"{name} did not come to where it is killed"
                time.sleep(0.005)
        finally:
            _kill(running.pid)
            running.wait()

    def lines(self, name: str, incident: str = "") -> list[dict[str, Any]]:
        """The whole lines of a journal."""
        path = self.data / "runbooks" / (quote(incident, safe="") or "none") / f"{name}.jsonl"
        content = path.read_text(encoding="utf-8") if path.exists() else ""
        return [json.loads(line) for line in content.split("\n")[:-1]]

    def entries(self, name: str) -> list[dict[str, Any]]:
        """The entries of a runbook in the ledger."""
        return [event for event in self.events() if event["type"] == "runbook" and event["runbook"] == name]

    def events(self) -> Iterator[dict[str, Any]]:
        """Everything in the ledger."""
        if (self.data / "ledger.db").exists():
            with Reader.open(self.data / "ledger.db") as ledger:
                yield from [dict(entry.event) for entry in ledger.entries()]

    def state(self, **says: Any) -> str:
        """State a fault, as somebody who was called; returns its id, which is the incident of a run."""
        now = self.station.now()
        fault = {"name": "演练", "area": "platform", "device": "演练设备", "reported_at": now.isoformat()} | says
        record(self.station, [{"type": "fault", "subject": "drill-1", "by": BY, "says": fault}], now)
        return "fault/drill-1"

    def _command(self, name: str, options: tuple[str, ...], variables: dict[str, Any]) -> list[str]:
        program = str(Path(sys.executable).with_name("ansible-playbook"))
        given = json.dumps({"runbook_by": BY} | self.given | variables)
        return [program, "-i", str(self.inventory), *options, "-e", given, f"runbooks/{name}.yml"]

    def _environment(self) -> dict[str, str]:
        return os.environ | {"HFCHECK_DATA": str(self.data), "ANSIBLE_NOCOLOR": "1"}


def _kill(pid: int) -> None:
    """Kill a process that is not waited for yet, and all below it: Ansible's workers have sessions of their own."""
    os.kill(pid, signal.SIGSTOP)  # so that it starts nothing more
    below = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    for child in below:
        with suppress(OSError):  # it ended meanwhile
            _kill(child)
    os.kill(pid, signal.SIGKILL)


def rehearsed(desk: Desk, name: str, *options: str, **variables: Any) -> subprocess.CompletedProcess[str]:
    """Rehearse: it comes to its end, and neither a journal, a spool nor the ledger knows of it."""
    before = (desk.lines(name), list(desk.events()), sorted((desk.data / "runs").glob("*")))
    done = desk.play(name, "--check", *options, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (desk.lines(name), list(desk.events()), sorted((desk.data / "runs").glob("*"))) == before
    return done
