"""The VPN line: its first carrier is cut under load and restored, then both are cut; and what was seen outside."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.line import Line as Figure
from drills.picture import Mark, Request, error_window, picture
from drills.span import span
from hfcheck.errors import CollectError
from hfcheck.lab.link.ends import CARRIERS, CLOUD, OFFICE
from hfcheck.lab.link.line import Line, obstacle, until

PROJECT = Path(__file__).resolve().parents[1]
MARKER = "hfcheck: whoever reads this outside of a tunnel has found a leak"
RATE, LONG_RATE = 200, 20  # requests a second; over the long cut fewer tell as much
LEAD, CUT, TAIL = 5.0, 15.0, 25.0  # seconds under load before a cut, during it, and behind it
SHORT_BOTH, LONG_BOTH = 90.0, 600.0  # the shorter is still longer than strongSwan takes to give a peer up
SECRET = {"esp", "esp_in_udp", "ike"}  # all that an observer may see outside
FAILOVER, RETURN, RECOVERY = 10.0, 30.0, 60.0  # goals, in seconds


@dataclass(frozen=True, slots=True)
class Told:
    """What a load says: its requests, and when it began on the monotonic clock."""

    began: float
    requests: list[Request]

    def since(self, moment: float) -> float:
        """A moment of the monotonic clock as seconds of the load."""
        return moment - self.began


def lines(directory: Path) -> Iterator[Figure]:
    """The figures of the drill; pictures vpn_link_first.svg and vpn_link_both.svg go into the directory."""
    if problem := obstacle():
        raise CollectError(f"the line cannot be drilled here: {problem}")
    with tempfile.TemporaryDirectory(prefix="hfcheck-link-") as place, Line(Path(place), marker=MARKER) as line:
        line.ready()
        where = line.serve()
        yield from first_carrier(line, where, directory)
        yield from both_carriers(line, where, directory)
        yield from outside(line)


def first_carrier(line: Line, where: tuple[str, str], directory: Path) -> Iterator[Figure]:
    """The first carrier falls silent under load, and speaks again."""
    load = started(line, where, RATE, LEAD + CUT + TAIL)
    time.sleep(LEAD)
    cut = at(line, CARRIERS[:1], cut=True)
    until("the second tunnel to carry", lambda: line.carrying() == "vpn2", CUT)
    time.sleep(max(0.0, cut + CUT - time.monotonic()))
    mended = at(line, CARRIERS[:1], cut=False)
    back = until("the first tunnel to carry again", lambda: carried_by(line, "vpn1"), TAIL + RETURN)
    told = outcome(load)
    marks = [Mark(told.since(cut), "cut"), Mark(told.since(mended), "mended"), Mark(told.since(mended) + back, "back")]
    draw(directory / "vpn_link_first.svg", "The first carrier is cut and mended", told, marks)
    before = [request for request in told.requests if request.at < told.since(mended)]
    after = [request for request in told.requests if request.at >= told.since(mended)]
    window, lost = error_window(before), sum(not request.answered for request in after)
    yield figure("first_carrier_cut", window, "s", f"<= {FAILOVER:g}", met=0 < window <= FAILOVER)
    yield figure("first_carrier_back", back, "s", f"<= {RETURN:g}", met=back <= RETURN)
    yield figure("first_carrier_back_lost", lost, "requests", "<= 0", met=lost == 0)


def both_carriers(line: Line, where: tuple[str, str], directory: Path) -> Iterator[Figure]:
    """Both carriers fall silent for longer than any daemon waits, and speak again."""
    silence = span(SHORT_BOTH, LONG_BOTH)
    load = started(line, where, LONG_RATE, LEAD + silence + RECOVERY)
    time.sleep(LEAD)
    cut = at(line, CARRIERS, cut=True)
    time.sleep(silence)
    mended = at(line, CARRIERS, cut=False)
    told = outcome(load)
    after = [request.at for request in told.requests if request.answered and request.at > told.since(mended)]
    marks = [Mark(told.since(cut), "both cut"), Mark(told.since(mended), "mended")]
    draw(directory / "vpn_link_both.svg", f"Both carriers are cut for {silence:g} s", told, marks)
    through = sum(request.answered for request in told.requests if told.since(cut) < request.at < told.since(mended))
    value = after[0] - told.since(mended) if after else RECOVERY
    yield figure(f"both_carriers_cut_{silence:g}_s", value, "s", f"<= {RECOVERY:g}", met=bool(after) and through == 0)


def outside(line: Line) -> Iterator[Figure]:
    """What both carriers saw of it all: nothing but IKE and ESP, and the marker never."""
    seen: Counter[str] = Counter()
    for name in CARRIERS:
        seen.update(line.weather(name))
    strange = sum(count for kind, count in seen.items() if kind not in SECRET | {"marker"}) + seen["marker"]
    hidden = seen["esp"] + seen["esp_in_udp"]
    yield figure("packets_outside", hidden, "packets of ESP", ">= 10000", met=hidden >= 10000)
    yield figure("cleartext_outside", strange, "packets", "<= 0", met=strange == 0)
    stopped = sum(stopped_at(line, end.gateway) for end in (OFFICE, CLOUD))
    yield figure("cleartext_stopped", stopped, "packets", "<= 0", met=stopped == 0)


def stopped_at(line: Line, gateway: str) -> int:
    """Packets that the gateway's own rules stopped on the outer side."""
    said = line.node(gateway).sh("nft list counters table inet vpn_link")
    words = said.split()
    return sum(int(words[index + 1]) for index, word in enumerate(words) if word == "packets")


def started(line: Line, where: tuple[str, str], rate: int, seconds: float) -> subprocess.Popen[str]:
    """A load from the office on the service in the cloud."""
    command = [sys.executable, "-m", "drills.load", *where, "--rate", str(rate), "--seconds", str(seconds)]
    return line.node(OFFICE.node).start("env", f"PYTHONPATH={PROJECT}", *command)


def outcome(load: subprocess.Popen[str]) -> Told:
    """What became of a load, when it has ended."""
    said = [json.loads(text) for text in load.communicate()[0].splitlines()]
    if load.returncode != 0 or len(said) < 2:
        raise CollectError(f"expected a load to its end, found exit status {load.returncode} and {len(said)} lines")
    return Told(said[0]["began"], [Request(one["at"], not one["error"]) for one in said[1:]])


def at(line: Line, carriers: tuple[str, ...], *, cut: bool) -> float:
    """Cut or mend the carriers; returns when."""
    for name in carriers:
        line.weather(name, cut=cut)
    return time.monotonic()


def carried_by(line: Line, device: str) -> bool:
    """Whether both ends send by that device."""
    return all(line.carrying(end) == device for end in (OFFICE, CLOUD))


def draw(path: Path, title: str, told: Told, marks: list[Mark]) -> None:
    """Write the picture of a load."""
    path.write_text(picture(title, told.requests, marks, bucket=0.5), encoding="utf-8")


def figure(name: str, value: float, unit: str, goal: str, *, met: bool) -> Figure:
    """One figure of this drill."""
    return Figure(f"vpn_link.{name}", value, unit, goal, met)
