"""What a recovery to a point in time needs beside the dumps: base backups, and the logs that were finished since.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
import time

from hfcheck.target.backup import mariadb, postgresql
from hfcheck.target.backup.plan import Engine, Plan
from hfcheck.target.backup.running import Failed, run_between

KEPT_DAYS = 35  # snapshots of logs
# On the server: more than twice the week between two bases, so that one snapshot of logs holds all since a base.
ARCHIVE_DAYS = 16
BASE = "postgresql.tar"


def base_directory(plan: Plan) -> str:
    """Where base backups stand until they are in the repository."""
    return os.path.join(plan.work, "base")


def make_base(plan: Plan, directory: str) -> dict[str, int]:
    """A base backup of the PostgreSQL whose logs are kept, as one file: its name and its size."""
    engines = [engine for engine in plan.engines if engine.kind == "postgresql" and engine.logs]
    if not engines:
        raise Failed("expected a PostgreSQL with a directory of archived logs in the plan, found none")
    path = os.path.join(directory, BASE)
    argv = [*postgresql.client(engines[0], "pg_basebackup"), "-w", "-Ft", "-X", "fetch", "-c", "fast", "-D", "-"]
    run_between(argv, None, path)
    return {BASE: os.path.getsize(path)}


def finished(plan: Plan) -> list[str]:
    """The logs that the servers do not write any more: directories and files."""
    found = [path for engine in plan.engines if engine.logs for path in _finished(engine)]
    if not found:
        raise Failed("expected finished logs of a database, found none")
    return found


def _finished(engine: Engine) -> list[str]:
    if engine.kind == "mariadb":
        return mariadb.finished_logs(engine)
    return [engine.logs] if os.listdir(engine.logs) else []


def let_go(plan: Plan) -> None:
    """Remove archived logs of PostgreSQL that are in the repository and old; MariaDB removes its own."""
    oldest = time.time() - ARCHIVE_DAYS * 86400
    for engine in plan.engines:
        if engine.kind == "postgresql" and engine.logs:
            for entry in os.scandir(engine.logs):
                if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < oldest:
                    os.unlink(entry.path)
