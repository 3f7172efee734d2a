"""PostgreSQL: dumps with the fingerprints of the very same snapshot, restored into any server on a local socket.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import glob
import os
import re
import time
from contextlib import contextmanager
from typing import Iterator, Sequence

from hfcheck.target.backup import fingerprint, units
from hfcheck.target.backup.fingerprint import DIGITS, Tables, label, unhexed
from hfcheck.target.backup.plan import Engine
from hfcheck.target.backup.running import Failed, acting_as, give, run, run_between
from hfcheck.target.backup.session import Session, session
from hfcheck.target.backup.units import Unit

# The text of a value must not hang on who asks; a database's own functions must not stand in for the server's.
SETTINGS = """
SET search_path = pg_catalog; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
SET extra_float_digits = 3; SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET row_security = off;
SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s';
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
"""
DATABASES = """
SELECT encode(convert_to(datname, 'UTF8'), 'hex') FROM pg_database
WHERE datallowconn AND NOT datistemplate ORDER BY 1
"""
# Tables of extensions come with the extension; views, and what is materialised from others, are no data of their own.
TABLES = """
SELECT encode(convert_to(n.nspname, 'UTF8'), 'hex'), encode(convert_to(c.relname, 'UTF8'), 'hex'),
  coalesce(string_agg(encode(convert_to(a.attname, 'UTF8'), 'hex'), ',' ORDER BY a.attnum), '')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
GROUP BY 1, 2, c.oid ORDER BY 1, 2
"""
# No role of any backup has this name, so that those in the dump can all be made.
SCRATCH_OWNER = "hfcheck_scratch"
ROLES = "postgresql.roles.sql"
PORT = 5432
LOW_MEMORY = ("shared_buffers=32MB", "max_wal_size=256MB", "fsync=off", "full_page_writes=off")
PATIENCE = 60


def client(engine: Engine, program: str) -> list[str]:
    """The words that a program of PostgreSQL begins with when it is about this server."""
    named = ["-U", engine.user] if engine.user else []
    return [*acting_as(engine.account), program, "-h", engine.socket, "-p", str(engine.port), *named]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _conninfo(database: str) -> str:
    # A bare name with "=" in it would be taken for settings of the connection.
    return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'"


@contextmanager
def _asking(engine: Engine, database: str) -> Iterator[Session]:
    argv = [*client(engine, "psql"), "-XAtqw", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", _conninfo(database)]
    with session(argv) as asked:
        yield asked


def databases(engine: Engine) -> list[str]:
    """The databases that the plan names, or all; Failed when a named one is not there."""
    with _asking(engine, "template1") as asked:
        there = [unhexed(row[0]) for row in asked.ask(DATABASES)]
    lost = sorted(set(engine.databases) - set(there))
    if lost or not there:
        raise Failed(f"postgresql: expected the databases {lost or 'of a server'}, found {there}")
    return list(engine.databases) or there


def fingerprints(asked: Session) -> Tables:
    """The fingerprint of every table, as this session sees them."""
    found = {}
    for schema, name, columns in asked.ask(TABLES):
        names = [unhexed(column) for column in columns.split(",") if column]
        table = label(unhexed(schema), unhexed(name))
        found[table] = fingerprint.table(asked.ask(_statement(unhexed(schema), unhexed(name), names)), table)
    return found


def _statement(schema: str, name: str, columns: Sequence[str]) -> str:
    hashed = "coalesce(encode(sha256(convert_to({}::text, getdatabaseencoding())), 'hex'), '-')"
    row = " || ".join(hashed.format(_quoted(column)) for column in columns) or "''"
    # The names are quoted.
    return f"""
SELECT count(*), count(h), coalesce(sum(('x' || left(h, {DIGITS}))::bit({4 * DIGITS})::bigint), 0)
FROM (
  SELECT encode(sha256(convert_to({row}, 'SQL_ASCII')), 'hex') AS h FROM ONLY {_quoted(schema)}.{_quoted(name)}
) AS t
"""  # noqa: S608


def dump(engine: Engine, directory: str) -> list[Unit]:
    """Dump every database, each with the fingerprints of its snapshot; Failed when one is not whole."""
    roles = os.path.join(directory, ROLES)
    run_between([*client(engine, "pg_dumpall"), "-w", "--roles-only"], None, roles)
    if os.path.getsize(roles) == 0:
        raise Failed("postgresql: expected the roles of the server, found an empty file")
    return [_dumped(engine, database, number, directory) for number, database in enumerate(databases(engine))]


def _dumped(engine: Engine, database: str, number: int, directory: str) -> Unit:
    file = f"postgresql.{number:03}.dump"
    path = os.path.join(directory, file)
    with _asking(engine, database) as asked:
        asked.ask(SETTINGS)
        ((snapshot, position, version),) = asked.ask(
            "SELECT pg_export_snapshot(), CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
            " ELSE pg_current_wal_lsn() END, current_setting('server_version')"
        )
        # Not compressed: the repository does that, and finds again what did not change since the last time.
        argv = [*client(engine, "pg_dump"), "-w", "-Fc", "-Z0", f"--snapshot={snapshot}", "-d", _conninfo(database)]
        run_between(argv, None, path)
        tables = fingerprints(asked)
    held = _held(path)
    if held < len(tables):
        raise Failed(f"postgresql: expected {len(tables)} tables in the dump of {label(database)}, found {held}")
    size, sha256 = units.measured(path)
    return Unit("postgresql", database, file, size, sha256, position, {"version": version}, tables)


def _held(path: str) -> int:
    """For how many tables a dump holds data."""
    return len(re.findall(r"^\d+; \d+ \d+ TABLE DATA ", run([tool("pg_restore"), "--list", path]), re.MULTILINE))


def tool(program: str) -> str:
    """The program of the newest server here; Failed where there is none."""
    found = glob.glob(f"/usr/lib/postgresql/*/bin/{program}")
    if not found:
        raise Failed(f"expected {program} of a PostgreSQL server, found none below /usr/lib/postgresql")
    return max(found, key=lambda path: float(path.split("/")[4]))


def create(engine: Engine, unit: Unit, path: str, target: str = "") -> None:
    """Restore a dump as a database of its own name, or as `target`; one that is there already is refused."""
    restored = [*client(engine, tool("pg_restore")), "-w", "--exit-on-error", "--no-tablespaces"]
    if not target:
        run_between([*restored, "--create", "-d", "template1"], path, None)
        return
    with _asking(engine, "template1") as asked:
        asked.ask(f"CREATE DATABASE {_quoted(target)} TEMPLATE template0")
    run_between([*restored, "-d", _conninfo(target)], path, None)


def seen(engine: Engine, database: str) -> Tables:
    """The fingerprints of a restored database."""
    with _asking(engine, database) as asked:
        asked.ask(SETTINGS)
        return fingerprints(asked)


@contextmanager
def scratch(account: str, directory: str, dumps: str) -> Iterator[Engine]:
    """A server of its own in the directory, on a socket alone, with the roles of the dump; gone at the end."""
    engine = Engine("postgresql", directory, PORT, account, (), "", SCRATCH_OWNER)
    data, log = os.path.join(directory, "data"), os.path.join(directory, "log")
    give(directory, account)
    initialise(account, data)
    with serving(account, data, directory, log):
        with _asking(engine, "template1") as asked:
            asked.ask("DROP DATABASE postgres")
        make_roles(engine, os.path.join(dumps, ROLES))
        yield engine


def make_roles(engine: Engine, path: str) -> None:
    """Make the roles of a dump in a server that has none of them."""
    argv = [*client(engine, "psql"), "-Xqw", "-v", "ON_ERROR_STOP=1", "-d", "template1"]
    run_between(argv, path, None)


def initialise(account: str, data: str) -> None:
    """Make the files of a new server."""
    run([*acting_as(account), tool("initdb"), "-U", SCRATCH_OWNER, "-A", "peer", "--no-sync", "-E", "UTF8", "-D", data])
    with open(os.path.join(data, "pg_hba.conf"), "w", encoding="ascii") as rules:
        # The socket stands in a directory that only its owner enters.
        rules.write("local all all trust\n")


@contextmanager
def serving(account: str, data: str, directory: str, log: str, seconds: int = PATIENCE) -> Iterator[None]:
    """The server of these files, as long as it is needed: no network, none of the machine's own settings."""
    settings = [f"unix_socket_directories={directory}", "listen_addresses=", f"port={PORT}", "archive_mode=off"]
    words = " ".join(f"-c {setting}" for setting in [*settings, *LOW_MEMORY])
    control = [*acting_as(account), tool("pg_ctl"), "-D", data, "-t", str(seconds), "-w"]
    try:
        run([*control, "-l", log, "-o", words, "start"], seconds=seconds + 30)
        yield
    finally:
        if os.path.exists(os.path.join(data, "postmaster.pid")):
            run([*control, "-m", "immediate", "stop"], seconds=seconds + 30)
            _gone(data)


def _gone(data: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while os.path.exists(os.path.join(data, "postmaster.pid")) and time.monotonic() < deadline:
        time.sleep(0.05)
