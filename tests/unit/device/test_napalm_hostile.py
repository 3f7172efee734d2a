"""Whatever a device prints, a getter tells something or raises NotSeen; it never crashes and never tells nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import napalm
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfcheck.device.napalm_errors import NotSeen
from hfcheck.network.observed import Heard, Outcome

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network"
PLATFORMS = {"huawei_vrp": "huawei_vrp", "h3c_comware": "h3c_comware", "ios": "cisco_ios"}
# What these tell may well be nothing: no port has an address, no server and no user is configured.
MAY_BE_EMPTY = {"get_interfaces_ip", "get_ntp_servers", "get_users"}
REFUSALS = [
    "",
    "\n",
    "             ^\n% Invalid input detected at '^' marker.",
    "Error: Unrecognized command found at '^' position.",
    "Error: You do not have permission to run the command.",
    " % Unrecognized command found at '^' position.",
    "  ---- More ----",
]


def getters(driver: Any) -> list[str]:
    own = [name for kind in type(driver).__mro__ for name in vars(kind) if kind.__module__.startswith(("hf", "custom"))]
    return sorted({name for name in own if name.startswith("get_")})


def hearing(name: str, text: str) -> Any:
    """A driver whose device answers each line with this text."""

    def ask_all(lines: Sequence[str]) -> list[Heard]:
        return [Heard(line, Outcome.ANSWERED, text) for line in lines]

    driver = napalm.get_network_driver(name)("198.51.100.1", "inspector", "x")
    driver._session = SimpleNamespace(
        hostname="sw", alive=False, ask_all=ask_all, ask=lambda line: ask_all([line])[0], close=lambda: None
    )
    return driver


@pytest.mark.parametrize("text", REFUSALS)
@pytest.mark.parametrize("name", ["huawei_vrp", "h3c_comware", "ruijie_os", "hillstone_stoneos", "ios"])
def test_no_getter_takes_a_refusal_for_an_answer(name: str, text: str) -> None:
    driver = hearing(name, text)
    for getter in getters(driver):
        with pytest.raises(NotSeen):
            getattr(driver, getter)()


@pytest.mark.parametrize("name", PLATFORMS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_getter_crashes_or_tells_nothing(name: str, data: st.DataObject) -> None:
    seeds = sorted((FIXTURES / PLATFORMS[name]).glob("*/*.raw"))
    text = data.draw(st.sampled_from(seeds)).read_bytes().decode()
    start = data.draw(st.integers(0, len(text)))
    garbled = text[:start] + data.draw(st.sampled_from(["", "\n", "9" * 30, " ", "温度", "\x00"]) | st.text(max_size=6))
    driver = hearing(name, garbled + text[start + data.draw(st.sampled_from([0, 1, 7, 400])) :])
    for getter in getters(driver):
        with suppress(NotSeen):
            found = getattr(driver, getter)()
            assert found is not None
            assert found or getter in MAY_BE_EMPTY


def test_a_table_without_a_row_is_not_an_empty_table() -> None:
    with pytest.raises(NotSeen, match="display transceiver verbose: "):
        hearing("huawei_vrp", "----").get_optics()
