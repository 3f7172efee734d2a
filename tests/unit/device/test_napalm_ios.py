"""The stock IOS getters over our lines: filters applied here, rejections, and rows that they would drop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from napalm.ios import IOSDriver

from hfcheck.device.napalm_errors import ChangesRefused, NotSeen
from hfcheck.device.napalm_ios import IosDriver, Surface
from hfcheck.errors import ForbiddenLine
from hfcheck.network.observed import Heard, Outcome
from hfcheck.network.reply import State

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network" / "cisco_ios"
CONFIGURATION = """\
version 15.2
username chen privilege 15 secret 9 <hidden>
line vty 0 4
 username inside
ntp server 10.0.0.1
end"""


def answering(texts: Mapping[str, str]) -> Surface:
    """A surface of a device that knows these lines and rejects all others."""

    def ask(line: str) -> str:
        if line not in texts:
            raise NotSeen(f"{line}: % Invalid input detected at '^' marker.", State.REJECTED)
        return texts[line]

    return Surface(ask)


def driver(**texts: str) -> IosDriver:
    """A driver of a device that knows these lines, with _ for a blank, and rejects all others."""
    known = {line.replace("_", " "): text for line, text in texts.items()}

    def ask(line: str) -> Heard:
        return Heard(line, Outcome.ANSWERED, known.get(line, "  ^\n% Invalid input detected at '^' marker."))

    found = IosDriver("198.51.100.1", "inspector", "secret-word")
    found._session = SimpleNamespace(ask=ask, close=lambda: None)  # type: ignore[assignment]
    return found


def written(slug: str) -> str:
    return (FIXTURES / slug / "access.raw").read_text()


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("show run | include ntp server", "ntp server 10.0.0.1"),
        ("show run | section username", "username chen privilege 15 secret 9 <hidden>\n username inside"),
        ("show run | section line vty", "line vty 0 4\n username inside"),
        ("show run | exclude username", "version 15.2\nline vty 0 4\nntp server 10.0.0.1\nend"),
        ("show run | exclude username | include ntp", "ntp server 10.0.0.1"),
    ],
)
def test_filters_are_applied_here(line: str, kept: str) -> None:
    assert answering({"show running-config": CONFIGURATION}).send_command(line) == kept


@pytest.mark.parametrize("line", ["show run | redirect flash:x", "show run | include a|b", "show run | include (a+)+$"])
def test_no_other_filter_is_known(line: str) -> None:
    with pytest.raises(ForbiddenLine, match="include, exclude or section"):
        answering({"show running-config": CONFIGURATION}).send_command(line)


def test_an_older_wording_is_tried_first_and_a_rejection_otherwise_raised() -> None:
    table = written("show_mac_address_table")
    found = driver(**{"show_mac_address-table": table}).get_mac_address_table()
    assert [row["mac"] for row in found] == ["01:00:0C:CC:CC:CC", "00:11:22:33:44:55", "00:E0:FC:12:34:56"]
    with pytest.raises(NotSeen, match="Invalid input"):
        driver().get_mac_address_table()


def test_stock_getters_read_the_written_outputs() -> None:
    one = driver(
        show_interfaces=written("show_interfaces"),
        show_ip_arp=written("show_ip_arp"),
        show_lldp_neighbors_detail=written("show_lldp_neighbors_detail"),
        **{"show_running-config": CONFIGURATION},
    )
    ports = one.get_interfaces()
    assert {name: (row["is_up"], row["is_enabled"]) for name, row in ports.items()} == {
        "Vlan10": (True, True),
        "GigabitEthernet1/0/1": (True, True),
        "GigabitEthernet1/0/2": (False, True),
        "GigabitEthernet1/0/3": (False, False),
    }
    assert [row["ip"] for row in one.get_arp_table()] == ["10.31.10.1", "10.31.10.21"]
    assert one.get_lldp_neighbors() == {
        "GigabitEthernet1/0/48": [{"hostname": "core-1", "port": "GigabitEthernet0/0/1"}],
        "GigabitEthernet1/0/7": [{"hostname": "10.31.10.77", "port": "0011.2233.4455"}],
    }
    assert one.get_ntp_servers() == {"10.0.0.1": {}}
    assert one.get_users() == {"chen": {"level": 15, "password": "<hidden>", "sshkeys": []}}


@pytest.mark.parametrize(
    ("name", "line", "text"),
    [
        # The stock getter forgets an interface whose MTU is not printed, and a user with a role.
        ("get_interfaces", "show_interfaces", "Vlan1 is up, line protocol is up\n  Hardware is EtherSVI\n"),
        ("get_users", "show_running-config", "version 15.2\nusername chen role network-admin\nend"),
        # It makes 00:00:00:00:00:0F of a hardware address 15.
        ("get_arp_table", "show_ip_arp", "Internet  10.0.0.1   5   15   ARPA   Vlan10\n"),
        ("get_interfaces", "show_interfaces", "what is this\n  MTU 1500 bytes, BW 10 Kbit/sec\n"),
        ("get_arp_table", "show_ip_arp", "Internet  10.0.0.1\n"),
        ("get_users", "show_running-config", "version 15.2\nusername chen secret 5 <hidden>\n"),
    ],
)
def test_a_row_that_the_stock_getter_drops_raises(name: str, line: str, text: str) -> None:
    with pytest.raises(NotSeen) as caught:
        getattr(driver(**{line: text}), name)()
    assert caught.value.state is State.UNREADABLE


def test_nothing_can_be_written_through_the_surface() -> None:
    surface: Any = answering({})
    for method in ("send_config_set", "config_mode", "exit_config_mode", "save_config", "write_channel"):
        with pytest.raises(ChangesRefused):
            getattr(surface, method)("reload")


def test_the_stock_driver_is_napalms_and_knows_no_password() -> None:
    one = driver()
    assert type(one.stock) is IOSDriver
    assert "secret-word" not in repr(vars(one.stock))
