"""What the SSH key exchange costs a connection: OpenSSH's own first choice beside what the inspection asks for."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.farm import Farm, farm
from bench.line import Line
from bench.process import run

OWN_CHOICE, OURS = "sntrup761x25519-sha512@openssh.com", "curve25519-sha256"
CONNECTIONS, ROUNDS = 10, 5


def kex_lines(connections: int = CONNECTIONS, rounds: int = ROUNDS) -> Iterator[Line]:
    """The client's CPU a connection with either exchange, in turn. No goal: docs/tuning.md names the price."""
    with tempfile.TemporaryDirectory() as directory, farm(Path(directory), connections) as hosts:
        pairs = [tuple(seconds_a_connection(hosts, exchange) for exchange in (OWN_CHOICE, OURS)) for _ in range(rounds)]
    slow, fast = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = statistics.median(slow / fast for slow, fast in pairs)
    yield Line("ssh_key_exchange_cpu_a_connection", slow, "ms", "", None, OURS, fast, ratio)
    added = statistics.median(slow - fast for slow, fast in pairs) * 1000
    yield Line(f"ssh_key_exchange_added_by_{OWN_CHOICE.partition('-')[0]}", added, "ms", "", None)


def seconds_a_connection(hosts: Farm, exchange: str) -> float:
    """CPU seconds of `ssh HOST true`, over all hosts of the farm. Raises RuntimeError when a connection fails."""
    return statistics.fmean(_connect(hosts, address, exchange) for address in hosts.addresses)


def _connect(hosts: Farm, address: str, exchange: str) -> float:
    options = {
        "BatchMode": "yes",
        "IdentitiesOnly": "yes",
        "IdentityFile": str(hosts.home / "user_key"),
        "KexAlgorithms": exchange,
        "StrictHostKeyChecking": "yes",
        "UserKnownHostsFile": str(hosts.home / "known_hosts"),
    }
    words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    done = run(["ssh", "-F", "none", "-p", str(hosts.port), *words, address, "true"], os.environ)
    if done.code:
        raise RuntimeError(f"expected a connection to {address} with {exchange}, found exit {done.code}: {done.stderr}")
    return done.cpu
