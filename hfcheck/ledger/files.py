"""Put a file in its place whole or not at all, also through a kill or a power cut."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hfcheck.errors import LedgerError


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directory(path: Path) -> None:
    """Make a private directory (0700) that survives a power cut, if it is not there."""
    try:
        path.mkdir(mode=0o700)
        sync_directory(path.parent)
    except FileExistsError:
        return
    except OSError as error:
        raise LedgerError(f"could not make {path}: {error.strerror}") from error


def replace(path: Path, data: bytes) -> None:
    """Write a file (mode 0600), replacing what has its name; raises LedgerError and leaves the old one if it fails."""
    with _written(path, data) as fresh:
        fresh.rename(path)


def publish(path: Path, data: bytes) -> bool:
    """Write a file (mode 0600) unless its name is taken; says whether it was written."""
    with _written(path, data) as fresh:
        try:
            os.link(fresh, path)
        except FileExistsError:
            return False
    return True


@contextmanager
def _written(path: Path, data: bytes) -> Iterator[Path]:
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(descriptor)
            yield Path(name)
            sync_directory(path.parent)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise LedgerError(f"could not write {path}: {error.strerror}") from error
