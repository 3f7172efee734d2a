"""What is to be backed up, where to, and how long it is kept: the file that the role writes, refused where unfit.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple

from hfcheck.target.backup.running import Failed

KEEPS = ("daily", "weekly", "monthly")


class Engine(NamedTuple):
    """A database server on a local socket; `account` is whom its programs run as. `databases` empty: all there are."""

    kind: str
    socket: str
    port: int
    account: str
    databases: tuple[str, ...]
    # PostgreSQL: the directory that archive_command fills; MariaDB: anything, its binary logs are where they are.
    logs: str
    user: str = ""  # of the database; empty: the one named like the account


class Repository(NamedTuple):
    """A restic repository; the password stands in a file that only root reads. `options`: restic's -o."""

    url: str
    password_file: str
    options: tuple[str, ...]


class Plan(NamedTuple):
    """Everything a run goes by; directories are absolute paths."""

    host: str
    local: Repository
    offsite: Repository | None
    engines: tuple[Engine, ...]
    paths: tuple[str, ...]
    keep: dict[str, int]
    work: str
    state: str
    subset: str
    stale_hours: float
    # Files that no snapshot holds besides the password of its repository, such as the key for the other place.
    secrets: tuple[str, ...] = ()


def load(path: str) -> Plan:
    """The plan in a JSON file; Failed says what does not fit."""
    try:
        with open(path, encoding="utf-8") as file:
            given = json.load(file)
    except (OSError, ValueError) as problem:
        raise Failed(f"expected a plan in {path}, found {problem}") from None
    try:
        return _plan(given)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Failed(f"{path}: expected the plan of a backup, found {type(problem).__name__} {problem}") from None


def _plan(given: Any) -> Plan:
    keep = {word: int(given["keep"][word]) for word in KEEPS}
    if min(keep.values()) < 0 or not any(keep.values()):
        raise Failed(f"expected something to be kept, found {keep}")
    offsite = given.get("offsite")
    return Plan(
        host=str(given["host"]),
        local=_repository(given["local"]),
        offsite=_repository(offsite) if offsite else None,
        engines=tuple(_engine(one) for one in given["engines"]),
        paths=tuple(_absolute(path) for path in given["paths"]),
        keep=keep,
        work=_absolute(given["work"]),
        state=_absolute(given["state"]),
        subset=str(given["subset"]),
        stale_hours=float(given["stale_hours"]),
        secrets=tuple(_absolute(path) for path in given.get("secrets", ())),
    )


def _repository(given: Any) -> Repository:
    return Repository(str(given["url"]), _absolute(given["password_file"]), tuple(map(str, given.get("options", ()))))


def _engine(given: Any) -> Engine:
    kind = given["kind"]
    if kind not in ("postgresql", "mariadb"):
        raise Failed(f"expected postgresql or mariadb as the kind of a database, found {kind!r}")
    databases = tuple(map(str, given.get("databases") or ()))
    socket, logs = _absolute(given["socket"]), str(given.get("logs") or "")
    return Engine(kind, socket, int(given.get("port", 5432)), str(given["account"]), databases, logs)


def _absolute(path: Any) -> str:
    if not isinstance(path, str) or not os.path.isabs(path):
        raise Failed(f"expected an absolute path, found {path!r}")
    return path
