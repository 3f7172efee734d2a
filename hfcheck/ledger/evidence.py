"""The evidence store: raw outputs, plans and photographs, compressed and named by what they are.

A file's name is the SHA-256 of its plain bytes, so the ledger's chain reaches into the store: whoever changes evidence
changes a name that the ledger holds.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hfcheck.errors import LedgerBroken, LedgerError
from hfcheck.ledger.files import make_directory, replace

NAME = re.compile(r"[0-9a-f]{64}")
# The byte of a gzip header that names the operating system: Python wrote 3 (Unix) before it wrote 255 (unknown).
SYSTEM, SYSTEMS = 9, (3, 255)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A store in one directory, which must be there. Any number of processes may put and get at once."""

    root: Path

    def path(self, digest: str) -> Path:
        """Where the evidence of this name is kept; raises LedgerBroken for what is no SHA-256 in hex."""
        if not NAME.fullmatch(digest):
            raise LedgerBroken(f"expected the SHA-256 of evidence as 64 hex digits, found {digest!r}")
        return self.root / digest[:2] / f"{digest}.gz"

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their name; evidence that is there and unbroken is left as it is."""
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        if not self.flaw(digest):
            return digest
        make_directory(path.parent)
        replace(path, gzip.compress(data, mtime=0))
        return digest

    def get(self, digest: str) -> bytes:
        """The plain bytes; raises LedgerBroken, naming the file, when it is missing or is not what its name says."""
        data, flaw = self._look(digest)
        if flaw:
            raise LedgerBroken(f"expected evidence at {self.path(digest)}, found {flaw}")
        return data

    def flaw(self, digest: str) -> str:
        """What is wrong with a piece of evidence, in a few words; empty when nothing is."""
        return self._look(digest)[1]

    def _look(self, digest: str) -> tuple[bytes, str]:
        path = self.path(digest)
        try:
            packed = path.read_bytes()
            data = gzip.decompress(packed)
        except FileNotFoundError:
            return b"", "no file"
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            return b"", f"damage: {error}"
        except OSError as error:
            raise LedgerError(f"could not read {path}: {error.strerror}") from error
        found = sha256(data).hexdigest()
        return data, f"content with the hash {found}" if found != digest else _touched(packed, data)


def _touched(packed: bytes, data: bytes) -> str:
    """What is wrong with a file whose content is right: gzip has bits that nothing hangs on, and one may be turned.

    Told only where the file is one byte away from what would be written: another zlib writes all of it differently.
    """
    again = bytearray(gzip.compress(data, mtime=0))
    if packed[SYSTEM] in SYSTEMS:
        again[SYSTEM] = packed[SYSTEM]
    if len(again) == len(packed) and sum(one != other for one, other in zip(again, packed, strict=True)) == 1:
        return "the same content in a file with one byte changed"
    return ""
