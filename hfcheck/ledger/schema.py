"""The ledger's file: its one table, the laws the database itself keeps, and how it is opened."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hfcheck.errors import LedgerBroken, LedgerError
from hfcheck.ledger.files import sync_directory

APPLICATION_ID = 0x48464C47  # "HFLG", so that file(1) and we can tell a ledger from any other database
VERSION = 1
BUSY_SECONDS = 60.0
CACHE_KIB = 16 * 1024
WAL_LIMIT = 64 * 1024 * 1024

# Indexes are on expressions over the body: nothing is stored twice, so nothing can disagree.
ID = "json_extract(body, '$.id')"
TYPE = "json_extract(body, '$.type')"
HOST = "json_extract(body, '$.host')"
CHECK = "json_extract(body, '$.check')"
VERDICT = "json_extract(body, '$.verdict')"

SCHEMA = f"""
CREATE TABLE entry (
    seq      INTEGER PRIMARY KEY,
    received TEXT NOT NULL,
    body     TEXT NOT NULL,
    hash     BLOB NOT NULL,
    CHECK (typeof(received) = 'text' AND typeof(body) = 'text' AND typeof(hash) = 'blob' AND length(hash) = 32)
);
CREATE UNIQUE INDEX entry_id ON entry ({ID});
CREATE INDEX entry_type ON entry ({TYPE});
CREATE INDEX entry_history ON entry ({HOST}, {CHECK}) WHERE {TYPE} = 'finding';
CREATE TRIGGER entry_appends BEFORE INSERT ON entry BEGIN
    SELECT RAISE(ABORT, 'an entry must follow the last one')
        WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry);
    SELECT RAISE(ABORT, 'an event must have an id of its own')
        WHERE json_extract(NEW.body, '$.id') IS NULL
           OR EXISTS (SELECT 1 FROM entry WHERE {ID} = json_extract(NEW.body, '$.id'));
END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN
    SELECT RAISE(ABORT, 'an entry cannot be changed');
END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN
    SELECT RAISE(ABORT, 'an entry cannot be removed');
END;
"""  # noqa: S608 - constants only
OBJECTS = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"


def head_file(ledger: Path) -> Path:
    """Where the code of the newest sealed head is kept: ledger.head beside ledger.db."""
    return ledger.with_suffix(".head")


@contextmanager
def spoken(path: Path, doing: str) -> Iterator[None]:
    """Turn what SQLite says into LedgerError, or LedgerBroken where the file itself is damaged."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        kind = LedgerBroken if code == sqlite3.SQLITE_CORRUPT else LedgerError
        waited = f" after waiting {BUSY_SECONDS:.0f} s for another writer" if code == sqlite3.SQLITE_BUSY else ""
        raise kind(f"could not {doing} {path}: {error}{waited}") from error


def create(path: Path) -> None:
    """Make an empty ledger (mode 0600) if there is none.

    The file appears under its name complete or not at all, so that neither a kill nor two stations starting at once
    can leave half a ledger.
    """
    if path.exists():
        return
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-") as directory, spoken(path, "create"):
            fresh = Path(directory, "ledger.db")
            fresh.touch(mode=0o600)
            _fill(fresh)
            os.link(fresh, path)
    except FileExistsError:
        return  # another process was quicker; its empty ledger is as good as ours
    except OSError as error:
        raise LedgerError(f"could not create {path}: {error.strerror}") from error
    sync_directory(path.parent)


def _fill(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(
            f"BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
        )


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open an existing ledger; text comes back as bytes. Raises LedgerError for anything that is not a ledger."""
    if not path.is_file():
        raise LedgerError(f"expected a ledger at {path}, found {'no file' if not path.exists() else 'something else'}")
    with spoken(path, "open"):
        connection = sqlite3.connect(_uri(path, writable), uri=True, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _uri(path: Path, writable: bool) -> str:
    # SQLite needs to write beside a WAL ledger even to read it; a closed copy on a read-only medium needs neither.
    frozen = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    mode = "mode=rw" if writable else "immutable=1" if frozen else "mode=ro"
    return f"{path.resolve().as_uri()}?{mode}"


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    if found != [APPLICATION_ID, VERSION]:
        raise LedgerError(f"expected a ledger of version {VERSION} at {path}, found another database {found}")
    connection.text_factory = bytes
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")


def expected_objects() -> dict[bytes, bytes]:
    """The tables, indexes and triggers of an untouched ledger: name → the statement that made it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        connection.text_factory = bytes
        return dict(connection.execute(OBJECTS))
