"""Bring the lab up, take it down, say how it is. Everything it makes lies in one directory, `lab/` of the data."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from hfcheck.lab import LabError, network, outfit, room, tree
from hfcheck.lab.faults import LOOPBACK, left_out
from hfcheck.lab.nodes import NODES, RUNNING
from hfcheck.lab.tiers import Tier, candidates

Say = Callable[[str], None]
Found = TypeVar("Found")
# The planted ages ("9 days left", "5 days old") hold for half a day; an older lab is started anew.
FRESH = timedelta(hours=11)
REVIEW = timedelta(days=90)
APPEAR, SETTLE = 20.0, 120.0  # seconds: until processes are there, until all nodes have settled
STARTED = ("nodes", "channels", "network", "logs", "packages", f"{tree.CONFIGURED}.part", f"{tree.UNPACKED}.part")
WRITTEN = ("state.json", "channels.json", "ssh_config", "known_hosts", "id_ed25519", "room.env", "nodes.running")


@dataclass(frozen=True, slots=True)
class State:
    """What state.json says of a lab that is up; inventory/lab reads it.

    `started` and `review` are ISO 8601 instants, the latter the end of the lab's exceptions; `roots` stands before
    every path of a node; `channels`, `dns_port` and `devices` are ports on the loopback address.
    """

    tier: str
    started: str
    review: str
    login: str
    become: bool
    roots: Mapping[str, str]
    channels: Mapping[str, int]
    dns_port: int
    devices: Mapping[str, int]


def read_state(lab: Path) -> State | None:
    """The state that the last start left, or None when the lab is down or half started."""
    try:
        return State(**json.loads((lab / "state.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def up(lab: Path, now: datetime, say: Say, wanted: str | None = None) -> State:
    """Start the lab in the best tier that works here, or leave a fresh and healthy one alone.

    `say` gets one plain sentence at a time. Raises LabError when no tier works.
    """
    with alone(lab):
        return _up(lab, now, say, wanted)


def _up(lab: Path, now: datetime, say: Say, wanted: str | None) -> State:
    state = read_state(lab)
    if state is not None and wanted in (None, state.tier) and healthy(lab, state, now):
        say(f"lab: up already since {state.started}, tier {state.tier}")
        return state
    tiers = candidates(wanted)
    for tier in tiers:
        state, obstacle = _attempt(lab, tier, now, say)
        if state is not None:
            _announce(tier, say)
            return state
        say(f"lab: not in tier {tier.name}: {obstacle}")
    raise LabError(f"expected a tier that works on this machine, found none of {', '.join(t.name for t in tiers)}")


@contextmanager
def alone(lab: Path) -> Iterator[None]:
    """Hold the lab's directory: two commands at once take turns."""
    lab.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory = os.open(lab, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def _attempt(lab: Path, tier: Tier, now: datetime, say: Say) -> tuple[State | None, str]:
    obstacle = tier.obstacle()
    if obstacle is not None:
        return None, obstacle
    try:
        return _start(lab, tier, now, say), ""
    except LabError as problem:
        _down(lab)
        return None, str(problem)


def _announce(tier: Tier, say: Say) -> None:
    say(f"lab: up, tier {tier.name}: {tier.sentence}")
    say(f"lab: this tier leaves out {tier.missing}")
    for fault in left_out(tier.name, root=os.geteuid() == 0):
        say(f"lab: not to be seen in this tier: {fault.sentence} ({fault.host}, {', '.join(fault.checks)})")


def down(lab: Path) -> bool:
    """Stop everything and remove all but the cached tree; returns whether anything ran."""
    with alone(lab):
        return _down(lab)


def _down(lab: Path) -> bool:
    ran = room.stop(lab)
    for name in STARTED:
        tree.remove(lab / name)
    for name in WRITTEN:
        (lab / name).unlink(missing_ok=True)
    return ran


def purge(lab: Path) -> None:
    """Take the lab down and remove its directory, the cached tree included."""
    down(lab)
    tree.remove(lab)


def healthy(lab: Path, state: State, now: datetime) -> bool:
    """Whether the lab runs, is fresh, and all of its running nodes answer."""
    fresh = timedelta(0) <= now - datetime.fromisoformat(state.started) < FRESH
    alive = room.room(lab) is not None and room.channels(lab) is not None
    alive = alive and room.sites(lab).keys() == set(network.SITES)
    return fresh and alive and not silent(lab, "true", APPEAR)


def silent(lab: Path, command: str, seconds: float) -> list[str]:
    """The running nodes on which a command does not end well within the time, asked all at once."""
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(len(RUNNING)) as pool:
        answers = list(pool.map(lambda node: _ask(lab, node.name, command, deadline), RUNNING))
    return [node.name for node, good in zip(RUNNING, answers, strict=True) if not good]


def _ask(lab: Path, name: str, command: str, deadline: float) -> bool:
    words = ["ssh", "-F", str(lab / "ssh_config"), "-o", "BatchMode=yes", name, command]
    while (left := deadline - time.monotonic()) > 0 and room.room(lab) is not None:
        try:
            done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=left, check=False)
        except subprocess.TimeoutExpired:
            return False
        if done.returncode == 0:
            return True
        time.sleep(0.1)
    return False


def _start(lab: Path, tier: Tier, now: datetime, say: Say) -> State:
    _down(lab)
    (lab / "logs").mkdir()
    _make_tree(lab, tier, say)
    port = outfit.ports(tier)
    outfit.fill(lab, tier, now, port)
    network.furnish(lab, now)
    room.start_room(lab, tier)
    room.start_channels(lab)
    number = _await(lambda: room.room(lab), lab, "room")
    room.start_sites(lab, network.SITES, number)
    outfit.write_ssh_config(lab, tier, port, tier.proxy(number, lab / tier.tree))
    channels = json.loads(_await(lambda: _text(lab / "channels.json"), lab, "channels"))
    devices = _await(lambda: network.ports(lab), lab, "network")
    quiet = silent(lab, "true" if tier.name == LOOPBACK else "sh /etc/lab/ready", SETTLE)
    if quiet:
        said = "; ".join(f"{name}: {_last_words(lab, name)}" for name in (*quiet, "room"))
        raise LabError(f"expected all nodes to settle within {SETTLE:g} s, found silence from {said}")
    roots = {node.name: outfit.root(lab, tier, node) for node in NODES}
    become = tier.name != LOOPBACK
    state = State(
        tier.name,
        now.isoformat(),
        (now + REVIEW).isoformat(),
        outfit.login(tier),
        become,
        roots,
        channels["ports"],
        channels["dns_port"],
        devices,
    )
    (lab / "state.json").write_text(json.dumps(asdict(state), indent=1))
    return state


def _make_tree(lab: Path, tier: Tier, say: Say) -> None:
    if tier.tree and not tree.ready(lab, tier.tree):
        say("lab: fetching the nodes' packages with this machine's apt; this is done once and needs the network")
        tree.make(lab, tier.tree)


def _text(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None


def _await(look: Callable[[], Found | None], lab: Path, what: str) -> Found:
    deadline = time.monotonic() + APPEAR
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise LabError(f"expected the {what} process within {APPEAR:g} s; it said: {_last_words(lab, what)}")
        time.sleep(0.02)
    return found


def _last_words(lab: Path, name: str) -> str:
    lines = (_text(lab / "logs" / f"{name}.log") or "").split("\n")
    return " / ".join(line.strip() for line in lines[-6:] if line.strip()) or "nothing"
