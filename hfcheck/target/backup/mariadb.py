"""MariaDB: dumps with the fingerprints of the very same snapshot, restored into any server on a local socket.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from typing import IO, Iterator, Sequence

from hfcheck.target.backup import fingerprint, units
from hfcheck.target.backup.fingerprint import DIGITS, Tables, label, unhexed
from hfcheck.target.backup.plan import Engine
from hfcheck.target.backup.running import Failed, acting_as, end, give, run, run_between, said, started, tail
from hfcheck.target.backup.session import Session, session
from hfcheck.target.backup.units import Unit

SETTINGS = """
SET NAMES utf8mb4, time_zone = '+00:00', sql_mode = '', max_statement_time = 0, lock_wait_timeout = 60
"""
# While the lock is held nothing is written: what every client sees from there on is the same.
LOCK = "FLUSH TABLES WITH READ LOCK; START TRANSACTION WITH CONSISTENT SNAPSHOT"
DATABASES = """
SELECT HEX(schema_name), default_character_set_name, default_collation_name FROM information_schema.schemata
WHERE schema_name NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys') ORDER BY 1
"""
TABLES = """
SET SESSION group_concat_max_len = 1048576;
SELECT HEX(t.table_name), GROUP_CONCAT(HEX(c.column_name) ORDER BY c.ordinal_position)
FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
WHERE t.table_schema = '{}' AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') GROUP BY t.table_name ORDER BY 1
"""
USERS = "mariadb.users.sql"
PATIENCE = 60.0
LAST_LINE = b"-- Dump completed"


def client(engine: Engine, program: str) -> list[str]:
    """The words that a program of MariaDB begins with when it is about this server."""
    # No file of settings: it could hold a password, another server, another character set.
    named = [f"--user={engine.user}"] if engine.user else []
    return [*acting_as(engine.account), program, "--no-defaults", f"--socket={engine.socket}", *named]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _text(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "''") + "'"


@contextmanager
def _asking(engine: Engine) -> Iterator[Session]:
    argv = [
        *client(engine, "mariadb"),
        "--batch",
        "--skip-column-names",
        "--unbuffered",
        "--default-character-set=utf8mb4",
    ]
    with session(argv) as asked:
        asked.ask(SETTINGS)
        yield asked


def _databases(engine: Engine, asked: Session) -> dict[str, dict[str, str]]:
    """Database → what it was made with."""
    rows = {
        unhexed(name): {"charset": charset, "collation": collation} for name, charset, collation in asked.ask(DATABASES)
    }
    lost = sorted(set(engine.databases) - set(rows))
    if lost or not rows:
        raise Failed(f"mariadb: expected the databases {lost or 'of a server'}, found {sorted(rows)}")
    return {name: about for name, about in rows.items() if not engine.databases or name in engine.databases}


def databases(engine: Engine) -> list[str]:
    """The databases that the plan names, or all but the server's own; Failed when a named one is not there."""
    with _asking(engine) as asked:
        return list(_databases(engine, asked))


def fingerprints(asked: Session, database: str) -> Tables:
    """The fingerprint of every table of a database, as this session sees them."""
    found = {}
    for name, columns in asked.ask(TABLES.format("{}").replace("'{}'", _text(database))):
        table, names = label(unhexed(name)), [unhexed(column) for column in columns.split(",")]
        found[table] = fingerprint.table(asked.ask(_statement(database, unhexed(name), names)), table)
    return found


def _statement(database: str, name: str, columns: Sequence[str]) -> str:
    row = ", ".join(f"COALESCE(SHA2({_quoted(column)}, 256), '-')" for column in columns)
    # The names are quoted.
    return f"""
SELECT COUNT(*), COUNT(h), COALESCE(SUM(CAST(CONV(LEFT(h, {DIGITS}), 16, 10) AS UNSIGNED)), 0)
FROM (SELECT SHA2(CONCAT({row}), 256) AS h FROM {_quoted(database)}.{_quoted(name)}) AS t
"""  # noqa: S608


def dump(engine: Engine, directory: str) -> list[Unit]:
    """Dump every database into the directory, all of the same instant; Failed when one is not whole."""
    users = os.path.join(directory, USERS)
    run_between([*client(engine, "mariadb-dump"), "--system=users"], None, users)
    with _asking(engine) as asked:
        known = _databases(engine, asked)
        position, about = _locked_dumps(engine, asked, list(known), directory)
        tables = {database: fingerprints(asked, database) for database in known}
    return [
        _unit(_path(directory, number), database, position, {**about, **known[database]}, tables[database])
        for number, database in enumerate(known)
    ]


def _locked_dumps(engine: Engine, asked: Session, known: Sequence[str], directory: str) -> tuple[str, dict[str, str]]:
    """Let the dumps begin under one short lock, and wait for them: (where the binary log stood, the server's ways)."""
    with ExitStack() as stack:
        asked.ask(LOCK)
        ((logging, version, lower_case),) = asked.ask("SELECT @@log_bin, @@version, @@lower_case_table_names")
        position = " ".join(asked.ask("SHOW MASTER STATUS")[0][:2]) if logging == "1" else ""
        dumps = [stack.enter_context(_Dump(engine, name, _path(directory, n))) for n, name in enumerate(known)]
        for one in dumps:
            one.has_begun()
        asked.ask("UNLOCK TABLES")
        for one in dumps:
            one.has_ended()
    return position, {"version": version, "lower_case_table_names": lower_case}


def _path(directory: str, number: int) -> str:
    return os.path.join(directory, f"mariadb.{number:03}.sql")


class _Dump:
    """A mariadb-dump that writes a file; it says on its error output when its transaction has begun."""

    def __init__(self, engine: Engine, database: str, path: str) -> None:
        self._database = database
        argv = [*client(engine, "mariadb-dump"), "--verbose", "--single-transaction", "--quick", "--hex-blob"]
        argv += ["--routines", "--events", "--triggers", "--skip-dump-date", "--default-character-set=utf8mb4"]
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as writes:
            self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - __exit__ closes it
            self._process = started([*argv, "--", database], subprocess.DEVNULL, writes, self._complaints)

    def __enter__(self) -> _Dump:
        return self

    def __exit__(self, *_: object) -> None:
        end(self._process)
        self._complaints.close()

    def has_begun(self) -> None:
        """Wait until the first table is looked at, or the end of a dump without any."""
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and b"-- Retrieving " not in self._head():
            if time.monotonic() > deadline:
                raise Failed(f"mariadb-dump: {label(self._database)} did not begin within {PATIENCE:.0f} seconds")
            time.sleep(0.005)

    def _head(self) -> bytes:
        # Not read through the file object: its place is where the program goes on writing.
        return os.pread(self._complaints.fileno(), 4096, 0)

    def has_ended(self) -> None:
        """Wait for the end; Failed with the program's words when it is a bad one."""
        if self._process.wait() != 0:
            words = [line for line in tail(self._complaints).splitlines() if not line.startswith(b"--")]
            raise Failed(f"mariadb-dump ended with {self._process.returncode}: {said(b' '.join(words))}")


def _unit(path: str, database: str, position: str, about: dict[str, str], tables: Tables) -> Unit:
    with open(path, "rb") as file:
        if tail(file).rstrip().splitlines()[-1:] != [LAST_LINE]:
            raise Failed(f"mariadb: expected the last line of the dump of {label(database)}, found none")
    size, sha256 = units.measured(path)
    return Unit("mariadb", database, os.path.basename(path), size, sha256, position, about, tables)


def create(engine: Engine, unit: Unit, path: str, target: str = "") -> None:
    """Restore a dump as a database of its own name, or as `target`; one that is there already is refused."""
    database = target or unit.database
    with _asking(engine) as asked:
        charset, collation = _word(unit.about["charset"]), _word(unit.about["collation"])
        asked.ask(f"CREATE DATABASE {_quoted(database)} CHARACTER SET {charset} COLLATE {collation}")
    argv = [*client(engine, "mariadb"), "--default-character-set=utf8mb4", "--batch", "--", database]
    run_between(argv, path, None)


def _word(text: str) -> str:
    if not text.replace("_", "").isalnum() or not text.isascii():
        raise Failed(f"expected the name of a character set, found {text[:40]!r}")
    return text


def seen(engine: Engine, database: str) -> Tables:
    """The fingerprints of a restored database."""
    with _asking(engine) as asked:
        return fingerprints(asked, database)


@contextmanager
def scratch(account: str, directory: str, unit: Unit) -> Iterator[Engine]:
    """A server of its own in the directory, on a socket alone, with the ways of the unit's server; gone at the end."""
    data, socket = os.path.join(directory, "data"), os.path.join(directory, "s")
    give(directory, account)
    as_account = acting_as(account)
    method = "--auth-root-authentication-method=normal"
    run([*as_account, "mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", method])
    lower_case = unit.about.get("lower_case_table_names", "0")
    argv = [*as_account, _server(), "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking"]
    argv += [f"--pid-file={directory}/pid", "--innodb-flush-log-at-trx-commit=0", "--event-scheduler=OFF"]
    argv += ["--innodb-buffer-pool-size=64M", "--max-allowed-packet=1G", f"--lower-case-table-names={int(lower_case)}"]
    with tempfile.TemporaryFile() as log:
        process = started(argv, subprocess.DEVNULL, log, log)
        try:
            _answers(process, socket, log)
            yield Engine("mariadb", socket, 0, account, (), "", "root")
        finally:
            end(process)


def _server() -> str:
    found = shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/bin")
    if found is None:
        raise Failed("expected the program mariadbd, found none")
    return found


def _answers(process: subprocess.Popen[bytes], socket: str, log: IO[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not os.path.exists(socket):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed(f"mariadbd did not answer: {said(tail(log))}")
        time.sleep(0.05)


def finished_logs(engine: Engine) -> list[str]:
    """The binary logs but the one that is being written, after a new one was begun."""
    with _asking(engine) as asked:
        asked.ask("FLUSH BINARY LOGS")
        ((stem,),) = asked.ask("SELECT @@log_bin_basename")
        names = [row[0] for row in asked.ask("SHOW BINARY LOGS")]
    return [os.path.join(os.path.dirname(stem), name) for name in names[:-1]]


def logs_from(directory: str, first: str) -> list[str]:
    """The binary logs anywhere below a directory from the one named `first` on, in their order."""
    stem = first.rpartition(".")[0] + "."
    found = {
        name: os.path.join(at, name) for at, _, names in os.walk(directory) for name in names if name.startswith(stem)
    }
    if first not in found:
        raise Failed(f"expected the binary log {first} in the snapshot of logs, found {sorted(found)[:3]}")
    return [path for name, path in sorted(found.items()) if name >= first]


def replay(engine: Engine, database: str, paths: Sequence[str], position: int, until: str) -> None:
    """Do again what binary logs hold of a database, from a position in the first until a time (UTC)."""
    statements = os.path.join(os.path.dirname(engine.socket), "replay.sql")
    words = [f"--start-position={position}", f"--stop-datetime={until}", f"--database={database}"]
    run_between(["mariadb-binlog", "--no-defaults", *words, *paths], None, statements)
    run_between([*client(engine, "mariadb"), "--binary-mode", "--batch"], statements, None)
