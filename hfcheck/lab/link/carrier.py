"""A carrier: what goes in at one end comes out at the other, later, not always, or not at all.

`python -m hfcheck.lab.link.carrier NAME PID PID ADDRESS ADDRESS [MARKER]` makes a network device NAME with one of the
addresses in each of two network namespaces, and carries packets between them. It obeys JSON lines
`{"cut": bool, "loss": 0..1, "delay": seconds}` and answers each with what it has seen so far, by kind: `ike`, `esp`,
`esp_in_udp`, or protocol and port of anything else; `marker` counts packets in which the marker can be read.
No kernel feature is needed but TUN, and the packets have no other way: what is counted here is all there is outside.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import json
import os
import random
import selectors
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
PACKET = 65536
IKE_PORT, NAT_PORT = 500, 4500
ESP, TCP, UDP = 50, 6, 17
NON_ESP_MARKER = bytes(4)


def kind(packet: bytes) -> str:
    """What an observer on the way sees in an IP packet."""
    if len(packet) < 20 or packet[0] >> 4 != 4:
        return "not IPv4"
    protocol, body = packet[9], packet[4 * (packet[0] & 15) :]
    if protocol == ESP:
        return "esp"
    if protocol not in (TCP, UDP) or len(body) < 8:
        return f"protocol {protocol}"
    ports = struct.unpack("!HH", body[:4])
    if protocol == UDP and IKE_PORT in ports:
        return "ike"
    if protocol == UDP and NAT_PORT in ports:
        # RFC 3948: four zero bytes mark IKE, one byte 0xff keeps a NAT open, anything else is ESP.
        return "ike" if body[8:12] == NON_ESP_MARKER or body[8:] == b"\xff" else "esp_in_udp"
    return f"{'udp' if protocol == UDP else 'tcp'} {min(ports)}"


@dataclass(slots=True)
class Weather:
    """How the carrier is today."""

    cut: bool = False
    loss: float = 0.0
    delay: float = 0.0

    def change(self, words: Mapping[str, Any]) -> None:
        """Take over what an order names."""
        self.cut = bool(words.get("cut", self.cut))
        self.loss = float(words.get("loss", self.loss))
        self.delay = float(words.get("delay", self.delay))


@dataclass(slots=True)
class Carrier:
    """The two ends and what is on its way between them."""

    ends: tuple[int, int]
    marker: bytes
    weather: Weather = field(default_factory=Weather)
    seen: Counter[str] = field(default_factory=Counter)
    _waiting: list[tuple[float, int, int, bytes]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def take(self, end: int) -> None:
        """Take one packet in at an end."""
        packet = os.read(end, PACKET)
        self.seen[kind(packet)] += 1
        self.seen["marker"] += bool(self.marker) and self.marker in packet
        if self.weather.cut or random.random() < self.weather.loss:  # noqa: S311  weather, not secrecy
            return
        other = self.ends[1] if end == self.ends[0] else self.ends[0]
        heapq.heappush(self._waiting, (time.monotonic() + self.weather.delay, next(self._order), other, packet))

    def give(self) -> float | None:
        """Give out what is due; returns the seconds until the next packet is, None when none waits."""
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(self._waiting)
            if not self.weather.cut:
                os.write(end, packet)
        return max(0.0, self._waiting[0][0] - time.monotonic()) if self._waiting else None


def device(name: str, pid: int, address: str) -> int:
    """A new TUN device in the network namespace of a process, up and with that address; returns its descriptor."""
    with open(f"/proc/{pid}/ns/net", "rb") as space:  # noqa: PTH123  a handle, not a file
        if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"network of process {pid}")
    found = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(found, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    for words in (["address", "add", address, "dev", name], ["link", "set", name, "up"]):
        subprocess.run(["ip", *words], check=True)
    return found


def carry(carrier: Carrier) -> None:
    """Carry and obey until the orders end."""
    with selectors.DefaultSelector() as selector:
        for end in (*carrier.ends, sys.stdin.fileno()):
            selector.register(end, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select(carrier.give()):
                if key.fd != sys.stdin.fileno():
                    carrier.take(key.fd)
                elif not _obeyed(carrier):
                    return


def _obeyed(carrier: Carrier) -> bool:
    # One order at a time, and each is waited for: nothing is left behind in the buffer.
    order = sys.stdin.readline()
    if order:
        carrier.weather.change(json.loads(order))
        print(json.dumps(carrier.seen), flush=True)
    return bool(order)


def main(words: Sequence[str]) -> None:
    """Make both ends, say so, and carry; `words` as the module's text has them."""
    name, first, second, near, far, *marker = words
    ends = device(name, int(first), near), device(name, int(second), far)
    print(json.dumps({}), flush=True)
    carry(Carrier(ends, "".join(marker).encode()))


if __name__ == "__main__":
    main(sys.argv[1:])
