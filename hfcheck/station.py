"""The station: where this installation keeps its data, and what its clock says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI

STATION_SIGNER = "station"
PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Station:
    """One data directory. Directories are made private when they are first asked for; raises InputError."""

    root: Path

    @property
    def ledger(self) -> Path:
        """The ledger's SQLite file."""
        return self._directory(".") / "ledger.db"

    @property
    def evidence(self) -> Path:
        """The content-addressed store of raw outputs and plans."""
        return self._directory("evidence")

    @property
    def runs(self) -> Path:
        """The spool: one directory for each run that is not yet in the ledger."""
        return self._directory("runs")

    @property
    def changes(self) -> Path:
        """What was done to devices: a record of each change, with the kept configuration."""
        return self._directory("changes")

    @property
    def runbooks(self) -> Path:
        """The journals of runbooks, by incident."""
        return self._directory("runbooks")

    @property
    def records(self) -> Path:
        """The documents."""
        return self._directory("records")

    @property
    def keys(self) -> Path:
        """Signing keys, readable by their owner alone."""
        return self._directory("keys")

    @property
    def key(self) -> Path:
        """The station's own signing key, which seals the ledger."""
        return self.keys / f"{STATION_SIGNER}.pem"

    def _directory(self, name: str) -> Path:
        path = self.root / name
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            found = f"{error.filename}: {error.strerror}"
            raise InputError(f"expected a data directory that can be written at {self.root}, found {found}") from error
        return path

    def now(self) -> datetime:
        """The station's clock, aware, in the centre's time zone."""
        return datetime.now(tz=SHANGHAI)


def current_station() -> Station:
    """The station that HFCHECK_DATA names, or `var/` of the project."""
    return Station(Path(os.environ.get("HFCHECK_DATA") or PROJECT / "var"))
