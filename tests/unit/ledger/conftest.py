"""A ledger of three small entries, and the instant of its making."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from hfcheck.ledger import Ledger, SigningKey, create_key, signature_event
from hfcheck.model import SHANGHAI

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI)
COUNT = 20


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


@pytest.fixture
def engineer(tmp_path: Path, key: SigningKey) -> SigningKey:
    """李工's own key, beside the station's."""
    return create_key(tmp_path / "keys" / "李工.pem")


@pytest.fixture
def whole(path: Path, key: SigningKey, engineer: SigningKey) -> Path:
    """A closed ledger: 20 findings, a seal of them as entry 21, a signature under entry 5 as entry 22."""
    with Ledger.open(path) as ledger:
        ledger.append([finding(f"r{number:02d}") for number in range(1, COUNT + 1)], NOW)
        ledger.seal(key, NOW)
        fifth = next(ledger.entries(after_seq=4))
        ledger.append([signature_event(fifth, engineer, "李工", "inspector", NOW)], NOW)
    return path
