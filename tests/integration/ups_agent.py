"""A UPS as the station meets it: net-snmp's own agent, SNMPv3 with authentication and encryption, RFC 1628 figures."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from hfcheck.lab.tiers import SBIN

MAINS, BATTERY = 3, 5  # upsOutputSource
# upsOutputSource, upsSecondsOnBattery, upsEstimatedMinutesRemaining and upsEstimatedChargeRemaining.
OBJECTS = ("4.1.0", "2.2.0", "2.3.0", "2.4.0")
USER = "defVersion 3\ndefSecurityLevel authPriv\ndefSecurityName ups\ndefAuthType SHA\ndefPrivType AES\n"
SECRETS = "defAuthPassphrase lab-of-the-ups\ndefPrivPassphrase lab-of-the-ups\n"
AGENT = """
agentAddress udp:127.0.0.1:{port}
createUser ups SHA lab-of-the-ups AES lab-of-the-ups
rouser ups priv
pass .1.3.6.1.2.1.33.1 {python} {answers}
"""
# What net-snmp runs for each question: `-g OID`; figures are read anew each time.
ANSWERS = """
import sys
oid = sys.argv[2].removeprefix(".1.3.6.1.2.1.33.1.")
figures = dict(line.split() for line in open({figures!r}))
if sys.argv[1] == "-g" and oid in figures:
    print(sys.argv[2], "integer", figures[oid], sep="\\n")
"""


def missing() -> str | None:
    """The reason why there can be no UPS here, or None."""
    absent = [name for name in ("snmpd", "snmpget") if shutil.which(name, path=SBIN) is None]
    return f"missing: {', '.join(absent)}; get it with: apt-get install snmp snmpd" if absent else None


@dataclass(frozen=True, slots=True)
class Ups:
    """A UPS that answers at `address`; `directory` has the client's snmp.conf."""

    directory: Path
    address: str

    def feeds(self, source: int) -> None:
        """From now on it feeds its load from the mains or from its battery."""
        part = self.directory / "figures.part"
        seconds = 90 if source == BATTERY else 0
        figures = zip(OBJECTS, (source, seconds, 12, 87), strict=True)
        part.write_text("".join(f"{name} {value}\n" for name, value in figures))
        part.rename(self.directory / "figures")


@contextmanager
def ups(directory: Path) -> Iterator[Ups]:
    """A UPS on battery, until the end of the block."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    directory.mkdir()
    found = Ups(directory, f"udp:127.0.0.1:{port}")
    found.feeds(BATTERY)
    (directory / "snmp.conf").write_text(USER + SECRETS)
    (directory / "answers.py").write_text(ANSWERS.format(figures=str(directory / "figures")))
    (directory / "snmpd.conf").write_text(
        AGENT.format(port=port, python=sys.executable, answers=directory / "answers.py")
    )
    agent = subprocess.Popen(
        ["snmpd", "-f", "-LE", "3", "-C", "-c", str(directory / "snmpd.conf")],
        env=os.environ | {"SNMP_PERSISTENT_DIR": str(directory), "MIBS": "", "PATH": SBIN},
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(found)
        yield found
    finally:
        agent.terminate()
        agent.wait(10)


def _await(found: Ups) -> None:
    deadline = time.monotonic() + 10
    ask = ["snmpget", "-Oqv", "-t1", "-r0", found.address, f".1.3.6.1.2.1.33.1.{OBJECTS[0]}"]
    env = os.environ | {"SNMPCONFPATH": str(found.directory)}
    while subprocess.run(ask, env=env, capture_output=True, text=True, check=False).stdout.strip() != str(BATTERY):
        assert time.monotonic() < deadline, "the UPS does not answer"
        time.sleep(0.1)
