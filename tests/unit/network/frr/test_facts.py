"""Every fact of FRRouting from the written outputs, in its shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hfcheck.network.command import commands
from hfcheck.network.facts import FACTS, Adjacency, Identity, Route, sources
from hfcheck.network.observed import Heard, Missing, Outcome, read
from hfcheck.network.reply import State

PLATFORM = "frr"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM


def fact(name: str, case: str = "router") -> Any:
    line = sources(PLATFORM, name)[0].line
    raw = FIXTURES / commands(PLATFORM)[line].slug / f"{case}.raw"
    return read(PLATFORM, name, Heard(line, Outcome.ANSWERED, raw.read_text()))


def test_what_it_tells() -> None:
    assert {name for name in FACTS if sources(PLATFORM, name)} == {
        "identity",
        "interfaces",
        "routes",
        "ospf",
        "bgp",
        "running",
    }


def test_a_router_and_its_neighbours() -> None:
    assert fact("identity") == Identity("FRRouting", None, "8.4.4", None)
    assert [(one.name, one.up, one.enabled, one.speed_mbps) for one in fact("interfaces")] == [
        ("eth0", True, True, 10000),
        ("lo", True, True, None),
    ]
    assert fact("routes")[1] == Route("10.78.0.0/24", "bgp", "10.77.0.2", "eth0", 20, 0)
    assert fact("routes")[3] == Route("10.98.0.0/16", "static", None, "Null0", 1, 0)
    assert fact("ospf") == (Adjacency("10.78.0.1", up=True, state="full", interface="eth0", seconds=4),)
    assert [(one.neighbour, one.up, one.prefixes) for one in fact("bgp")] == [
        ("10.77.0.2", True, 2),
        ("10.77.0.77", False, None),
    ]


def test_a_router_that_runs_nothing_has_no_neighbours() -> None:
    assert (fact("ospf", "none"), fact("bgp", "none"), fact("routes", "none")) == ((), (), ())


def test_no_secret_is_left_in_a_configuration() -> None:
    text = "\n".join(fact("running").lines)
    assert "BgpSecret9" not in text
    assert "SecretKey1" not in text
    assert fact("running").hostname == "p7a"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("ospfd is not running", State.UNSUPPORTED),
        ("% Unknown command: show ip ospf neighbor json", State.REJECTED),
        ('{"neighbors": {', State.UNREADABLE),
        ("[" * 100_000, State.UNREADABLE),
        ('{"neighbors": []}', State.UNREADABLE),
        ('{"neighbors": {"10.78.0.1": [{"ifaceName": true, "address": "10.77.0.2"}]}}', State.UNREADABLE),
    ],
)
def test_what_is_no_answer_is_a_state(said: str, state: State) -> None:
    found = read(PLATFORM, "ospf", Heard("show ip ospf neighbor json", Outcome.ANSWERED, said))
    assert isinstance(found, Missing)
    assert found.state is state
