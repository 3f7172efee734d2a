"""A database as it was at a point in time: recovered in a scratch server from the logs, then brought back by a dump.

Production goes on meanwhile. Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, Iterator

from hfcheck.target.backup import drill, logs, mariadb, postgresql, units
from hfcheck.target.backup.fingerprint import differences, label
from hfcheck.target.backup.plan import Engine, Plan
from hfcheck.target.backup.restic import BASE, DUMP, LOG, Restic, Snapshot
from hfcheck.target.backup.running import Failed, give, run
from hfcheck.target.backup.units import Manifest, Unit

# What a server in recovery must have at least as much of as the one that wrote the logs, in words of pg_controldata.
AT_LEAST = ("max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_xacts", "max_locks_per_xact")
SETTINGS = {"max_prepared_xacts": "max_prepared_transactions", "max_locks_per_xact": "max_locks_per_transaction"}
CONTROL = re.compile(rf"^({'|'.join(AT_LEAST)}) setting: +(\d+)$", re.MULTILINE)
HOUR = 3600


def restore(plan: Plan, engine: Engine, database: str, target: str, at: float) -> dict[str, Any]:
    """Bring a database back as `target` as it was at `at` (epoch seconds); compared with the recovered one."""
    recovered = {"postgresql": _postgresql, "mariadb": _mariadb}[engine.kind]
    with drill.scratch_directory(plan) as scratch:
        place, dumps = os.path.join(scratch, "s"), os.path.join(scratch, "dumps")
        os.mkdir(place, 0o700)
        os.mkdir(dumps, 0o700)
        with recovered(plan, engine, database, place, at) as server:
            unit = _dumped(server, database, dumps)
        drill.ENGINES[engine.kind].create(engine, unit, os.path.join(dumps, unit.file), target)
    found = differences(f"{engine.kind}/{label(target)}", unit.tables, drill.ENGINES[engine.kind].seen(engine, target))
    told = drill.told(Manifest(plan.host, at, [unit]), found)
    return {"ok": not found, "problem": "", "restored": target, **told}


def _dumped(server: Engine, database: str, directory: str) -> Unit:
    (unit,) = drill.ENGINES[server.kind].dump(server._replace(databases=(database,)), directory)
    return unit  # type: ignore[no-any-return, unused-ignore]


def _before(found: list[Snapshot], at: float) -> Snapshot:
    """The newest snapshot that is not younger than the point in time."""
    older = [one for one in found if one.seconds() <= at]
    if not older:
        raise Failed(f"expected a snapshot from before {_stamp(at)}, found {[one.time for one in found[:1]]}")
    return older[-1]


def _after(found: list[Snapshot], at: float) -> Snapshot:
    """The first snapshot of logs that holds the point in time."""
    younger = [one for one in found if one.seconds() > at]
    if not younger:
        raise Failed(f"expected logs shipped after {_stamp(at)}, found {[one.time for one in found[-1:]]}")
    return younger[0]


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, tz=timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f+00")


@contextmanager
def _postgresql(plan: Plan, engine: Engine, database: str, place: str, at: float) -> Iterator[Engine]:
    restic, data = Restic(plan, plan.local), os.path.join(place, "data")
    base = restic.bring(_before(restic.snapshots(BASE), at).id, logs.base_directory(plan), os.path.join(place, "base"))
    archive = restic.bring(_after(restic.snapshots(LOG), at).id, engine.logs, os.path.join(place, "logs"))
    archive = _own(archive, os.path.join(place, "wal"), engine.account)
    os.mkdir(data, 0o700)
    run(["tar", "-xf", os.path.join(base, logs.BASE), "-C", data])
    for name in ("postgresql.conf", "postgresql.auto.conf", "pg_ident.conf", "recovery.signal"):
        _write(os.path.join(data, name), "")
    _write(os.path.join(data, "pg_hba.conf"), "local all all trust\n")
    run(["chown", "-R", f"--reference={archive}", data])
    give(place, engine.account)
    recovery = [
        f"restore_command='cp {archive}/%f %p'",
        f"recovery_target_time='{_stamp(at)}'",
        "recovery_target_action=promote",
    ]
    _write(os.path.join(data, "postgresql.conf"), "\n".join([*recovery, *_at_least(data)]) + "\n")
    with postgresql.serving(engine.account, data, place, os.path.join(place, "log"), HOUR):
        yield Engine("postgresql", place, postgresql.PORT, engine.account, (), "", engine.user)


def _own(path: str, target: str, account: str) -> str:
    os.rename(path, target)
    give(target, account)
    return target


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _at_least(data: str) -> list[str]:
    told = dict(CONTROL.findall(run([postgresql.tool("pg_controldata"), "-D", data])))
    return [f"{SETTINGS.get(name, name)}={value}" for name, value in told.items()]


@contextmanager
def _mariadb(plan: Plan, engine: Engine, database: str, place: str, at: float) -> Iterator[Engine]:
    restic, files = Restic(plan, plan.local), os.path.join(place, "files")
    dumps = restic.bring(_before(restic.snapshots(DUMP), at).id, drill.staging(plan), files)
    unit = drill.find(units.read(dumps).units, "mariadb", database)
    log, _, position = unit.position.partition(" ")
    if not position.isdigit():
        raise Failed(f"expected where the binary log of {label(database)} stood, found {unit.position[:40]!r}")
    kept = restic.bring(_after(restic.snapshots(LOG), at).id, "/", os.path.join(place, "logs"))
    needed = mariadb.logs_from(kept, log)
    with mariadb.scratch(engine.account, place, unit) as server:
        mariadb.create(server, unit, os.path.join(dumps, unit.file))
        mariadb.replay(server, database, needed, int(position), _stamp(at)[:19])
        yield server
