"""What tests of the programs for the target share."""

from pathlib import Path

import pytest

from tests.unit.target.trial_machine import Machine, installed


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return installed(tmp_path, monkeypatch)
