from __future__ import annotations

import re

from hfcheck.network.vendors import MAKERS, PREFIXES, home_maker, made_up


def test_prefixes_are_three_bytes_and_each_has_one_maker() -> None:
    listed = [prefix for prefixes in PREFIXES.values() for prefix in prefixes.split()]
    assert all(re.fullmatch(r"[0-9a-f]{6}", prefix) for prefix in listed)
    assert len(set(listed)) == len(listed) == len(MAKERS)
    # An address that somebody made up says nothing of a maker.
    assert not any(made_up(prefix) for prefix in listed)


def test_the_maker_of_an_address() -> None:
    assert home_maker("50:c7:bf:12:34:56") == "TP-Link"
    assert home_maker("C8:3A:35:00:00:01") == "Tenda"
    assert home_maker("00:e0:fc:12:34:56") is None


def test_made_up_addresses_carry_the_local_bit() -> None:
    assert made_up("da:00:00:00:00:01")
    assert made_up("02:00:5e:10:00:01")
    assert not made_up("50:c7:bf:12:34:56")
