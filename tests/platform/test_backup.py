"""The backup program with a real PostgreSQL, a real MariaDB and restic: what is good passes, each damage is named."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hfcheck.target.backup import drill, jobs, state, taking, units
from hfcheck.target.backup.plan import Plan
from hfcheck.target.backup.restic import DUMP, Restic
from hfcheck.target.backup.running import Failed
from tests.platform.databases import Production, missing, production

Deed = Callable[[], object]
pytestmark = pytest.mark.skipif(bool(missing()), reason=f"missing programs: {', '.join(missing())}")


@pytest.fixture(scope="module")
def made() -> Iterator[Production]:
    """Both servers, with one good dump in the repository."""
    with production() as both:
        done = job(both.plan(), "dump")
        assert done["ok"], done["problem"]
        yield both


@pytest.fixture
def plan(made: Production) -> Iterator[Plan]:
    """The plan, with a copy of the repository that a test may damage."""
    kept, used = made.path / "repository", made.path / "damaged"
    shutil.copytree(kept, used)
    yield made.plan(local={"url": str(used), "password_file": f"{made.path}/password"}, state=f"{made.path}/s2")
    shutil.rmtree(used)
    shutil.rmtree(made.path / "s2", ignore_errors=True)


def job(plan: Plan, name: str) -> dict[str, Any]:
    """Run a job as its timer does."""
    Path(plan.state).mkdir(exist_ok=True)
    return state.kept(plan.state, name, lambda before: jobs.JOBS[name](plan, before))


def altered_after(
    made: Production, plan: Plan, deed: Callable[[], object], undo: Callable[[], object]
) -> dict[str, Any]:
    """The drill of a backup whose dumps are not what their fingerprints say: taken before the deed, dumped after it."""
    before, after = Path(plan.work) / "before", Path(drill.staging(plan))
    for directory in (before, after):
        directory.mkdir()
    try:
        first = jobs.dumped(plan, str(before))
        deed()
        second = jobs.dumped(plan, str(after))
        tables = {(unit.engine, unit.database): unit.tables for unit in first.units}
        lying = [unit._replace(tables=tables[unit.engine, unit.database]) for unit in second.units]
        units.write(str(after), second._replace(units=lying))
        Restic(plan, plan.local).make(DUMP, [str(after)])
    finally:
        undo()
        shutil.rmtree(before)
        shutil.rmtree(after)
    return job(plan, "drill")


def test_a_good_dump_is_restored_and_every_table_is_as_it_was(made: Production) -> None:
    done = job(made.plan(), "drill")
    assert (done["ok"], done["problem"], done["result"]["different"]) == (True, "", 0)
    assert done["result"]["tables"] == 9
    assert done["result"]["rows"] > 1000
    # The inspection reads these files whole.
    assert all(path.stat().st_size < 8192 for path in Path(made.plan().state).glob("*.json"))


@pytest.mark.parametrize(
    ("engine", "deed", "undo"),
    [
        (
            "postgresql",
            "UPDATE accounts SET balance = balance + 0.01 WHERE id = 7",
            "UPDATE accounts SET balance = balance - 0.01 WHERE id = 7",
        ),
        (
            "postgresql",
            "UPDATE accounts SET tags = NULL WHERE id = 9",
            "UPDATE accounts SET tags = '{a,NULL}' WHERE id = 9",
        ),
        ("mariadb", "UPDATE accounts SET flag = 4 WHERE id = 7", "UPDATE accounts SET flag = 5 WHERE id = 7"),
    ],
)
def test_one_altered_row_is_caught_and_its_table_named(
    made: Production, plan: Plan, engine: str, deed: str, undo: str
) -> None:
    say = getattr(made, engine)
    done = altered_after(made, plan, lambda: say(deed), lambda: say(undo))
    (found,) = done["result"]["differences"]
    assert not done["ok"]
    assert (found["database"], found["kind"]) == (f"{engine}/fund", "content")
    assert found["table"].endswith("accounts")
    assert found["table"] in done["problem"]


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_a_missing_table_is_caught_and_named(made: Production, plan: Plan, engine: str) -> None:
    say, table = getattr(made, engine), {"postgresql": "loan.empty", "mariadb": "empty"}[engine]
    done = altered_after(made, plan, lambda: say(f"DROP TABLE {table}"), lambda: say(f"CREATE TABLE {table} (id int)"))
    assert not done["ok"]
    assert [(one["database"], one["table"], one["kind"]) for one in done["result"]["differences"]] == [
        (f"{engine}/fund", table, "missing")
    ]


def test_a_missing_row_and_one_too_many_are_caught(made: Production, plan: Plan) -> None:
    done = altered_after(
        made,
        plan,
        lambda: (made.postgresql("DELETE FROM loan.parts WHERE id = 3"), made.mariadb("INSERT INTO empty VALUES (1)")),
        lambda: (
            made.postgresql("INSERT INTO loan.parts VALUES (3, repeat('y', 5000))"),
            made.mariadb("DELETE FROM empty"),
        ),
    )
    found = {(one["database"], one["kind"], one["expected"], one["found"]) for one in done["result"]["differences"]}
    assert ("mariadb/fund", "rows", "0", "1") in found
    assert ("postgresql/fund", "rows", "50", "49") in found


def test_a_stale_dump_is_caught(made: Production) -> None:
    done = job(made.plan(stale_hours=0.0, state=f"{made.path}/s3"), "drill")
    assert not done["ok"]
    assert done["problem"].startswith("1 differences, the first: stale: : expected at most 0 hours old, found ")


def test_a_database_that_was_declared_and_not_dumped_is_caught(made: Production) -> None:
    (one,) = [engine for engine in made.plan().engines if engine.kind == "mariadb"]
    both = [made.engines["postgresql"]._asdict(), {**one._asdict(), "databases": ["fund", "payments"]}]
    done = job(made.plan(engines=both, state=f"{made.path}/s4"), "drill")
    assert [(each["database"], each["kind"]) for each in done["result"]["differences"]] == [
        ("mariadb/payments", "database")
    ]


def test_a_damaged_repository_is_caught_by_the_check_and_by_the_drill(made: Production, plan: Plan) -> None:
    packs = sorted(
        (made.path / "damaged/data").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0
    )
    largest = packs[-1]
    data = bytearray(largest.read_bytes())
    data[len(data) // 3] ^= 0x01
    largest.chmod(0o600)
    largest.write_bytes(data)
    assert "restic ended with" in job(plan, "check")["problem"]
    shutil.rmtree(Path(plan.work) / "cache", ignore_errors=True)
    done = job(plan, "drill")
    assert not done["ok"]
    assert state.read(plan.state, "drill")["good"] == {}


def test_a_wrong_password_is_said_and_makes_no_second_repository(made: Production, plan: Plan) -> None:
    wrong = made.path / "wrong"
    wrong.write_text("another password\n", encoding="ascii")
    done = job(plan._replace(local=plan.local._replace(password_file=str(wrong))), "dump")
    assert not done["ok"]
    assert "wrong password" in done["problem"]
    assert job(plan, "check")["ok"]


def test_a_dump_that_fails_is_no_snapshot_and_the_good_one_is_remembered(made: Production, plan: Plan) -> None:
    assert job(plan, "dump")["ok"]
    before = state.read(plan.state, "dump")["good"]
    dead = [engine._replace(socket=f"{made.path}/nobody") for engine in plan.engines]
    done = job(plan._replace(engines=tuple(dead)), "dump")
    kept = state.read(plan.state, "dump")
    assert (done["ok"], kept["ok"], kept["good"]) == (False, False, before)
    assert Restic(plan, plan.local).newest(DUMP).id.startswith(before["snapshot"])


def test_a_table_that_is_gone_since_the_last_dump_is_named(made: Production, plan: Plan) -> None:
    assert job(plan, "dump")["result"]["gone"] == 0
    made.mariadb("RENAME TABLE empty TO other")
    try:
        result = job(plan, "dump")["result"]
    finally:
        made.mariadb("RENAME TABLE other TO empty")
    assert (result["gone"], result["gone_first"]) == (1, ["mariadb/fund empty"])


def test_the_copy_off_site_comes_back_too(made: Production, plan: Plan) -> None:
    there = made.path / "offsite"
    far = plan._replace(offsite=plan.local._replace(url=str(there)))
    copied = job(far, "copy")
    assert copied["ok"], copied["problem"]
    assert copied["result"]["snapshots"] >= 1
    assert job(far, "drill_offsite")["ok"]
    assert job(far, "check")["result"]["repositories"] == 2
    assert "expected a repository off site" in job(plan, "copy")["problem"]


def test_both_engines_come_back_as_they_were_at_a_point_in_time(made: Production, plan: Plan) -> None:
    base = job(plan, "base")
    assert base["ok"], base["problem"]
    time.sleep(1.1)
    at = time.time()
    time.sleep(1.1)
    made.postgresql("UPDATE accounts SET holder = 'nobody'; SELECT pg_switch_wal()")
    made.mariadb("UPDATE accounts SET holder = 'nobody'")
    time.sleep(1.5)
    try:
        assert job(plan, "ship")["ok"]
        for engine in ("postgresql", "mariadb"):
            done = taking.restore(plan, engine, "fund", "fund_then", at=at)
            assert done["ok"], done
            names = "SELECT count(*) FROM accounts WHERE holder = 'nobody'"
            assert (getattr(made, engine)(names, "fund_then"), getattr(made, engine)(names)) == ("0", "501")
    finally:
        made.postgresql("DROP DATABASE IF EXISTS fund_then", "template1")
        made.mariadb("DROP DATABASE IF EXISTS fund_then", "mysql")


def test_a_restore_never_takes_the_name_of_a_database_that_is_there(made: Production, plan: Plan) -> None:
    for engine in ("postgresql", "mariadb"):
        with pytest.raises(Failed, match="fund"):
            taking.restore(plan, engine, "fund", "fund")


def test_an_export_is_proved_and_lists_every_table(made: Production, plan: Plan) -> None:
    target = Path(plan.work) / "export"
    done = taking.export(plan, str(target))
    try:
        assert done["ok"], done
        report = json.loads((target / taking.REPORT).read_text(encoding="utf-8"))
        assert report["different"] == 0
        assert {"postgresql/fund", "mariadb/fund", "mariadb/hollow"} <= set(report["databases"])
        assert report["databases"]["mariadb/fund"]["tables"]["accounts"][0] == 501
        with pytest.raises(Failed, match=r"expected no .* yet, found one"):
            taking.export(plan, str(target))
    finally:
        shutil.rmtree(target, ignore_errors=True)
