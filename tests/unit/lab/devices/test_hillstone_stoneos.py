"""Hillstone StoneOS: what it prints is what is so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices.device import Device
from hfcheck.network.facts import FACTS, sources
from hfcheck.network.observed import Missing

from .telling import ELSEWHERE, plain, shortener, talking, told

SHORT = shortener(
    ("xethernet", "xe"),
)
# StoneOS says what its clock is set to follow, not whether it does.
UNTOLD = frozenset({"clock"})
TABLES = sorted(fact for fact in FACTS if fact not in ELSEWHERE and sources("hillstone_stoneos", fact))


@pytest.fixture(scope="module", params=["stoneos5"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, Session]]:
    with talking(tmp_path_factory.mktemp("lab"), "hillstone_stoneos", request.param) as found:
        yield found


@pytest.mark.parametrize("fact", TABLES)
def test_a_table_reads_as_it_is(pair: tuple[Device, Session], fact: str) -> None:
    device, session = pair
    so, found = getattr(device.state, fact), told(session, "hillstone_stoneos", fact)
    if not so or fact in UNTOLD:
        assert found == so or isinstance(found, Missing)
    else:
        assert plain(found, SHORT) == plain(so, SHORT)
