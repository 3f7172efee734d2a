"""The manifest beside the dumps: what each file is, what the tables in it held, and where the log stood.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any, NamedTuple

from hfcheck.target.backup.fingerprint import Tables, label, packed, unpacked
from hfcheck.target.backup.running import Failed

MANIFEST = "manifest.json"
VERSION = 1


class Unit(NamedTuple):
    """A database in a file. `about`: what its engine has to know to bring it back; `position`: where its log stood."""

    engine: str
    database: str
    file: str
    size: int
    sha256: str
    position: str
    about: dict[str, str]
    tables: Tables

    def name(self) -> str:
        """What it is called in results: its engine and its database."""
        return f"{self.engine}/{label(self.database)}"


class Manifest(NamedTuple):
    """The dumps of one run, all in one directory; `taken_at` is in seconds since the epoch."""

    host: str
    taken_at: float
    units: list[Unit]


def measured(path: str) -> tuple[int, str]:
    """The size of a file and its SHA-256."""
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def write(directory: str, manifest: Manifest) -> None:
    """Write the manifest into the directory of its dumps."""
    units = [{**unit._asdict(), "tables": packed(unit.tables)} for unit in manifest.units]
    body = {"version": VERSION, "host": manifest.host, "taken_at": manifest.taken_at, "units": units}
    with open(os.path.join(directory, MANIFEST), "w", encoding="utf-8") as file:
        file.write(as_text(body))
        file.flush()
        os.fsync(file.fileno())


def as_text(body: Any) -> str:
    """Plain values as JSON that people can read."""
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def read(directory: str) -> Manifest:
    """The manifest of a directory; Failed when it is not whole."""
    path = os.path.join(directory, MANIFEST)
    try:
        with open(path, encoding="utf-8") as file:
            given = json.load(file)
        if given["version"] != VERSION:
            raise Failed(f"expected version {VERSION} of a manifest, found {given['version']!r}")
        return Manifest(str(given["host"]), float(given["taken_at"]), [_unit(one) for one in given["units"]])
    except (OSError, KeyError, TypeError, ValueError) as problem:
        raise Failed(f"expected the manifest of a backup in {MANIFEST}, found {problem!r}") from None


def _unit(given: Any) -> Unit:
    file = str(given["file"])
    if os.path.basename(file) != file or file in ("", ".", ".."):
        raise Failed(f"expected the name of a dump, found {file[:80]!r}")
    about = {str(key): str(value) for key, value in given["about"].items()}
    return Unit(
        engine=str(given["engine"]),
        database=str(given["database"]),
        file=file,
        size=int(given["size"]),
        sha256=str(given["sha256"]),
        position=str(given["position"]),
        about=about,
        tables=unpacked(given["tables"]),
    )
