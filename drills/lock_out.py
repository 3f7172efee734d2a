"""Lock-outs: a server refuses them before anything is changed, or is back by itself; seconds beyond its timer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.line import Line
from drills.lockouts.server import NODE, PREPARE, Drill
from drills.lockouts.stories import DEEDS, KILLED, MOMENTS, REFUSED, killed, killed_at, refused
from hfcheck.errors import HfcheckError
from hfcheck.lab import fresh

LATE = 5.0
NEVER = 3600.0  # stands for what did not go as it has to
CHOSEN = (
    "AllowGroups nobody is in",
    "wrong admin network, IPv4",
    "cipher nobody speaks",
    "port clash",
    "drop all",
    "faillock typo",
    "broken sudoers",
    "missing PAM module",
)
Play = Callable[[Drill], float]


def lines(directory: Path) -> Iterator[Line]:
    """A line a drill: seconds beyond the timer until the server was back, 0 where it refused; no pictures.

    Behind each of them a new login with sudo came in, over IPv4 and IPv6, and the server was as it had been.
    """
    with TemporaryDirectory() as place, fresh.servers(Path(place) / "room", {NODE: "bookworm"}, PREPARE) as servers:
        drill = Drill(servers, Path(place))
        before = drill.listing_in_full()
        for name in CHOSEN:
            yield _line(drill, f"{name}, refused", partial(_refused, name))
        changed = len(before ^ drill.listing_in_full())
        yield Line("lock-out: lines that the refused ones changed", changed, "lines", "0", changed == 0)
        for name, play in _taken_back().items():
            yield _line(drill, f"{name}, controller killed", play)


def _refused(name: str, drill: Drill) -> float:
    refused(drill, REFUSED[name])
    return 0.0


def _taken_back() -> Mapping[str, Play]:
    deeds: dict[str, Play] = {name: partial(killed, deed=DEEDS[name]) for name in KILLED}
    return deeds | {f"nothing amiss, {name}": partial(killed_at, roles=roles) for name, roles in MOMENTS.items()}


def _line(drill: Drill, name: str, play: Play) -> Line:
    try:
        with drill.unharmed():
            late = play(drill)
    except HfcheckError as problem:
        print(f"drills: {name}: {problem}", file=sys.stderr, flush=True)
        drill.servers.reset(NODE)
        late = NEVER
    return Line(f"lock-out: {name}", late, "s beyond the timer", "<= 5 s", late <= LATE)
