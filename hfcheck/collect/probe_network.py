"""What the probes share: a deadline, name resolution, connecting, and what a failure says about whom.

A failure of the target (refused, timed out, unresolvable …) is an observation: the channel is down. A failure of the
station (no route, no resolver, no permission) says nothing about the target; its outcome is `no_network`, and the
readings answer NotSeen for it. What is not in the tables below is taken for a failure of the station.
"""

from __future__ import annotations

import errno
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hfcheck.errors import InputError

T = TypeVar("T")
Facts = dict[str, object]

OUTCOME_OF_ERRNO = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
    errno.ECONNABORTED: "reset",
    errno.ETIMEDOUT: "timed_out",
    errno.EHOSTUNREACH: "unreachable",
    errno.EHOSTDOWN: "unreachable",
}
NAME_IS_UNKNOWN = {socket.EAI_NONAME, socket.EAI_NODATA, socket.EAI_ADDRFAMILY}
NO_NETWORK = "no_network"


class StoppedError(Exception):
    """A probe cannot go on; `outcome` says in one word what became of it, the message says more."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant of the monotonic clock."""

    end: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """The seconds that are left, always more than 0; raises TimeoutError when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError(errno.ETIMEDOUT, "the deadline of the probe is over")
        return left


def outcome_of(error: OSError) -> str:
    """One word for a failure: whether it is the target's, and which."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, ssl.SSLError):
        return "no_tls"
    if isinstance(error, socket.gaierror):
        return "unresolvable" if error.errno in NAME_IS_UNKNOWN else NO_NETWORK
    if isinstance(error, TimeoutError):
        return "timed_out"
    return OUTCOME_OF_ERRNO.get(error.errno or 0, NO_NETWORK)


def milliseconds(since: float) -> float:
    """The milliseconds since an instant of the performance counter, to a tenth."""
    return round((time.perf_counter() - since) * 1000, 1)


def resolve(host: str, deadline: Deadline) -> list[str]:
    """The IP addresses of a name by the station's own resolver; an address is its own.

    The C library's resolver cannot be interrupted, so it works in a thread that nobody waits for after the deadline.
    """
    if _is_address(host):
        return [host]
    answer: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(host, answer), daemon=True).start()
    try:
        found = answer.get(timeout=deadline.left())
    except queue.Empty:
        raise StoppedError(NO_NETWORK, f"the station's resolver gave no answer for {host} in time") from None
    if isinstance(found, UnicodeError):
        raise InputError(f"expected a host name, found {host!r}: {found}")
    if isinstance(found, OSError):
        raise found
    return found


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _look_up(host: str, answer: queue.SimpleQueue[list[str] | OSError | UnicodeError]) -> None:
    try:
        rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        answer.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
    except (OSError, UnicodeError) as error:
        answer.put(error)


def first_of(addresses: Sequence[str], attempt: Callable[[str], T]) -> T:
    """The first attempt that works; else the first failure that is the target's, or the station's last one."""
    failures: list[OSError] = []
    for address in addresses:
        try:
            return attempt(address)
        except OSError as error:
            failures.append(error)
    raise next((error for error in failures if outcome_of(error) != NO_NETWORK), failures[-1])


def dial(host: str, port: int, connect: str, deadline: Deadline, facts: Facts) -> socket.socket:
    """A TCP connection to the host, or to the address `connect` in its place; notes the address and the time."""
    addresses = [connect] if connect else resolve(host, deadline)
    facts["addresses"] = addresses

    def attempt(address: str) -> socket.socket:
        began = time.perf_counter()
        connection = socket.create_connection((address, port), timeout=deadline.left())
        facts.update(address=address, connect_ms=milliseconds(began))
        return connection

    return first_of(addresses, attempt)


def trust(ca_file: str) -> ssl.SSLContext:
    """A client context that verifies against a PEM file, or against the station's store; raises InputError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # Debian's own Python would take less
    if not ca_file:
        context.load_default_certs()
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except OSError as error:
        raise InputError(f"argument ca_file: expected a PEM file of authorities, found {ca_file!r}: {error}") from None
    return context
