from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.report import RoundRecord, read_record
from hfcheck.station import Station
from tests.unit.report.sample import fill


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """The sample's station; tests only read it."""
    return fill(tmp_path_factory.mktemp("station"))


@pytest.fixture(scope="session")
def record(station: Station) -> RoundRecord:
    return read_record(station)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
