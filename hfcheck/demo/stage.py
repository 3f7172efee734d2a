"""The stage of the demonstration: a directory of its own, a clock that the story sets, and keys that prove nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hfcheck.errors import InputError
from hfcheck.ledger import ensure_key
from hfcheck.ledger.files import publish
from hfcheck.signers import Signer
from hfcheck.station import STATION_SIGNER, Station

MARK = "DEMO.txt"
NOTICE = """hfcheck demo
演示数据：人员、设备和事件均为虚构。
The keys in keys/ are demo keys: everybody can derive them from the names of their files, so they prove nothing.
`hfcheck demo` removes this directory and makes it anew.
"""
TICK = timedelta(milliseconds=1)


@dataclass(frozen=True)
class DemoStation(Station):
    """A station whose clock stands where it was last set, and moves a millisecond each time it is read."""

    clock: list[datetime] = field(default_factory=list)

    def set(self, instant: datetime) -> None:
        """Put the clock to an instant; it never goes back."""
        self.clock[:] = [max([instant, *self.clock])]

    def now(self) -> datetime:
        """The simulated instant."""
        self.clock[0] += TICK
        return self.clock[0]


def prepare(root: Path) -> DemoStation:
    """An empty stage. An earlier demonstration there is removed; raises InputError for any other directory."""
    if root.is_symlink() or (root.exists() and not _ours(root)):
        raise InputError(f"expected no directory, an empty one or an earlier demonstration at {root}, found another")
    try:
        if root.exists():
            shutil.rmtree(root)
        root.mkdir(mode=0o700, parents=True)
        (root / MARK).write_text(NOTICE, encoding="utf-8")
    except OSError as problem:
        raise InputError(f"expected a directory for the demonstration at {root}, found: {problem.strerror}") from None
    station = DemoStation(root)
    demo_signer(station, STATION_SIGNER)
    return station


def _ours(root: Path) -> bool:
    if not root.is_dir():
        return False
    mark = root / MARK
    return mark.read_text(encoding="utf-8") == NOTICE if mark.is_file() else not any(root.iterdir())


def demo_signer(station: Station, name: str) -> Signer:
    """A person of the story with a demo key, which is derived from the name alone."""
    path = station.keys / f"{name}.pem"
    publish(path, _demo_key(name))
    return Signer(name, ensure_key(path))


def _demo_key(name: str) -> bytes:
    private = Ed25519PrivateKey.from_private_bytes(sha256(f"hfcheck demo key of {name}".encode()).digest())
    form = serialization.PrivateFormat.PKCS8
    return private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
