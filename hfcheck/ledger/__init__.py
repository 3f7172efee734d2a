"""The ledger: events that were written once, in an order that cannot be changed unseen.

    with Ledger.open(path) as ledger:          # for writing; made when it is not there
        ledger.append(events, received)        # one transaction, all or nothing, repeats are skipped
        ledger.seal(key, now)                  # the station signs the head
    with Reader.open(path) as ledger:          # for reporting; never writes
        ledger.history("app-01", "disk.used", limit=30)

docs/ledger.md describes the file, what the chain proves and what it cannot prove.
"""

from __future__ import annotations

from hfcheck.ledger.canonical import canonical
from hfcheck.ledger.codes import KnownHead, parse_head, printed, qr_text
from hfcheck.ledger.entry import GENESIS, Appended, Entry, Head
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.ledger.sign import (
    SigningKey,
    create_key,
    ensure_key,
    fingerprint,
    known_keys,
    load_key,
    signature_event,
)
from hfcheck.ledger.verify import Problem, Report, verify_ledger
from hfcheck.ledger.writer import Ledger

__all__ = [
    "GENESIS",
    "Appended",
    "Entry",
    "Evidence",
    "Head",
    "KnownHead",
    "Ledger",
    "Problem",
    "Reader",
    "Report",
    "SigningKey",
    "canonical",
    "create_key",
    "ensure_key",
    "fingerprint",
    "known_keys",
    "load_key",
    "parse_head",
    "printed",
    "qr_text",
    "signature_event",
    "verify_ledger",
]
