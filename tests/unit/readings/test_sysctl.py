from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Answer, Output
from hfcheck.readings import load, read

bit = st.integers(0, 1)


def answer(key: str, every: int, own: int, forwarding: int = 0) -> Answer:
    text = f"net/ipv4/ip_forward {forwarding}\nnet/ipv4/conf/all/{key} {every}\nnet/ipv4/conf/eth0/{key} {own}\n"
    return read(load("sysctl"), Output(text))[key]


@given(bit, bit, bit)
def test_redirects_of_a_router_need_both_and_of_a_host_either(every: int, own: int, forwarding: int) -> None:
    expected = every & own if forwarding else every | own
    assert answer("accept_redirects", every, own, forwarding) == {"ipv4 eth0": expected}


@given(st.integers(0, 2), st.integers(0, 2))
def test_the_higher_reverse_path_filter_holds(every: int, own: int) -> None:
    assert answer("rp_filter", every, own) == {"ipv4 eth0": max(every, own)}


@given(bit, bit)
def test_source_routes_need_both(every: int, own: int) -> None:
    assert answer("accept_source_route", every, own) == {"ipv4 eth0": every & own}
