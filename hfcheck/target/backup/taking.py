"""What people ask for: a database brought back beside the one that is there, and an export that was proved whole.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
from typing import Any

from hfcheck.target.backup import drill, pointintime, units
from hfcheck.target.backup.fingerprint import differences, label, packed
from hfcheck.target.backup.jobs import dumped
from hfcheck.target.backup.plan import Engine, Plan
from hfcheck.target.backup.restic import DUMP, Restic
from hfcheck.target.backup.running import Failed
from hfcheck.target.backup.units import Manifest

REPORT = "consistency.json"


def export(plan: Plan, directory: str) -> dict[str, Any]:
    """Dump every database into a new directory, bring it all back in scratch servers, and compare table by table.

    The directory is handed over as it is: dumps, manifest, and REPORT with the fingerprint of every table.
    """
    if not os.path.isabs(directory):
        raise Failed(f"expected an absolute path for an export, found {directory[:80]!r}")
    try:
        os.mkdir(directory, 0o700)
    except FileExistsError:
        raise Failed(f"expected no {directory} yet, found one") from None
    manifest = dumped(plan, directory)
    with drill.scratch_directory(plan) as scratch:
        found = drill.compared(plan, manifest, directory, scratch)
    result = drill.told(manifest, found)
    report = {"ok": not found, "host": plan.host, **result, "databases": _listed(manifest)}
    with open(os.path.join(directory, REPORT), "w", encoding="utf-8") as file:
        file.write(units.as_text(report))
    return {"ok": not found, "problem": "", "directory": directory, **result}


def _listed(manifest: Manifest) -> dict[str, Any]:
    return {
        unit.name(): {"file": unit.file, "bytes": unit.size, "sha256": unit.sha256, "tables": packed(unit.tables)}
        for unit in manifest.units
    }


def restore(  # noqa: PLR0913, PLR0917 - the words of one command
    plan: Plan, kind: str, database: str, target: str, snapshot: str = "", at: float = 0.0
) -> dict[str, Any]:
    """Bring a database back as `target`, which must not be there yet; compared with what the dump held.

    `snapshot`: the id of a dump, the newest where it is empty; `at` (epoch seconds): as it was at that time instead.
    """
    engine = _engine(plan, kind)
    if at:
        return pointintime.restore(plan, engine, database, target, at)
    restic = Restic(plan, plan.local)
    chosen = snapshot or restic.newest(DUMP).id
    with drill.scratch_directory(plan) as scratch:
        dumps = restic.bring(chosen, drill.staging(plan), os.path.join(scratch, "files"))
        manifest = units.read(dumps)
        unit = drill.find(manifest.units, kind, database)
        if drill.spoilt(unit, dumps):
            raise Failed(f"expected the dump of {label(database)} as its manifest has it, found another file")
        drill.ENGINES[kind].create(engine, unit, os.path.join(dumps, unit.file), target)
    found = differences(f"{kind}/{label(target)}", unit.tables, drill.ENGINES[kind].seen(engine, target))
    one = Manifest(manifest.host, manifest.taken_at, [unit])
    return {"ok": not found, "problem": "", "snapshot": chosen, "restored": target, **drill.told(one, found)}


def _engine(plan: Plan, kind: str) -> Engine:
    for engine in plan.engines:
        if engine.kind == kind:
            return engine
    raise Failed(f"expected one of {[engine.kind for engine in plan.engines]}, found {kind!r}")
