"""The jobs that timers start: dump, base, ship, copy, check, drill. Each answers what it did as plain values.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
import shutil
import time
from typing import Any, Callable, Dict, Mapping

from hfcheck.target.backup import drill, logs, mariadb, postgresql, state, units
from hfcheck.target.backup.plan import Plan
from hfcheck.target.backup.restic import BASE, DUMP, LOG, Restic
from hfcheck.target.backup.running import Failed
from hfcheck.target.backup.units import Manifest

Result = Dict[str, Any]
Job = Callable[[Plan, Result], Result]
NAMES = "tables"  # the state beside those of the jobs
SHOWN = 20  # names of tables that a result holds
DUMPS = {"postgresql": postgresql.dump, "mariadb": mariadb.dump}


def emptied(path: str) -> str:
    """A directory of that name with nothing in it, for its owner alone."""
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path, mode=0o700)
    return path


def dumped(plan: Plan, directory: str) -> Manifest:
    """Dump every engine of the plan into an empty directory, with a manifest."""
    taken_at = time.time()
    found = [unit for engine in plan.engines for unit in DUMPS[engine.kind](engine, directory)]
    manifest = Manifest(plan.host, taken_at, found)
    units.write(directory, manifest)
    return manifest


def held(manifest: Manifest) -> Result:
    """What a manifest says, in few numbers a database."""
    return {
        "taken_at": manifest.taken_at,
        "bytes": {unit.name(): unit.size for unit in manifest.units},
        "rows": {unit.name(): sum(table.rows for table in unit.tables.values()) for unit in manifest.units},
        "tables": {unit.name(): len(unit.tables) for unit in manifest.units},
    }


def dump(plan: Plan, before: Result) -> Result:
    """Dump the databases, take a snapshot of the dumps and of the declared paths, and let go of old ones."""
    repository = Restic(plan, plan.local)
    repository.settle()
    staging = emptied(drill.staging(plan))
    try:
        manifest = dumped(plan, staging)
        snapshot = repository.make(DUMP, [staging, *plan.paths])
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    repository.keep_declared(DUMP)
    found, gone = held(manifest), _gone(plan, manifest)
    return {
        **found,
        "snapshot": snapshot,
        "snapshots": len(repository.snapshots(DUMP)),
        "size_percent": _sizes(before.get("bytes", {}), found["bytes"]),
        "gone": len(gone),
        "gone_first": gone[:SHOWN],
    }


def _sizes(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, float]:
    """The size of each dump in percent of the one before."""
    return {name: round(100 * size / before[name], 1) for name, size in now.items() if before.get(name)}


def _gone(plan: Plan, manifest: Manifest) -> list[str]:
    """The tables of the dump before that are not in this one. Their names have a file of their own: they are many."""
    had = state.read(plan.state, NAMES)
    now = {unit.name(): sorted(unit.tables) for unit in manifest.units}
    gone = [
        f"{name} {table}" for name, tables in had.items() for table in tables if table not in set(now.get(name, ()))
    ]
    state.write(plan.state, NAMES, now)
    return sorted(gone)


def base(plan: Plan, before: Result) -> Result:
    """Take the base that a recovery to a point in time begins with, where the engine needs one."""
    repository = Restic(plan, plan.local)
    repository.settle()
    staging = emptied(logs.base_directory(plan))
    try:
        made = logs.make_base(plan, staging)
        snapshot = repository.make(BASE, [staging])
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    repository.keep_declared(BASE)
    return {"snapshot": snapshot, "bytes": made}


def ship(plan: Plan, before: Result) -> Result:
    """Take a snapshot of the logs that were finished since."""
    repository = Restic(plan, plan.local)
    repository.settle()
    paths = logs.finished(plan)
    snapshot = repository.make(LOG, paths)
    logs.let_go(plan)
    _let_go_of_logs(repository)
    return {"snapshot": snapshot, "logs": len(paths)}


def _let_go_of_logs(repository: Restic) -> None:
    repository.forget(LOG, "--keep-within", f"{logs.KEPT_DAYS}d")


def copy(plan: Plan, before: Result) -> Result:
    """Copy what is new to the repository at the other place, and let go of old snapshots there too."""
    if plan.offsite is None:
        raise Failed("expected a repository off site in the plan, found none")
    other = Restic(plan, plan.offsite)
    other.settle_like(plan.local)
    other.copy_from(plan.local)
    for tag in (DUMP, BASE):
        if other.snapshots(tag):
            other.keep_declared(tag)
    _let_go_of_logs(other)
    return {"taken_at": other.newest(DUMP).seconds(), "snapshots": len(other.snapshots(DUMP))}


def check(plan: Plan, before: Result) -> Result:
    """Verify the repositories, each with a part of its data read back."""
    places = [place for place in (plan.local, plan.offsite) if place is not None]
    for place in places:
        Restic(plan, place).check()
    return {"repositories": len(places), "subset": plan.subset}


def practise(plan: Plan, before: Result) -> Result:
    """Restore the newest dump into scratch servers and compare it, table by table."""
    return drill.rehearse(plan, plan.local)


def practise_offsite(plan: Plan, before: Result) -> Result:
    """The same from the other place."""
    if plan.offsite is None:
        raise Failed("expected a repository off site in the plan, found none")
    return drill.rehearse(plan, plan.offsite)


JOBS: dict[str, Job] = {
    "dump": dump,
    "base": base,
    "ship": ship,
    "copy": copy,
    "check": check,
    "drill": practise,
    "drill_offsite": practise_offsite,
}
