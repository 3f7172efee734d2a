"""Ruijie RGOS: what it prints is what is so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices.device import Device
from hfcheck.network.facts import FACTS, sources
from hfcheck.network.observed import Missing

from .telling import ELSEWHERE, plain, shortener, talking, told

SHORT = shortener(
    ("TenGigabitEthernet", "Te"),
    ("GigabitEthernet", "Gi"),
    ("AggregatePort", "Ag"),
    # So `show lacp summary` calls them.
    ("Aggregate port", "Ag"),
)
TABLES = sorted(fact for fact in FACTS if fact not in ELSEWHERE and sources("ruijie_os", fact))


@pytest.fixture(scope="module", params=["rgos12"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, Session]]:
    with talking(tmp_path_factory.mktemp("lab"), "ruijie_os", request.param) as found:
        yield found


@pytest.mark.parametrize("fact", TABLES)
def test_a_table_reads_as_it_is(pair: tuple[Device, Session], fact: str) -> None:
    device, session = pair
    so, found = getattr(device.state, fact), told(session, "ruijie_os", fact)
    if not so:
        assert found == so or isinstance(found, Missing)
    else:
        assert plain(found, SHORT) == plain(so, SHORT)
