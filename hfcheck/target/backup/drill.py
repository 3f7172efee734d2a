"""The restore drill: what is in the repository comes back in a server of its own, and is compared table by table.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from typing import Any, Iterator

from hfcheck.target.backup import mariadb, postgresql, units
from hfcheck.target.backup.fingerprint import Difference, differences, label
from hfcheck.target.backup.plan import Engine, Plan, Repository
from hfcheck.target.backup.restic import DUMP, Restic
from hfcheck.target.backup.running import Failed
from hfcheck.target.backup.units import Manifest, Unit

ENGINES = {"postgresql": postgresql, "mariadb": mariadb}
SHOWN = 20  # differences that a result holds: an inspection reads the state whole
ROOM = 4  # times the size of the dumps that a restore may need


def staging(plan: Plan) -> str:
    """Where dumps stand until they are in the repository: always the same, so that they are found again."""
    return os.path.join(plan.work, "dump")


@contextmanager
def scratch_directory(plan: Plan) -> Iterator[str]:
    """A directory for a restore, with a short name (sockets are in it); gone at the end."""
    directory = tempfile.mkdtemp(prefix="r", dir=plan.work)
    try:
        os.chmod(directory, 0o711)  # noqa: S103 - servers of other accounts have their own directories in it
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def rehearse(plan: Plan, repository: Repository) -> dict[str, Any]:
    """Restore the newest dump of a repository and compare it; `problem` says in one sentence what is wrong."""
    begun = time.monotonic()
    restic = Restic(plan, repository)
    snapshot = restic.newest(DUMP).id
    with scratch_directory(plan) as scratch:
        dumps = restic.bring(snapshot, staging(plan), os.path.join(scratch, "files"))
        manifest = units.read(dumps)
        found = [*_stale(plan, manifest), *_lacking(plan, manifest), *compared(plan, manifest, dumps, scratch)]
    return {"snapshot": snapshot, "seconds": round(time.monotonic() - begun, 1), **told(manifest, found)}


def told(manifest: Manifest, found: list[Difference]) -> dict[str, Any]:
    """The result of a comparison as plain values."""
    tables = [table for unit in manifest.units for table in unit.tables.values()]
    result = {
        "taken_at": manifest.taken_at,
        "tables": len(tables),
        "rows": sum(table.rows for table in tables),
        "differences": [one._asdict() for one in found[:SHOWN]],
        "different": len(found),
    }
    if found:
        first = found[0]
        where = " ".join(word for word in (first.database, first.table) if word)
        words = f"{first.kind}: {where}: expected {first.expected or 'nothing'}, found {first.found or 'nothing'}"
        result["problem"] = f"{len(found)} differences, the first: {words}"
    return result


def _stale(plan: Plan, manifest: Manifest) -> list[Difference]:
    hours = (time.time() - manifest.taken_at) / 3600
    if hours <= plan.stale_hours:
        return []
    return [Difference("", "", "stale", f"at most {plan.stale_hours:g} hours old", f"{hours:.1f} hours")]


def _lacking(plan: Plan, manifest: Manifest) -> list[Difference]:
    there = {(unit.engine, unit.database) for unit in manifest.units}
    declared = [(engine.kind, name) for engine in plan.engines for name in engine.databases]
    engines = {engine for engine, _ in there}
    return [Difference(f"{kind}/{label(name)}", "", "database", "a dump", "") for kind, name in declared
            if (kind, name) not in there] + [
        Difference(engine.kind, "", "database", "a dump", "") for engine in plan.engines if engine.kind not in engines
    ]  # fmt: skip


def compared(plan: Plan, manifest: Manifest, dumps: str, scratch: str) -> list[Difference]:
    """Restore every dump of a directory into scratch servers; what differs from the manifest, table by table."""
    whole = []
    found = []
    for unit in manifest.units:
        wrong = spoilt(unit, dumps)
        found += wrong
        whole += [] if wrong else [unit]
    _room(sum(unit.size for unit in whole), scratch)
    for engine in plan.engines:
        found += _restored(engine, [unit for unit in whole if unit.engine == engine.kind], dumps, scratch)
    return found


def spoilt(unit: Unit, dumps: str) -> list[Difference]:
    """What is wrong with the file of a dump, if anything."""
    database, path = unit.name(), os.path.join(dumps, unit.file)
    if not os.path.isfile(path):
        return [Difference(database, unit.file, "file", f"{unit.size} bytes", "")]
    size, sha256 = units.measured(path)
    if (size, sha256) == (unit.size, unit.sha256):
        return []
    return [Difference(database, unit.file, "file", f"{unit.size} bytes {unit.sha256}", f"{size} bytes {sha256}")]


def _room(size: int, directory: str) -> None:
    free = shutil.disk_usage(directory).free
    if free < size * ROOM:
        raise Failed(f"expected {size * ROOM} bytes of room for a restore, found {free}")


def _restored(engine: Engine, parts: list[Unit], dumps: str, scratch: str) -> list[Difference]:
    if not parts:
        return []
    place = os.path.join(scratch, engine.kind[:1])
    os.mkdir(place, 0o700)
    with _server(engine, parts[0], place, dumps) as server:
        return [one for unit in parts for one in _against(server, unit, os.path.join(dumps, unit.file))]


def _server(engine: Engine, unit: Unit, place: str, dumps: str) -> Any:
    if engine.kind == "postgresql":
        return postgresql.scratch(engine.account, place, dumps)
    return mariadb.scratch(engine.account, place, unit)


def _against(server: Engine, unit: Unit, path: str) -> list[Difference]:
    database = unit.name()
    try:
        ENGINES[unit.engine].create(server, unit, path)
        return differences(database, unit.tables, ENGINES[unit.engine].seen(server, unit.database))
    except Failed as problem:
        return [Difference(database, "", "restore", "a database", str(problem))]


def find(parts: list[Unit], kind: str, database: str) -> Unit:
    """The dump of a database; Failed with what there is instead."""
    for unit in parts:
        if (unit.engine, unit.database) == (kind, database):
            return unit
    raise Failed(f"expected a dump of {kind}/{label(database)}, found {[unit.name() for unit in parts]}")
