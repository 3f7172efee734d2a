"""A pair of nodes under load: switched over as planned, and after a backend, a node or a link is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.line import Line
from drills.load import Outcome
from drills.picture import Mark, Request, error_window, picture
from hfcheck.errors import CollectError
from hfcheck.lab.pair.layout import PORT, VIP
from hfcheck.lab.pair.room import Room
from hfcheck.lab.pair.service import holders, pair, start, start_node, start_web, switch_over, until
from hfcheck.station import PROJECT

RATE, LEAD, SECONDS = 200.0, 2.0, 10.0  # requests a second; seconds before the fault, and of the whole load


@dataclass(frozen=True, slots=True)
class Drill:
    """One fault: its name, the title of its picture, what is done under load, and what mends it.

    `limit`: seconds that it may cost; 0: nothing may be lost. `keep`: users use their connections again.
    """

    name: str
    title: str
    strike: Callable[[Room], None]
    mend: Callable[[Room], None]
    limit: float = 0.0
    keep: bool = False


def lines(directory: Path) -> Iterator[Line]:
    """Run every drill in one room; each leaves `service_failover_<name>.svg` in the directory."""
    with pair() as room:
        start(room)
        for drill in DRILLS:
            yield from _drilled(room, drill, directory)


def _drilled(room: Room, drill: Drill, directory: Path) -> Iterator[Line]:
    outcomes, struck = under_load(room, drill.strike, keep=drill.keep)
    drill.mend(room)
    until(lambda: len(holders(room)) == 1, "one holder again", room)
    time.sleep(3)
    requests = [Request(outcome.at, not outcome.error) for outcome in outcomes]
    title = f"{drill.title}, {RATE:g} requests/s"
    (directory / f"service_failover_{drill.name}.svg").write_text(picture(title, requests, [Mark(struck, drill.name)]))
    yield from figures(drill, outcomes)


def figures(drill: Drill, outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """The lines of a drill: requests lost, seconds of the error window, and the slowest answer."""
    name = f"service_failover.{drill.name}"
    window = error_window(Request(outcome.at, not outcome.error) for outcome in outcomes)
    lost, planned = sum(bool(outcome.error) for outcome in outcomes), not drill.limit
    yield Line(f"{name}.lost", lost, "requests", "0" if planned else "", lost == 0 if planned else None)
    yield Line(f"{name}.window", window, "s", f"≤ {drill.limit:g} s", window <= drill.limit)
    slowest = max((outcome.took for outcome in outcomes if not outcome.error), default=0.0)
    yield Line(f"{name}.slowest", slowest, "s", "", None)


def under_load(room: Room, strike: Callable[[Room], None], *, keep: bool) -> tuple[list[Outcome], float]:
    """Do something while the client asks; returns what became of the requests, and when it was done, as they count."""
    program = [sys.executable, "-m", "drills.load", VIP, str(PORT), "--rate", f"{RATE:g}", "--seconds", f"{SECONDS:g}"]
    command = [*room.network("client"), *program, *(["--keep"] if keep else [])]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as load,
        ThreadPoolExecutor(1) as pool,
    ):
        assert load.stdout is not None  # noqa: S101  it is a pipe
        began: float = json.loads(load.stdout.readline())["began"]
        told = pool.submit(load.stdout.readlines)
        time.sleep(max(0.0, began + LEAD - time.monotonic()))
        struck = time.monotonic() - began
        strike(room)
        outcomes = [Outcome(**json.loads(line)) for line in told.result()]
    if len(outcomes) != int(RATE * SECONDS):
        raise CollectError(f"expected {int(RATE * SECONDS)} outcomes of the load, found {len(outcomes)}")
    return outcomes, struck


def _kill_web(room: Room) -> None:
    room.kill("web01")


def _mend_web(room: Room) -> None:
    room.switch_on("web01")
    start_web(room, "web01")


def _kill_holder(room: Room) -> None:
    room.kill(_holder(room))


def _mend_node(room: Room) -> None:
    for name in ("lb01", "lb02"):
        if not room.on(name):
            room.switch_on(name)
            start_node(room, name)


def _unplug_holder(room: Room) -> None:
    room.unplug(_holder(room))


def _replug(room: Room) -> None:
    for name in ("lb01", "lb02"):
        room.plug(name)


def _holder(room: Room) -> str:
    (name,) = holders(room)
    return name


def _nothing(_: Room) -> None:
    pass


DRILLS = (
    Drill("planned", "Planned switch-over", switch_over, _nothing),
    Drill("planned_kept", "Planned switch-over, connections kept", switch_over, _nothing, keep=True),
    Drill("backend_killed", "A backend is killed", _kill_web, _mend_web, limit=2.0),
    Drill("node_killed", "The holding node is killed", _kill_holder, _mend_node, limit=3.0),
    Drill("link_lost", "The holding node's link is lost", _unplug_holder, _replug, limit=3.0),
)
