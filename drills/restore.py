"""The restore drill, with a real PostgreSQL, a real MariaDB and restic: a good backup comes back, damages are caught.

A damage is planted in a copy of the repository, or in what a dump says of itself; caught means that the drill fails and
names what was planted.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.line import Line
from hfcheck.target.backup import drill, jobs, state, units
from hfcheck.target.backup.plan import Plan
from hfcheck.target.backup.restic import DUMP, Restic
from tests.platform.databases import Production, production

CAUGHT, SECONDS = "caught", 60.0


def lines(_: Path) -> Iterator[Line]:
    """One line for the good backup, and one for each damage."""
    with production() as made:
        plan = made.plan()
        _job(plan, "dump")
        good = _job(plan, "drill")
        result = good["result"]
        yield Line("restore_good_tables_different", result.get("different", -1), "tables", "0", good["ok"])
        yield Line("restore_good_seconds", result["seconds"], "s", f"<= {SECONDS:g}", result["seconds"] <= SECONDS)
        for name, damaged in DAMAGES.items():
            caught = damaged(made)
            yield Line(f"restore_{name}", float(caught), CAUGHT, "1", caught)


def _job(plan: Plan, name: str) -> dict[str, Any]:
    return state.kept(plan.state, name, lambda before: jobs.JOBS[name](plan, before))


def _damaged_repository(made: Production) -> bool:
    copy = made.path / "damaged"
    shutil.copytree(made.path / "repository", copy)
    plan = made.plan(local={"url": str(copy), "password_file": f"{made.path}/password"})
    for pack in (path for path in (copy / "data").rglob("*") if path.is_file()):
        content = bytearray(pack.read_bytes())
        content[len(content) // 3] ^= 1
        pack.chmod(0o600)
        pack.write_bytes(content)
    # Both repositories have one id, and so one cache.
    cache = Path(plan.work) / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    check, practice = _job(plan, "check"), _job(plan, "drill")
    for directory in (copy, cache):
        shutil.rmtree(directory, ignore_errors=True)
    return not check["ok"] and not practice["ok"]


def _lying(made: Production, statements: str, undo: str, kind: str) -> bool:
    """Whether a drill names what changed between the fingerprints and the dumps."""
    plan = made.plan()
    before, after = Path(plan.work) / "before", Path(drill.staging(plan))
    before.mkdir()
    after.mkdir()
    try:
        first = jobs.dumped(plan, str(before))
        made.postgresql(statements)
        second = jobs.dumped(plan, str(after))
        tables = {unit.name(): unit.tables for unit in first.units}
        lying = [unit._replace(tables=tables[unit.name()]) for unit in second.units]
        units.write(str(after), second._replace(units=lying))
        Restic(plan, plan.local).make(DUMP, [str(after)])
        found = _job(plan, "drill")["result"]["differences"]
    finally:
        made.postgresql(undo)
        for directory in (before, after):
            with suppress(FileNotFoundError):
                shutil.rmtree(directory)
    return [one["kind"] for one in found] == [kind]


def _missing_table(made: Production) -> bool:
    return _lying(made, "DROP TABLE loan.empty", "CREATE TABLE loan.empty (id int)", "missing")


def _altered_row(made: Production) -> bool:
    change = "UPDATE accounts SET balance = balance {} 0.01 WHERE id = 7"
    return _lying(made, change.format("+"), change.format("-"), "content")


def _stale_snapshot(made: Production) -> bool:
    found = _job(made.plan(stale_hours=0.0), "drill")["result"]["differences"]
    return "stale" in [one["kind"] for one in found]


DAMAGES: dict[str, Callable[[Production], bool]] = {
    "damaged_repository": _damaged_repository,
    "missing_table": _missing_table,
    "altered_row": _altered_row,
    "stale_snapshot": _stale_snapshot,
}
