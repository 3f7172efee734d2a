"""Ask a host for echoes: with datagram sockets where the kernel lets anybody, else with raw ones where we may."""

from __future__ import annotations

import secrets
import time
from typing import TypeAlias

import icmplib

from hfcheck.collect import probe_arguments
from hfcheck.collect.probe_network import Deadline, Facts, StoppedError, resolve

KNOWN = {"host": None, "count": "3", "interval_ms": "200", "deadline": "10"}
ECHO_SECONDS = 2.0
# Drawn by lot: icmplib counts them, and forked workers would count the same ones.
IDENTIFIERS = 1 << 16
ECHO_REPLIES = frozenset({0, 129})  # ICMP, ICMPv6
Socket: TypeAlias = icmplib.ICMPv4Socket | icmplib.ICMPv6Socket


class NeedsRootError(Exception):
    """The kernel lets this user send no echo requests; `net.ipv4.ping_group_range` would."""


def ask(asked: probe_arguments.Asked, facts: Facts) -> None:
    """Send echo requests one after another. Facts: address, sent, round_trips_ms, notes.

    Raises NeedsRootError. A request that the station could not send raises OSError: it is not a lost packet.
    """
    wanted = probe_arguments.count(asked, "count", 1, 20)
    pause = probe_arguments.count(asked, "interval_ms", 10, 1000) / 1000
    deadline = Deadline.after(probe_arguments.seconds(asked))
    address = resolve(asked["host"], deadline)[0]
    trips: list[float] = []
    notes: list[str] = []
    facts.update(address=address, sent=0, round_trips_ms=trips, notes=notes)
    with _open(address) as echo:
        for sequence in range(wanted):
            time.sleep(pause if sequence else 0)
            _send(echo, request := icmplib.ICMPRequest(address, secrets.randbelow(IDENTIFIERS), sequence))
            facts["sent"] = sequence + 1
            _await(echo, request, min(ECHO_SECONDS, deadline.left() / (wanted - sequence)), trips, notes)
    if not trips:
        raise StoppedError("no_echo", f"{wanted} requests, no reply: {notes[-1]}")


def _open(address: str) -> Socket:
    kind = icmplib.ICMPv6Socket if ":" in address else icmplib.ICMPv4Socket
    for privileged in (False, True):
        try:
            return kind(privileged=privileged)
        except icmplib.SocketPermissionError:
            continue
    raise NeedsRootError("echo requests need root, or a net.ipv4.ping_group_range that holds this user's group")


def _send(echo: Socket, request: icmplib.ICMPRequest) -> None:
    try:
        echo.send(request)
    except icmplib.ICMPSocketError as problem:
        cause = problem.__context__
        raise cause if isinstance(cause, OSError) else OSError(str(problem)) from problem


def _await(echo: Socket, request: icmplib.ICMPRequest, patience: float, trips: list[float], notes: list[str]) -> None:
    try:
        reply = _reply(echo, request, patience)
        reply.raise_for_status()
        trips.append(round((reply.time - request.time) * 1000, 2))
    except icmplib.ICMPLibError as problem:
        notes.append(f"{type(problem).__name__}: {problem}")


def _reply(echo: Socket, request: icmplib.ICMPRequest, patience: float) -> icmplib.ICMPReply:
    """The reply to a request: a raw socket hears those to everybody, and only the host itself sends its echoes."""
    deadline = Deadline.after(patience)
    while True:
        try:
            left = deadline.left()
        except TimeoutError:
            raise icmplib.TimeoutExceeded(patience) from None
        reply = echo.receive(request, left)
        if reply.type not in ECHO_REPLIES or reply.source == request.destination:
            return reply
