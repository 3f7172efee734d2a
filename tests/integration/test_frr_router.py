"""A real router: FRRouting in network namespaces, reached by a real sshd whose command is vtysh.

Root only, as namespaces and routing need it; skipped where frr is not installed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hfcheck.device.session import Session
from hfcheck.device.target import Target
from hfcheck.network.facts import Adjacency, Configuration, Identity, sources
from hfcheck.network.observed import Outcome, read

DAEMONS = Path("/usr/lib/frr")
CONVERGED = 40.0

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces and routing daemons need root"),
    pytest.mark.skipif(not (DAEMONS / "zebra").exists(), reason="the Debian package frr is not installed"),
]

ROUTER = """frr defaults traditional
hostname {name}
interface {link}
 ip address 10.255.0.{number}/30
 ip ospf hello-interval 1
 ip ospf dead-interval 3
 ip ospf network point-to-point
!
interface lo
 ip address 10.255.1.{number}/32
!
router ospf
 ospf router-id 10.255.1.{number}
 network 10.255.0.0/16 area 0
!
router bgp 6500{number}
 bgp router-id 10.255.1.{number}
 no bgp ebgp-requires-policy
 neighbor 10.255.0.{other} remote-as 6500{other}
 neighbor 10.255.0.{other} timers 1 3
 neighbor 10.255.0.{other} timers connect 1
!
"""


@dataclass(frozen=True)
class Router:
    """A router of the test: its namespace, and how to log in."""

    space: str
    link: str
    target: Target

    def facts(self, fact: str) -> Any:
        """What the router tells of a fact, over a session of its own."""
        (source,) = sources("frr", fact)
        with Session.open(self.target) as session:
            heard = session.ask(source.line)
        assert heard.outcome is Outcome.ANSWERED, heard
        return read("frr", fact, heard)


def run(*words: str | Path) -> None:
    """Run a program; what it says is shown if it fails. Into a file: a daemon keeps a pipe open for ever."""
    with tempfile.TemporaryFile("w+") as said:
        status = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False).returncode
        said.seek(0)
        assert status == 0, f"{words}: {said.read()}"


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until the routers have agreed."""
    end = time.monotonic() + CONVERGED
    while not true():
        assert time.monotonic() < end, f"after {CONVERGED:.0f} s still not: {what}"
        time.sleep(0.5)


@pytest.fixture(scope="module")
def routers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Router, Router]]:
    """Two routers with one line between them, OSPF and BGP over it."""
    directory = tmp_path_factory.mktemp("frr")
    directory.chmod(0o755)
    spaces = [f"hf{os.getpid()}r{number}" for number in (1, 2)]
    links = [f"hf{os.getpid()}l{number}"[:15] for number in (1, 2)]
    servers: list[subprocess.Popen[bytes]] = []
    try:
        for space in spaces:
            run("ip", "netns", "add", space)
        run(
            "ip",
            "link",
            "add",
            links[0],
            "netns",
            spaces[0],
            "type",
            "veth",
            "peer",
            "name",
            links[1],
            "netns",
            spaces[1],
        )
        for number, (space, link) in enumerate(zip(spaces, links, strict=True), 1):
            start(directory, space, link, number)
        servers, targets = login(directory, spaces)
        yield tuple(Router(*one) for one in zip(spaces, links, targets, strict=True))  # type: ignore[misc]
    finally:
        for server in servers:
            server.terminate()
            server.wait(10)
        for space in spaces:
            pids = subprocess.run(["ip", "netns", "pids", space], capture_output=True, text=True, check=False).stdout
            for pid in pids.split():
                os.kill(int(pid), 9)
            subprocess.run(["ip", "netns", "delete", space], check=False)
            for place in ("/var/run/frr", "/etc/frr"):
                shutil.rmtree(Path(place, space), ignore_errors=True)


def start(directory: Path, space: str, link: str, number: int) -> None:
    """Start the daemons of one router in its namespace."""
    for port in ("lo", link):
        run("ip", "-n", space, "link", "set", port, "up")
    text = ROUTER.format(name=f"R{number}", link=link, number=number, other=3 - number)
    configuration = directory / f"{space}.conf"
    configuration.write_text(text)
    for place in ("/var/run/frr", "/etc/frr"):
        Path(place, space).mkdir(parents=True, exist_ok=True)
        shutil.chown(Path(place, space), "frr", "frr")
    for daemon in ("zebra", "ospfd", "bgpd"):
        run("ip", "netns", "exec", space, DAEMONS / daemon, "-N", space, "-d", "-P", "0")
    run("ip", "netns", "exec", space, "vtysh", "-N", space, "-f", configuration)


def login(directory: Path, spaces: list[str]) -> tuple[list[subprocess.Popen[bytes]], list[Target]]:
    """One sshd a router on loopback: whoever logs in with the key gets the router's own command line."""
    key, host_key = directory / "key", directory / "host"
    for path in (key, host_key):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path)
    allowed = directory / "authorized_keys"
    allowed.write_text(key.with_suffix(".pub").read_text())
    servers, targets = [], []
    for space in spaces:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        known = directory / f"known-{space}"
        known.write_text(f"[127.0.0.1]:{port} {' '.join(host_key.with_suffix('.pub').read_text().split()[:2])}\n")
        words = ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-h", host_key, "-p", str(port)]
        options = {
            "ListenAddress": "127.0.0.1",
            "AuthorizedKeysFile": allowed,
            "StrictModes": "no",
            "UsePAM": "no",
            "PasswordAuthentication": "no",
            "PermitRootLogin": "yes",
            "ForceCommand": f"ip netns exec {space} vtysh -N {space}",
        }
        words += [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        Path("/run/sshd").mkdir(exist_ok=True)
        servers.append(subprocess.Popen(words, stderr=subprocess.DEVNULL))
        target = Target("127.0.0.1", port, "root", "frr", key_file=str(key), known_hosts=str(known))
        targets.append(target)
        until(lambda port=port: answers(port), f"sshd of {space} answers")
    return servers, targets


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_real_router_tells_its_neighbours_and_routes_and_loses_them(routers: tuple[Router, Router]) -> None:
    first, second = routers
    identity = first.facts("identity")
    assert isinstance(identity, Identity)
    assert identity.vendor == "FRRouting"
    assert identity.release

    until(lambda: any(one.up for one in first.facts("ospf")), "OSPF is full")
    until(lambda: any(one.up for one in first.facts("bgp")), "BGP is established")
    (neighbour,) = first.facts("ospf")
    assert isinstance(neighbour, Adjacency)
    assert (neighbour.neighbour, neighbour.up) == ("10.255.1.2", True)
    until(lambda: has_route(first, "10.255.1.2/32"), "the other's address has a route")
    (route,) = [one for one in first.facts("routes") if one.destination == "10.255.1.2/32"]
    assert (route.protocol, route.next_hop, route.interface) == ("ospf", "10.255.0.2", first.link)
    assert {one.name: one.up for one in first.facts("interfaces")}[first.link]
    running = first.facts("running")
    assert isinstance(running, Configuration)
    assert "router ospf" in running.lines

    run("ip", "-n", second.space, "link", "set", second.link, "down")
    until(lambda: not any(one.up for one in first.facts("ospf")), "the neighbour is lost")
    until(lambda: not any(one.up for one in first.facts("bgp")), "the peer is lost")
    assert not has_route(first, "10.255.1.2/32")
    assert not {one.name: one.up for one in first.facts("interfaces")}[first.link]


def has_route(router: Router, destination: str) -> bool:
    """Whether a route to there is in use."""
    return any(one.destination == destination for one in router.facts("routes"))
