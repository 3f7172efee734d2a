from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import load, read

NETWORK = IPv4Network("10.20.0.0/24")


def answers(source: str, *networks: str) -> dict[str, Answer]:
    text = f"failed_count 0\nnetwork_count 1\nnetwork 1 ops@{source}\nsessions 0\n"
    return read(load("logins"), Output(text, arguments=("@1795000000", *networks)))


@given(st.ip_addresses(v=4))
def test_outside_is_what_no_network_holds(address: IPv4Address) -> None:
    expected = [] if address in NETWORK or str(address) == "0.0.0.0" else [f"ops@{address}"]
    assert answers(str(address), str(NETWORK), "2001:db8::/32")["outside"] == expected


def test_a_network_that_is_none_is_told() -> None:
    found = answers("10.20.0.7", "10.20.0.7/24")["outside"]
    assert isinstance(found, NotSeen)
    assert found.reason is Reason.UNREADABLE
    assert "10.20.0.7/24" in found.detail
