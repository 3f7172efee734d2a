"""What hardening did to each server: a file a run below the station's changes, evidence, and an entry of the ledger."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from hfcheck.errors import ContentError, InputError
from hfcheck.hardening.changes import Told, counts
from hfcheck.ledger import Evidence, Ledger, ensure_key
from hfcheck.ledger.files import make_directory, replace
from hfcheck.station import Station

TYPE = "hardening"


def keep(station: Station, host: str, said: Told, at: datetime, roles_failed: Sequence[str] = ()) -> None:
    """Write down a stage of a run: record, evidence, ledger; what is written down already is left as it is.

    A way back that went on later, when more could go back, is a second event of its stage.
    """
    path = _path(station, host, said.run)
    stages = load(station, host, said.run)
    known = stages.get(said.stage.value)
    if known and known["said"] == dict(said.body):
        return
    step = {"at": at.isoformat(), "roles_failed": list(roles_failed), "said": dict(said.body)}
    make_directory(path.parent)
    replace(path, json.dumps({**stages, said.stage.value: step}, indent=1).encode())
    evidence = Evidence(station.evidence).put(json.dumps({"host": host, "stage": said.stage.value, **step}).encode())
    found = event(host, said, at, roles_failed, evidence)
    found["id"] += f"/{at.isoformat()}" if known else ""
    with Ledger.open(station.ledger) as ledger:
        ledger.append([found], received=station.now())
        ledger.seal(ensure_key(station.key), station.now())


def event(host: str, said: Told, at: datetime, roles_failed: Sequence[str], evidence: str) -> dict[str, Any]:
    """The ledger's event of a stage."""
    body = {"run": said.run, "host": host, "stage": said.stage.value, "roles_failed": list(roles_failed)}
    found = {"changed": counts(said.changed), "left": counts(said.left), "by": said.by or None, "evidence": evidence}
    name = f"{TYPE}/{host}/{said.run}/{said.stage.value}"
    event = {"id": name, "type": TYPE, "at": at.isoformat(), **body, **found}
    return {name: value for name, value in event.items() if value is not None}


def load(station: Station, host: str, run: str) -> Mapping[str, Any]:
    """Stage → `{at, roles_failed, said}` of a run; empty for an unknown one, InputError for one that cannot be read."""
    path = _path(station, host, run)
    if not path.exists():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        return {stage: dict(step) for stage, step in found.items()}
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise InputError(f"expected the record of a hardening run in {path}, found {problem}") from None


def _path(station: Station, host: str, run: str) -> Path:
    name, file = (urllib.parse.quote(text, safe="") for text in (host, run))
    if name in ("", ".", "..") or file in ("", ".", ".."):
        raise ContentError(f"expected the names of a host and of a run, found {host!r} and {run!r}")
    return station.changes / name / f"{file}.json"
