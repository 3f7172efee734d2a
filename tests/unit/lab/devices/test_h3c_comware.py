"""H3C Comware: what it prints is what is so, and how it takes a change back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices.device import Device
from hfcheck.network.facts import FACTS, sources
from hfcheck.network.observed import Missing

from .telling import ELSEWHERE, plain, shortener, talking, told

SHORT = shortener(
    ("Ten-GigabitEthernet", "XGE"), ("GigabitEthernet", "GE"), ("Bridge-Aggregation", "BAGG"),
    ("Vlan-interface", "Vlan"), ("InLoopBack", "InLoop"),
)
# Releases print the age of an address in seconds or minutes, and a pair says more than its state.
UNTOLD = {"arp": frozenset({"minutes"}), "high_availability": frozenset({"said"})}
# V5 lists the boards in a table that nobody reads yet.
UNREADABLE = {("v5", "modules")}
TABLES = sorted(fact for fact in FACTS if fact not in ELSEWHERE and sources("h3c_comware", fact))


@pytest.fixture(scope="module", params=["v7", "firewall", "v5"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, Session]]:
    with talking(tmp_path_factory.mktemp("lab"), "h3c_comware", request.param) as found:
        yield found


@pytest.mark.parametrize("fact", TABLES)
def test_a_table_reads_as_it_is(pair: tuple[Device, Session], fact: str) -> None:
    device, session = pair
    so, found = getattr(device.state, fact), told(session, "h3c_comware", fact)
    if not so or (device.spec.release, fact) in UNREADABLE:
        assert found == so or isinstance(found, Missing)
    else:
        untold = UNTOLD.get(fact, frozenset())
        assert plain(found, SHORT, untold) == plain(so, SHORT, untold)
