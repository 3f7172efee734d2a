"""A simulated device of a release, in health or with its faults, that stays for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices.device import Device

from .platforms import PLATFORMS
from .telling import talking


@pytest.fixture(scope="module")
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, Session]]:
    platform, release, ill = request.param
    faults = PLATFORMS[platform].faults[release] if ill else {}
    with talking(tmp_path_factory.mktemp("lab"), platform, release, faults=faults) as found:
        yield found
