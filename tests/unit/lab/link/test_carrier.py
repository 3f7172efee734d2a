"""What a carrier takes packets for, and what its weather does to them."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator

import pytest

from hfcheck.lab.link.carrier import Carrier, Weather, kind

IKE_HEADER = bytes(range(1, 29))


def ip(protocol: int, body: bytes) -> bytes:
    """An IPv4 packet without options; nothing but what is looked at is right in it."""
    return bytes([0x45]) + bytes(8) + bytes([protocol]) + bytes(10) + body


def udp(source: int, target: int, body: bytes) -> bytes:
    return ip(17, struct.pack("!HHHH", source, target, 8 + len(body), 0) + body)


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (ip(50, b"\x01\x02\x03\x04 sealed"), "esp"),
        (udp(500, 500, IKE_HEADER), "ike"),
        (udp(4500, 4500, bytes(4) + IKE_HEADER), "ike"),
        (udp(4500, 4500, b"\xff"), "ike"),
        (udp(4500, 4500, b"\xc1\x02\x03\x04 sealed"), "esp_in_udp"),
        (udp(53124, 4789, b"vxlan"), "udp 4789"),
        (ip(6, struct.pack("!HH", 40000, 8080) + bytes(16)), "tcp 8080"),
        (ip(1, bytes(8)), "protocol 1"),
        (ip(17, b"\x01"), "protocol 17"),
        (bytes([0x60]) + bytes(39), "not IPv4"),
        (b"", "not IPv4"),
    ],
)
def test_a_packet_is_taken_for_what_an_observer_sees(packet: bytes, expected: str) -> None:
    assert kind(packet) == expected


@pytest.fixture
def ends() -> Iterator[tuple[int, int, int]]:
    """An end to take from, the place that feeds it, and an end to give to."""
    taken, fed = os.pipe()
    out, given = os.pipe()
    os.set_blocking(out, False)
    yield taken, fed, given
    for descriptor in (taken, fed, out, given):
        os.close(descriptor)


def carrier(ends: tuple[int, int, int], **weather: float) -> Carrier:
    return Carrier((ends[0], ends[2]), b"secret", Weather(**weather))  # type: ignore[arg-type]


def test_a_good_carrier_hands_on_at_once(ends: tuple[int, int, int]) -> None:
    found = carrier(ends)
    os.write(ends[1], ip(50, b"sealed"))
    found.take(ends[0])
    assert found.give() is None
    assert dict(found.seen) == {"esp": 1, "marker": 0}


def test_a_delayed_packet_waits_its_time(ends: tuple[int, int, int]) -> None:
    found = carrier(ends, delay=0.05)
    os.write(ends[1], ip(50, b"sealed"))
    found.take(ends[0])
    due = found.give()
    assert due is not None
    assert 0 < due <= 0.05
    time.sleep(due)
    assert found.give() is None


def test_what_is_cut_is_seen_and_not_handed_on_even_if_it_was_on_its_way(ends: tuple[int, int, int]) -> None:
    found = carrier(ends, delay=0.01)
    os.write(ends[1], ip(6, struct.pack("!HH", 40000, 80) + b"a secret of the office"))
    found.take(ends[0])
    found.weather.change({"cut": True})
    time.sleep(0.02)
    assert found.give() is None
    assert dict(found.seen) == {"tcp 80": 1, "marker": 1}
    os.write(ends[1], ip(50, b"sealed"))
    found.take(ends[0])
    assert found.give() is None


def test_an_order_changes_only_what_it_names() -> None:
    weather = Weather(cut=True, loss=0.1, delay=0.2)
    weather.change({"cut": False, "loss": 0.5})
    assert weather == Weather(cut=False, loss=0.5, delay=0.2)
