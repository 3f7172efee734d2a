"""The ledger: events that were written once, in an order that cannot be changed unseen.

    with Ledger.open(path) as ledger:          # for writing; made when it is not there
        ledger.append(events, received)        # one transaction, all or nothing, repeats are skipped
        ledger.seal(key, now)                  # the station signs the head
    with Reader.open(path) as ledger:          # for reporting; never writes
        ledger.history("app-01", "disk.used", limit=30)

docs/ledger.md describes the file, what the chain proves and what it cannot prove.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfcheck.ledger.codes import KnownHead as KnownHead
    from hfcheck.ledger.codes import parse_head as parse_head
    from hfcheck.ledger.codes import printed as printed
    from hfcheck.ledger.codes import qr_text as qr_text
    from hfcheck.ledger.encoding import canonical as canonical
    from hfcheck.ledger.entry import GENESIS as GENESIS
    from hfcheck.ledger.entry import Appended as Appended
    from hfcheck.ledger.entry import Entry as Entry
    from hfcheck.ledger.entry import Head as Head
    from hfcheck.ledger.evidence import Evidence as Evidence
    from hfcheck.ledger.reader import Reader as Reader
    from hfcheck.ledger.sign import SigningKey as SigningKey
    from hfcheck.ledger.sign import Trust as Trust
    from hfcheck.ledger.sign import create_key as create_key
    from hfcheck.ledger.sign import ensure_key as ensure_key
    from hfcheck.ledger.sign import fingerprint as fingerprint
    from hfcheck.ledger.sign import known_keys as known_keys
    from hfcheck.ledger.sign import load_key as load_key
    from hfcheck.ledger.sign import signature_event as signature_event
    from hfcheck.ledger.sign import trust as trust
    from hfcheck.ledger.verify import Problem as Problem
    from hfcheck.ledger.verify import Report as Report
    from hfcheck.ledger.verify import verify_ledger as verify_ledger
    from hfcheck.ledger.writer import Ledger as Ledger

# Each name's module, imported when the name is first asked for: a process that serves one host needs the evidence store
# alone, and cryptography and SQLite would cost it more than its whole work.
HOMES = {
    "codes": ("KnownHead", "parse_head", "printed", "qr_text"),
    "encoding": ("canonical",),
    "entry": ("GENESIS", "Appended", "Entry", "Head"),
    "evidence": ("Evidence",),
    "reader": ("Reader",),
    "sign": (
        "SigningKey",
        "Trust",
        "create_key",
        "ensure_key",
        "fingerprint",
        "known_keys",
        "load_key",
        "signature_event",
        "trust",
    ),
    "verify": ("Problem", "Report", "verify_ledger"),
    "writer": ("Ledger",),
}


def __getattr__(name: str) -> object:
    for home, names in HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
