"""Prompts of each platform, their roles in a pair, and what stands beside them."""

from __future__ import annotations

import pytest

from hfcheck.device.prompts import exact, is_log, shape
from hfcheck.errors import ContentError

PROMPTS = [
    ("huawei_vrp", "<SW1>", "SW1"),
    ("huawei_vrp", "[~CE-1]", "CE-1"),
    ("huawei_vrp", "HRP_M<FW1>", "FW1"),
    ("h3c_comware", "RBM_P<FW-A>", "FW-A"),
    ("h3c_comware", "<Core SW>", "Core SW"),
    ("cisco_ios", "Switch#", "Switch"),
    ("cisco_ios", "Switch>", "Switch"),
    ("frr", "router.example#", "router.example"),
    ("ruijie_os", "Ruijie#", "Ruijie"),
    ("hillstone_stoneos", "SG-6000(M)#", "SG-6000"),
    ("hillstone_stoneos", "SG-6000#", "SG-6000"),
]


@pytest.mark.parametrize(("platform", "said", "hostname"), PROMPTS)
def test_a_prompt_fits_its_platform_and_tells_the_name(platform: str, said: str, hostname: str) -> None:
    assert shape(platform).is_line(f"{said} ")
    assert exact(platform, said).is_line(said)
    assert exact(platform, said).hostname == hostname


ROLES = [
    ("huawei_vrp", "HRP_M<FW1>", "HRP_S<FW1>"),
    ("huawei_vrp", "<FW1>", "HRP_A<FW1>"),
    ("h3c_comware", "RBM_P<FW1>", "RBM_S<FW1>"),
    ("hillstone_stoneos", "SG-6000(M)#", "SG-6000(B)#"),
    ("hillstone_stoneos", "SG-6000#", "SG-6000(M)#"),
]


@pytest.mark.parametrize(("platform", "before", "after"), ROLES)
def test_the_role_in_a_pair_may_change_and_nothing_else(platform: str, before: str, after: str) -> None:
    prompt = exact(platform, before)
    assert prompt.is_line(after)
    assert not prompt.is_line(after.replace("FW1", "FW2").replace("6000", "6001"))
    assert not prompt.is_line(after + "display version")


@pytest.mark.parametrize("line", ["Switch(config)#", "Switch (x)#", "## note ##", "<SW1>", "a b#"])
def test_what_is_no_prompt_of_ios(line: str) -> None:
    assert not shape("cisco_ios").is_line(line)


def test_an_unknown_platform_has_no_prompt() -> None:
    with pytest.raises(ContentError, match="found 'junos'"):
        shape("junos")


LOGS = [
    "Nov 23 2026 10:00:00+08:00 SW1 %%01SHELL/4/LOGIN(l)[12]:The user admin logged in.",
    "#Nov 23 2026 10:00:00 SW1 IFNET/1/LINKDOWN: link down",
    "%Nov 23 10:00:00:123 2026 SW1 SHELL/5/SHELL_LOGIN: admin logged in.",
    "*Nov  3 10:00:00.123: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up",
    "000123: *Nov 23 10:00:00: %SYS-5-CONFIG_I: Configured from console",
    "%LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/1, changed state to down",
    "2026-11-23 10:00:00, WARNING@NET: ethernet0/3 turned down",
    "2026-11-23 10:00:00, Event WARNING@NET: ethernet0/3 turned down",
]


@pytest.mark.parametrize("line", LOGS)
def test_messages_of_a_log_are_known(line: str) -> None:
    assert is_log(line)


@pytest.mark.parametrize("line", ["", "Nov 23", "Nov 23 2026 10:00:00", "% Invalid input", "x %SYS-5-A: b"])
def test_other_lines_are_none(line: str) -> None:
    assert not is_log(line)
