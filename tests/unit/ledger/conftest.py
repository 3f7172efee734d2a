"""A ledger of three small entries, and the instant of its making."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from hfcheck.ledger import Ledger, SigningKey, create_key
from hfcheck.model import SHANGHAI

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI)


def finding(run: str, host: str = "app-01", check: str = "disk.used", **more: object) -> dict[str, object]:
    fixed = {"id": f"run/{run}/{host}/{check}", "type": "finding", "at": NOW.isoformat(), "run": run}
    return {**fixed, "host": host, "check": check, "verdict": "conforms", **more}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path) as ledger:
        yield ledger


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    (tmp_path / "keys").mkdir()
    return create_key(tmp_path / "keys" / "station.pem")
