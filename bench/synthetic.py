"""A run of many hosts as its spool holds it: one host is really inspected, and its answer is given to all the others.

The one host is this machine, through Ansible's local connection: the plan, the requests, the expected values and the
answer are those of a real inspection, and nothing of them is written by hand.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import yaml

from bench.controller import ROOT, environment
from bench.process import run
from hfcheck.collect.plan import HostCard, Plan, load_plan
from hfcheck.collect.spool import Spool
from hfcheck.errors import CollectError
from hfcheck.ledger import Evidence
from hfcheck.station import Station

PLAYBOOK = str(ROOT / "playbooks/inspect_servers.yml")
MODEL_HOST = "model"


@dataclass(frozen=True, slots=True)
class Model:
    """What one really inspected host left: the plan of its run, its capture, its evidence and the run's end."""

    plan: Plan
    capture: dict[str, Any]
    evidence: bytes
    end: dict[str, Any]

    @property
    def checks(self) -> int:
        """How many findings a host has."""
        return len(self.plan.plays[0].checks)


def inspect_model(home: Path) -> Model:
    """Inspect this machine without bringing the run into a ledger. Raises CollectError when there is no answer."""
    inventory = home / "model.yml"
    host = {"ansible_connection": "local", "hfcheck_become": False}
    inventory.write_text(yaml.safe_dump({"servers": {"hosts": {MODEL_HOST: host}}}))
    station, spool = Station(home / "model"), Spool(home / "model" / "spool")
    # Supervised means: the run is left in its spool, for the supervisor to ingest.
    ours = {"HFCHECK_SUPERVISED": str(os.getpid()), "HFCHECK_RUN": str(spool.path)}
    done = run(["ansible-playbook", "-i", str(inventory), PLAYBOOK], environment(station.root) | ours)
    document, end = spool.plan_document(), spool.end()
    answer = None if document is None else spool.capture(load_plan(document).plays[0].name, MODEL_HOST)
    if document is None or end is None or answer is None:
        raise CollectError(
            f"expected this machine to be inspected, found exit {done.code}: {done.stdout} {done.stderr}"
        )
    capture: dict[str, Any] = orjson.loads(answer)
    if capture["state"] != "answered":
        raise CollectError(f"expected this machine's answer, found {capture['state']}: {capture['detail']}")
    return Model(load_plan(document), capture, Evidence(station.evidence).get(capture["evidence"]), end)


def names(hosts: int) -> tuple[str, ...]:
    """The names of the hosts of a synthetic run."""
    return tuple(f"app-{number:04}.centre" for number in range(hosts))


def widened(plan: Plan, run_name: str, hosts: tuple[str, ...]) -> Plan:
    """The plan of the same checks for other hosts."""
    cards = {host: HostCard(host, "centre", "中心机房", "application_server", "应用服务器") for host in hosts}
    return replace(plan, run=run_name, plays=(replace(plan.plays[0], hosts=hosts),), hosts=cards, uncovered=())


def write_run(station: Station, model: Model, run_name: str, hosts: int) -> Path:
    """Write the spool and the evidence of a run in which `hosts` hosts answered like the model; returns the spool."""
    plan = widened(model.plan, run_name, names(hosts))
    spool = Spool.create(station.runs / run_name)
    spool.write_plan(plan)
    play, store = plan.plays[0], Evidence(station.evidence)
    captures = {f"{play.name}/{host}": _write_host(spool, store, model, play.name, host) for host in play.hosts}
    stats = {host: {"ok": 1} for host in play.hosts}
    end = {"run": run_name, "plan": plan.digest, "stats": stats, "captures": captures, "failures": {}}
    spool.write_end(model.end | end)
    return spool.path


def _write_host(spool: Spool, store: Evidence, model: Model, play: str, host: str) -> str:
    # A nonce of its own makes each host's evidence a file of its own, as in a real run.
    nonce = secrets.token_hex(16)
    digest = store.put(model.evidence.replace(model.capture["nonce"].encode(), nonce.encode()))
    return spool.write_capture(play, host, model.capture | {"host": host, "nonce": nonce, "evidence": digest})
