"""The new packet filter, tried: a network of its own, the ruleset loaded in it, a real connection from each address.

Runs on the target: Python 3.8 and its standard library only. To be called in the private view (private.py).
"""

from __future__ import annotations

import os
import socket
from typing import Sequence, Tuple

from hfcheck.target.private import NEW_NETWORK, RUN, Answer, apart, enter_network, said, unshare

FAR = "far"
NEAR_MAC, FAR_MAC = "02:00:00:00:00:01", "02:00:00:00:00:02"
PATIENCE = 2.0  # seconds: a dropped packet answers nothing, the first repeat comes after one
# From, to, by which interface of the real machine.
Path = Tuple[str, str, str]


def reach(ruleset: str, present: str, interfaces: Sequence[str], paths: Sequence[Path], port: int) -> Answer:
    """`{present, load, reached: {source: null or the reason}}`: who reaches `port` once `ruleset` (a file) is loaded.

    `present` is the text of today's ruleset, loaded first: other programs' tables stay when ours come.
    """

    def inside() -> Answer:
        unshare(NEW_NETWORK)
        os.makedirs(RUN + "/netns", exist_ok=True)
        _lines([["ip", "link", "set", "lo", "up"], ["ip", "netns", "add", FAR]])
        cables = {name: f"cable{place}" for place, name in enumerate(dict.fromkeys(interfaces))}
        for near, far in cables.items():
            _lay_cable(near, far)
        before = said(["nft", "-f", "-"], stdin=present) if present else {"code": 0, "said": ""}
        load = said(["nft", "-f", ruleset])
        reached = {path[0]: _try(path, cables[path[2]], port) for path in paths} if load["code"] == 0 else {}
        return {"present": before, "load": load, "reached": reached}

    return apart(inside, 20 + (PATIENCE + 3) * len(paths))


def _lay_cable(near: str, far: str) -> None:
    _lines(
        [
            ["ip", "link", "add", near, "address", NEAR_MAC, "type", "veth", "peer", "name", far, "address", FAR_MAC],
            ["ip", "link", "set", far, "netns", FAR],
            ["ip", "link", "set", near, "up"],
            ["ip", "-n", FAR, "link", "set", far, "up"],
        ]
    )


def _lines(commands: list[list[str]]) -> None:
    for argv in commands:
        done = said(argv)
        if done["code"] != 0:
            raise OSError("{}: {}".format(" ".join(argv), done["said"].strip()))


def _try(path: Path, far: str, port: int) -> Answer:
    source, server, near = path
    length, more = ("128", ["nodad"]) if ":" in source else ("32", [])
    _lines(
        [
            ["ip", "address", "replace", server + "/" + length, "dev", near, *more],
            ["ip", "route", "replace", source + "/" + length, "dev", near, "src", server],
            ["ip", "-n", FAR, "address", "replace", source + "/" + length, "dev", far, *more],
            ["ip", "-n", FAR, "route", "replace", server + "/" + length, "dev", far, "src", source],
        ]
    )
    if ":" not in source:
        # A new network has the machine's own settings for ARP, and hardened ones answer nobody outside their subnet.
        _lines(
            [
                ["ip", "neighbour", "replace", source, "lladdr", FAR_MAC, "dev", near],
                ["ip", "-n", FAR, "neighbour", "replace", server, "lladdr", NEAR_MAC, "dev", far],
            ]
        )
    listener = socket.create_server((server, port), family=socket.AF_INET6 if ":" in server else socket.AF_INET)
    answering = os.fork()
    if answering == 0:
        _answer(listener)
    listener.close()
    try:
        return apart(lambda: _call(source, server, port), PATIENCE + 2)
    finally:
        os.kill(answering, 9)
        os.waitpid(answering, 0)


def _answer(listener: socket.socket) -> None:
    """Greet the first caller, as the SSH server would: a shaken hand alone does not prove that packets may follow."""
    try:
        caller, _ = listener.accept()
        caller.sendall(caller.recv(16))
    finally:
        os._exit(0)


def _call(source: str, server: str, port: int) -> Answer:
    enter_network(RUN + "/netns/" + FAR)
    try:
        with socket.create_connection((server, port), PATIENCE, (source, 0)) as line:
            line.settimeout(PATIENCE)
            line.sendall(b"hello")
            return {"problem": None if line.recv(16) == b"hello" else "the connection was closed"}
    except OSError as problem:
        return {"problem": str(problem)[:200]}
