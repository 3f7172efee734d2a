"""The service of the pair: what is rendered for its nodes, and the daemons, started as their units start them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hfcheck.lab import LabError
from hfcheck.lab.pair.layout import CHECK, CONTENT, NODES, PLACES, VIP, WEBS, inventory
from hfcheck.lab.pair.room import HERE, Room
from hfcheck.station import PROJECT

NAMES = tuple(node.name for node in NODES)
SETTLE = 15.0  # seconds for the pair to find its holder
NGINX = """
pid /run/nginx.pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
  access_log off;
  keepalive_timeout 5;
  server {{
    listen 8080;
    location = {path} {{ return 200 '{content}\\n'; }}
    location = /broken {{ return 200 "maintenance\\n"; }}
    location / {{ return 200 "{name}\\n"; }}
  }}
}}
"""


def render(directory: Path, extra: Mapping[str, Any]) -> None:
    """Render the role's files for both nodes below `directory`/<node>; raises LabError with what Ansible said."""
    directory.mkdir()
    listed = directory.parent / "inventory.json"
    listed.write_text(json.dumps(inventory(extra)))
    program = [sys.executable, "-m", "ansible.cli.playbook", "-i", str(listed), str(HERE / "render.yml")]
    variables = ["-e", json.dumps({"pair_directory": str(directory), "hfcheck_since": f"@{int(time.time())}"})]
    environment = {**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), "ANSIBLE_FORKS": "2"}
    done = subprocess.run(
        [*program, *variables], capture_output=True, text=True, check=False, cwd=PROJECT, env=environment
    )
    if done.returncode:
        raise LabError(f"the role's files could not be rendered: {done.stdout[-800:]}{done.stderr[-400:]}")
    listed.unlink()


def stanzas(room: Room, name: str) -> list[dict[str, Any]]:
    """The checks of a node as its inspection asks them, with what they expect of it."""
    found: list[dict[str, Any]] = json.loads((room.directory / "rendered" / f"{name}.json").read_text())
    return found


def pair(extra: Mapping[str, Any] | None = None) -> Room:
    """The room of a pair, to be entered; `extra` are variables of the role that differ from the layout's."""
    return Room(PLACES, lambda directory: render(directory, extra or {}))


def start(room: Room) -> None:
    """Start every daemon, the preferred node first, and wait until it holds the address and serves."""
    for web in WEBS:
        start_web(room, web.name)
    for node in NODES:
        start_node(room, node.name)
        until(lambda: holders(room) == [NODES[0].name], "the preferred node to hold the address", room)
    until(lambda: answered(room), "the service to answer", room)


def start_web(room: Room, name: str) -> None:
    """Start the nginx of a backend."""
    room.run(name, "tee", "/run/nginx.conf", stdin=NGINX.format(name=name, content=CONTENT, path=CHECK["path"]))
    room.spawn(name, "nginx", "-c", "/run/nginx.conf", "-g", "daemon off;")


def start_node(room: Room, name: str) -> None:
    """Start haproxy and keepalived of a node, as the units of their packages do, and the poster."""
    room.run(name, "sysctl", "-q", "-p", "/etc/sysctl.d/70-hfcheck-service.conf")
    room.run(name, "/usr/local/sbin/hfcheck-service-prepare")
    start_balancer(room, name)
    room.spawn(name, "keepalived", "--dont-fork", "--log-console", "--log-detail")
    room.spawn(name, "/usr/local/sbin/hfcheck-service-post")


def start_balancer(room: Room, name: str) -> None:
    """Start haproxy of a node, as the unit of its package does, and wait until it answers."""
    sockets = ["-p", "/run/haproxy.pid", "-S", "/run/haproxy-master.sock"]
    room.spawn(name, "haproxy", "-Ws", "-f", "/etc/haproxy/haproxy.cfg", *sockets)
    vote = ["/usr/local/sbin/hfcheck-service-vote", "haproxy"]
    until(lambda: room.ask(name, *vote).returncode == 0, f"haproxy on {name}", room)


def switch(room: Room, name: str, *step: str) -> str:
    """Take one step of a planned switch on a node and return what it said; raises LabError where it was refused."""
    return room.run(name, "/usr/local/sbin/hfcheck-service-switch", *step)


def switch_over(room: Room) -> None:
    """A planned switch, step by step, as the runbook takes it; ends when the node that was left has no connection."""
    (left,) = holders(room)
    (taker,) = (name for name in NAMES if name != left)
    switch(room, taker, "accept")
    switch(room, left, "leave")
    try:
        until(lambda: holders(room) == [taker], f"{taker} to hold the address", room)
    finally:
        switch(room, left, "stay")
    switch(room, left, "drained")
    switch(room, taker, "close")


def holders(room: Room, names: Sequence[str] = NAMES) -> list[str]:
    """The nodes that hold the address now; one that is off holds nothing."""
    return [name for name in names if room.on(name) and switch(room, name, "status").startswith("holder")]


def answered(room: Room) -> bool:
    """Whether the client gets an answer from the service."""
    program = ["curl", "-sf", "--noproxy", "*", "--max-time", "1", "-o", "/dev/null", f"http://{VIP}/"]
    return room.ask("client", *program).returncode == 0


def until(look: Callable[[], bool], what: str, room: Room, seconds: float = SETTLE) -> None:
    """Wait until something has become so; raises LabError with what the nodes said when it does not in time."""
    deadline = time.monotonic() + seconds
    while not look():
        if time.monotonic() > deadline:
            said = {node.name: room.log(node.name)[-600:] for node in NODES}
            raise LabError(f"expected {what} within {seconds:g} s; the nodes said: {said}")
        time.sleep(0.1)
