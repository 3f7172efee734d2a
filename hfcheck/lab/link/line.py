"""The line as a whole: `with Line(directory) as line:` opens it, cuts and mends its carriers, and closes it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from hfcheck.errors import CollectError
from hfcheck.lab.link.ends import CARRIERS, CLOUD, OFFICE, End, certify, lay
from hfcheck.lab.link.space import Node, Space, missing
from hfcheck.model import SHANGHAI

PROGRAMS = ("unshare", "nsenter", "ip", "nft", "ping", "charon-systemd", "swanctl")
LIBIPSEC = Path("/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so")
SERVICE_PORT = 8080
NOTHING: Mapping[str, Any] = MappingProxyType({})


def obstacle() -> str | None:
    """Why this machine cannot hold the line, or None."""
    if lacking := missing(PROGRAMS):
        return f"missing: {', '.join(lacking)}"
    if not LIBIPSEC.exists():
        return "missing: kernel-libipsec of strongSwan (Debian package libcharon-extra-plugins)"
    try:
        with Space() as space:
            space.node("probe", {}).sh("ip tuntap add probe0 mode tun; ip link add probe1 type veth peer name probe2")
    except CollectError as problem:
        return str(problem)
    return None


def until(what: str, true: Callable[[], bool], seconds: float) -> float:
    """Seconds until it is true; raises CollectError after so many."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise CollectError(f"expected {what} within {seconds:g} s")
        time.sleep(0.1)
    return time.monotonic() - began


class Line:
    """An office and a cloud, their gateways, and two carriers between them, while the block lasts.

    `changed` replaces variables of the role at both ends, `of_office` at one alone. `marker`: what carriers look for in
    every packet, and what the cloud answers.
    """

    def __init__(
        self,
        directory: Path,
        changed: Mapping[str, Any] = NOTHING,
        marker: str = "",
        of_office: Mapping[str, Any] = NOTHING,
    ) -> None:
        self.directory, self._marker = directory, marker
        self._changed = {OFFICE: {**changed, **of_office}, CLOUD: changed}
        self._space = Space()
        self._carriers: dict[str, subprocess.Popen[str]] = {}
        self._running: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        roots = {end: self.directory / end.gateway for end in (OFFICE, CLOUD)}
        lay(roots[OFFICE], OFFICE, CLOUD, self._changed[OFFICE])
        lay(roots[CLOUD], CLOUD, OFFICE, self._changed[CLOUD])
        certify(roots, datetime.now(SHANGHAI))
        self._space.__enter__()
        try:
            for end, root in roots.items():
                self._place(end, root)
            for number, name in enumerate(CARRIERS, start=1):
                self._connect(name, number)
            for end in (CLOUD, OFFICE):
                self._begin(end)
        except BaseException:
            self._space.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._space.__exit__()
        for program in (*self._carriers.values(), *self._running):
            program.communicate()

    def node(self, name: str) -> Node:
        """The node of that name: office, gateway_office, gateway_cloud, cloud."""
        return self._space.nodes[name]

    def serve(self) -> tuple[str, str]:
        """Let the cloud answer HTTP with the marker; returns where, as address and port."""
        where = (CLOUD.address(2), str(SERVICE_PORT))
        cloud = self.node(CLOUD.node)
        self._running.append(cloud.start(sys.executable, "-m", "hfcheck.lab.link.answering", *where, self._marker))
        until("the cloud to answer", lambda: bool(cloud.asked("ss", "-Hltn", f"sport = :{SERVICE_PORT}").stdout), 20)
        return where

    def weather(self, carrier: str, **words: Any) -> dict[str, int]:
        """Change a carrier (cut, loss, delay); returns what it has seen, by kind."""
        program = self._carriers[carrier]
        if program.stdin is None or program.stdout is None:
            raise CollectError(f"{carrier}: expected a program that obeys")
        program.stdin.write(json.dumps(words) + "\n")
        found: dict[str, int] = json.loads(program.stdout.readline() or "{}")
        return found

    def carrying(self, end: End = OFFICE) -> str:
        """The device by which an end's gateway would send to the far network; empty when the way is closed."""
        far = CLOUD if end is OFFICE else OFFICE
        words = self.node(end.gateway).asked("ip", "route", "get", far.address(2)).stdout.split()
        return words[words.index("dev") + 1] if "dev" in words and "unreachable" not in words else ""

    def ready(self, seconds: float = 30) -> float:
        """Wait until both ends send by the first tunnel and the second stands too."""
        both = "ip -o route show | grep -c 'dev vpn[12] .*metric'"

        def stand() -> bool:
            gateways = [self.node(end.gateway) for end in (OFFICE, CLOUD)]
            return all(gateway.asked("sh", "-c", both).stdout.strip() == "2" for gateway in gateways)

        return until("both tunnels to carry", stand, seconds)

    def _place(self, end: End, root: Path) -> None:
        mounts = {root / "etc": "/etc", root / "usr/local/sbin": "/usr/local/sbin"}
        gateway, node = self._space.node(end.gateway, mounts), self._space.node(end.node, {})
        self._space.sh(f"ip link add lan netns {gateway.pid} type veth peer name lan netns {node.pid}")
        gateway.sh(f"ip address add {end.address(1)}/24 dev lan; ip link set lan up")
        node.sh(f"ip address add {end.address(2)}/24 dev lan; ip link set lan up")
        node.sh(f"ip route add default via {end.address(1)}")

    def _connect(self, name: str, number: int) -> None:
        pids = [str(self.node(end.gateway).pid) for end in (OFFICE, CLOUD)]
        addresses = [f"{end.outer(number)}/30" for end in (OFFICE, CLOUD)]
        command = [sys.executable, "-m", "hfcheck.lab.link.carrier", name, *pids, *addresses, self._marker]
        self._carriers[name] = self._space.start(*command)
        output = self._carriers[name].stdout
        if output is None or output.readline().strip() != "{}":
            raise CollectError(f"{name}: expected a carrier, found none")

    def _begin(self, end: End) -> None:
        """What systemd would do: the daemon, its connections, the routes, the watch."""
        gateway, log = self.node(end.gateway), self.directory / f"{end.gateway}.log"
        self._running.append(gateway.start("charon-systemd", log=log))
        until("strongSwan to answer", lambda: gateway.asked("swanctl", "--stats").returncode == 0, 20)
        gateway.sh("/usr/local/sbin/vpn_link prepare")
        gateway.sh("swanctl --load-all --noprompt")
        self._running.append(gateway.start("/usr/local/sbin/vpn_link", "watch", log=log))
