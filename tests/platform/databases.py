"""Production in small: a PostgreSQL and a MariaDB of their own, on sockets alone, with a plan that backs them up."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from hfcheck.target.backup import mariadb, plan, postgresql
from hfcheck.target.backup.plan import Engine, Plan
from hfcheck.target.backup.running import ENVIRONMENT, acting_as, give, run

PROGRAMS = ("restic", "pg_dump", "mariadbd", "mariadb-install-db", "mariadb-dump")
POSTGRESQL = """
CREATE ROLE fund LOGIN; CREATE DATABASE fund OWNER fund; CREATE DATABASE "strange ""db"" = 'x'";
"""
FUND = '''
CREATE SCHEMA "归集"; CREATE SCHEMA loan AUTHORIZATION fund;
CREATE TABLE public.accounts (id bigint PRIMARY KEY, holder text, balance numeric(18,2), opened date, seen timestamptz,
  rate double precision, photo bytea, tags text[], extra jsonb);
INSERT INTO accounts SELECT n, '职工' || n, n * 1.25, date '2020-01-01' + n,
  timestamptz '2026-01-01 08:00+08' + n * interval '1 min', 1.0 / n,
  decode(lpad(to_hex(n), 8, '0'), 'hex'), ARRAY['a', NULL],
  '{"k": 1}' FROM generate_series(1, 500) n;
INSERT INTO accounts (id) VALUES (501);
CREATE TABLE "归集"."汇缴 ""明细""" ("列 一" int, "b
c" text); INSERT INTO "归集"."汇缴 ""明细""" VALUES (1, 'x'), (1, 'x'), (NULL, '');
CREATE TABLE loan.empty (id int); CREATE TABLE loan.nothing ();
CREATE TABLE loan.parts (id int, note text) PARTITION BY RANGE (id);
CREATE TABLE loan.parts_1 PARTITION OF loan.parts FOR VALUES FROM (0) TO (100);
INSERT INTO loan.parts SELECT n, repeat('y', 5000) FROM generate_series(1, 50) n;
CREATE VIEW loan.seen AS SELECT count(*) FROM accounts; ALTER TABLE accounts OWNER TO fund;
'''
MARIADB = """
CREATE DATABASE fund CHARACTER SET utf8mb4; USE fund;
CREATE TABLE accounts (id BIGINT PRIMARY KEY, holder VARCHAR(60), balance DECIMAL(18,2), opened DATE,
  seen TIMESTAMP NULL, rate DOUBLE, photo BLOB, flag BIT(3), note LONGTEXT, place POINT,
  kind ENUM('a', 'b')) ENGINE=InnoDB;
INSERT INTO accounts SELECT seq, CONCAT('职工', seq), seq * 1.25, '2020-01-01' + INTERVAL seq DAY,
  '2026-01-01 00:00:00', 1.0 / seq, UNHEX(LPAD(HEX(seq), 8, '0')), 5, REPEAT('z', 3000), POINT(seq, 1), 'b'
  FROM seq_1_to_500;
INSERT INTO accounts (id) VALUES (501);
CREATE TABLE `汇缴 ``明细```(`列 ``一` INT, `b'c` TEXT) ENGINE=InnoDB;
INSERT INTO `汇缴 ``明细``` VALUES (1, 'x'), (1, 'x'), (NULL, '');
CREATE TABLE empty (id INT) ENGINE=InnoDB;
CREATE VIEW seen AS SELECT COUNT(*) FROM accounts;
CREATE DATABASE `strange ``db```; CREATE TABLE `strange ``db```.t (id INT); INSERT INTO `strange ``db```.t VALUES (7);
CREATE DATABASE hollow;
"""


def missing() -> list[str]:
    """The programs that are not here."""
    return [name for name in PROGRAMS if not shutil.which(name, path=ENVIRONMENT["PATH"])]


def account(name: str) -> str:
    """Whom a server runs as: for root its own account (nobody, where only its programs are), else the one who tests."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    return name if name in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


class Production:
    """Both servers, and the plan for their backups; everything is below `path`."""

    def __init__(self, path: Path, engines: list[Engine]) -> None:
        self.path = path
        self.engines = {engine.kind: engine for engine in engines}
        self.file = path / "plan.json"
        (path / "password").write_text("a password that is only for this test\n", encoding="ascii")

    def plan(self, **changes: Any) -> Plan:
        """The plan in its file, with some of its words changed."""
        local = {"url": f"{self.path}/repository", "password_file": f"{self.path}/password"}
        words: dict[str, Any] = {
            "host": "db01",
            "local": local,
            "offsite": None,
            "engines": [engine._asdict() for engine in self.engines.values()],
            "paths": [],
            "keep": {"daily": 3, "weekly": 2, "monthly": 1},
            "work": f"{self.path}/w",
            "state": f"{self.path}/state",
            "subset": "100%",
            "stale_hours": 26,
            **changes,
        }
        self.file.write_text(json.dumps(words), encoding="utf-8")
        for name in ("w", "state"):
            (self.path / name).mkdir(exist_ok=True)
        (self.path / "w").chmod(0o711)
        return plan.load(str(self.file))

    def postgresql(self, statements: str, database: str = "fund") -> str:
        """What psql answers."""
        argv = [
            *postgresql.client(self.engines["postgresql"], "psql"),
            "-XAtqw",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            database,
        ]
        return run(argv, stdin=statements.encode(), seconds=60).strip()

    def mariadb(self, statements: str, database: str = "fund") -> str:
        """What mariadb answers."""
        argv = [*mariadb.client(self.engines["mariadb"], "mariadb"), "-N", "-B", "--", database]
        return run(argv, stdin=statements.encode(), seconds=60).strip()


@contextmanager
def production() -> Iterator[Production]:
    """Both servers with something in them."""
    top = Path(tempfile.mkdtemp(prefix="hf", dir="/tmp"))
    top.chmod(0o711)
    try:
        with ExitStack() as stack:
            engines = [stack.enter_context(_postgresql(top)), stack.enter_context(_mariadb(top))]
            made = Production(top, engines)
            made.postgresql(POSTGRESQL, "template1")
            made.postgresql(FUND)
            made.mariadb(MARIADB, "mysql")
            yield made
    finally:
        shutil.rmtree(top, ignore_errors=True)


@contextmanager
def _postgresql(top: Path) -> Iterator[Engine]:
    owner, place, archive = account("postgres"), top / "p", top / "wal"
    for directory in (place, archive):
        directory.mkdir(mode=0o700)
        give(str(directory), owner)
    data = place / "data"
    run([*acting_as(owner), postgresql.tool("initdb"), "-A", "trust", "--no-sync", "-E", "UTF8", "-D", str(data)])
    archiving = f"test ! -f {archive}/%f && cp %p {archive}/%f"
    settings = f"-k {place} -c listen_addresses= -c fsync=off -c wal_level=replica -c archive_mode=on"
    words = [*acting_as(owner), postgresql.tool("pg_ctl"), "-w", "-D", str(data), "-l", str(place / "log")]
    try:
        run([*words, "-o", f'{settings} -c archive_command="{archiving}"', "start"])
        yield Engine("postgresql", str(place), 5432, owner, (), str(archive))
    finally:
        subprocess.run([*words, "-m", "immediate", "stop"], capture_output=True, check=False)


@contextmanager
def _mariadb(top: Path) -> Iterator[Engine]:
    owner, place = account("mysql"), top / "m"
    place.mkdir(mode=0o700)
    give(str(place), owner)
    data = f"--datadir={place}/data"
    method = ["--auth-root-authentication-method=socket", f"--auth-root-socket-user={owner}", "--skip-test-db"]
    run([*acting_as(owner), "mariadb-install-db", "--no-defaults", data, *method])
    words = ["--skip-networking", f"--socket={place}/s", f"--pid-file={place}/pid", f"--log-error={place}/log"]
    words += [
        f"--log-bin={place}/data/binlog",
        "--server-id=1",
        "--binlog-format=ROW",
        "--innodb-flush-log-at-trx-commit=0",
    ]
    process = subprocess.Popen(
        [*acting_as(owner), "mariadbd", "--no-defaults", data, *words], start_new_session=True, env=ENVIRONMENT
    )
    try:
        deadline = time.monotonic() + 30
        while not (place / "s").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        yield Engine("mariadb", f"{place}/s", 0, owner, (), "binary")
    finally:
        os.killpg(process.pid, 9)
        process.wait()
