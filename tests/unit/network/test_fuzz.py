"""Outputs that no device printed, through all parsers and adapters of all platforms; the rest: bench network_fuzz."""

from __future__ import annotations

import pytest

from bench import fuzz
from bench.derivable import Text, leaves, underivable
from hfcheck.network.command import PLATFORMS, commands
from hfcheck.network.observed import Heard, Missing, Outcome, read
from hfcheck.network.reply import State

CASES = 6_000
ARP = """Protocol  Address          Age (min)  Hardware Addr   Type   Interface
Internet  10.20.20.11            12   3c8c.40a1.0a01  ARPA   Vlan20"""


@pytest.fixture(scope="module")
def found() -> fuzz.Found:
    return fuzz.run(CASES, number=4711)


def test_no_output_crashes_or_hangs_a_parser(found: fuzz.Found) -> None:
    assert found.cases == CASES
    assert found.crashes == []
    assert found.hangs == []
    assert found.slowest[0] < fuzz.MOST_SECONDS


def test_no_output_comes_to_a_value_that_it_does_not_hold(found: fuzz.Found) -> None:
    assert [(where, place, value) for where, place, value, _ in found.false] == []
    # Enough of them are read at all, and enough refused, to say so.
    assert found.states[State.OK] > CASES / 10
    assert found.states[State.UNREADABLE] > CASES / 3


def test_every_command_of_every_platform_is_tried() -> None:
    tried = {(seed.platform, seed.line) for platform in PLATFORMS for seed in fuzz.seeds(platform)}
    assert tried == {(platform, line) for platform in PLATFORMS for line in commands(platform)}


def test_a_crash_a_hang_and_a_false_value_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    seed = fuzz.Seed("cisco_ios", "show ip arp", ARP)

    def forever(*_: object) -> None:
        while True:
            pass

    def crash(*_: object) -> None:
        raise KeyError("mac")

    kinds = {"hangs": forever, "crashes": crash, "false": lambda *_: (State.OK, {"entries": [{"ip": "10.20.20.12"}]})}
    monkeypatch.setattr(fuzz, "MOST_SECONDS", 0.05)
    for kind, told in kinds.items():
        seen = fuzz.Found()
        monkeypatch.setattr(fuzz, "told", told)
        fuzz.try_one(seed, ARP, seen)
        assert {name for name in kinds if getattr(seen, name)} == {kind}


@pytest.mark.parametrize(
    ("values", "strange"),
    [
        ({"ip": "10.20.20.11", "mac": "3c:8c:40:a1:0a:01", "interface": "Vlan20", "minutes": 12.0}, []),
        ({"ip": "10.20.20.12"}, ["10.20.20.12"]),
        ({"mac": "3c:8c:40:a1:0a:02"}, ["3c:8c:40:a1:0a:02"]),
        ({"interface": "Vlan30"}, ["Vlan30"]),
        ({"vlan": 21, "known": True, "said": None, "text": ""}, [21]),
        ({"type": "dynamic"}, []),
        ({"type": "permanent"}, ["permanent"]),
        ({"rows": [{"count": 12}, {"count": 13}]}, [13]),
        ({"members": {"Vlan20": True, "Vlan99": True}}, ["Vlan99"]),
    ],
)
def test_what_the_oracle_sees(values: object, strange: list[object]) -> None:
    assert [value for _, value in underivable(values, Text(ARP))] == strange


@pytest.mark.parametrize(
    ("name", "value", "text", "is_there"),
    [
        ("uptime_seconds", 93_784, "uptime is 1 day, 2 hours, 3 minutes, 4 seconds", True),
        ("uptime_seconds", 93_785, "uptime is 1 day, 2 hours, 3 minutes, 4 seconds", False),
        ("seconds", 3723, "up 01:02:03", True),
        ("flapped_seconds", 3600.0, "since 2026-11-23 09:00:00, now 2026-11-23 10:00:00", True),
        ("speed_mbps", 1000.0, "BW 1000000 Kbit/sec", True),
        ("mtu", 1000, "BW 1000000 Kbit/sec", False),
        ("percent", 41.2, "total 1000 used 412", True),
        ("percent", 43.0, "total 1000 used 412", False),
        ("total_kib", 178_904, "Total(bytes): 183198592", True),
        ("total", 5, "slot 0 displayed = 3\nslot 1 displayed = 2", True),
        ("vlan", 35, "VLANs 30-39", True),
        ("vlan", 40, "VLANs 30-39", False),
    ],
)
def test_what_may_be_made_of_numbers(name: str, value: float, text: str, is_there: bool) -> None:
    assert underivable({name: value}, Text(text)) == ([] if is_there else [(f".{name}", value)])


def test_leaves_are_all_that_says_something() -> None:
    assert list(leaves({"a": [1, {"b": "x"}], "c": None, "d": True, "e": ""})) == [(".a", 1), (".a.b", "x")]


# What the fuzzing found: the command, the fact if its adapter was at fault, and what was told before.
DEFECTS = {
    "thousands-that-lost-a-digit": ("huawei_vrp", "dir", None, "180,211,904", "180,211,90"),
    "a-size-with-a-comma-too-many": ("huawei_vrp", "dir", None, "210,404", "210,4,04"),
    "digits-of-another-script-in-a-vlan": ("huawei_vrp", "display port vlan", None, "30-39", "٣-39"),
    "digits-raised-in-a-vlan": ("cisco_ios", "show mac address-table", "macs", "  10    00e0", "   ²    00e0"),
    "a-name-that-goes-on-and-on": ("huawei_vrp", "display isis peer", None, "Total Peer(s): 2", "ONG\nONG"),
    "a-line-that-is-no-serial-number": (
        "h3c_comware",
        "display pki certificate domain default local",
        None,
        "3a:0f:77:12:9b:00:41",
        "Exponent: 65537 (0x10001)",
    ),
    "a-state-that-no-one-knows": ("cisco_ios", "show standby brief", "vrrp", "Active  local", "Actve   local"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_what_fuzzing_found_is_refused(name: str) -> None:
    platform, line, fact, good, bad = DEFECTS[name]
    texts = [seed.text for seed in fuzz.seeds(platform) if seed.line == line and good in seed.text]
    texts = [text for text in texts if fuzz.told(fuzz.Seed(platform, line, text), text)[0] is State.OK]
    assert texts, "no written output holds it"
    seed = fuzz.Seed(platform, line, texts[0])
    damaged = seed.text.replace(good, bad, 1)
    if fact is None:
        assert fuzz.told(seed, damaged)[0] is State.UNREADABLE
    else:
        missing = read(platform, fact, Heard(line, Outcome.ANSWERED, damaged))
        assert isinstance(missing, Missing)
        assert missing.state is State.UNREADABLE
