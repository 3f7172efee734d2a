"""The ledger's head on paper: a short code for people, a QR text for cameras.

`10432-7KQF-9M2X-…` is the number of the entry, then 90 bits of its hash and a 10-bit check in Crockford's base 32,
which has no I, L, O or U. The check is the remainder of number and bits by a prime, so one wrong symbol and two swapped
neighbours are always noticed, anything else but one time in a thousand.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from hfcheck.errors import InputError
from hfcheck.ledger.entry import Head

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HASH_BITS: Final = 256
CODE_BITS: Final = 90
CHECK_BITS: Final = 10
CHECK_PRIME: Final = 1021  # the largest below 2 ** CHECK_BITS
SYMBOLS: Final = (CODE_BITS + CHECK_BITS) // 5
GROUP: Final = 4
LOOKALIKES: Final = str.maketrans("OIL", "011")
SEQ: Final = re.compile(r"[0-9]{1,18}")
QR: Final = re.compile(r"HFCHECK:([0-9]{1,18}):([0-9A-F]{64})")


@dataclass(frozen=True, slots=True)
class KnownHead:
    """A head as far as paper knows it: the entry's number and the first `width` bits of its hash."""

    seq: int
    bits: int
    width: int

    def fits(self, digest: bytes) -> bool:
        """Whether an entry with this hash can be the one."""
        return int.from_bytes(digest) >> (HASH_BITS - self.width) == self.bits

    def __str__(self) -> str:
        return f"{self.seq}-{_grouped(self.bits >> (self.width - CODE_BITS), self.seq)}"


def known(head: Head) -> KnownHead:
    """The head with all the bits of its hash."""
    return KnownHead(head.seq, int.from_bytes(head.hash), HASH_BITS)


def printed(head: Head) -> str:
    """The short code: `<seq>-XXXX-XXXX-XXXX-XXXX-XXXX`."""
    return str(known(head))


def qr_text(head: Head) -> str:
    """`HFCHECK:<seq>:<hash>`; the hash in capitals keeps a QR code in its compact alphanumeric mode."""
    return f"HFCHECK:{head.seq}:{head.hash.hex().upper()}"


def parse_head(text: str) -> KnownHead:
    """Read either form back; raises InputError for a typing error.

    Case, blanks, any kind of dash and full-width characters do not matter, nor does O for 0 or I or L for 1.
    """
    folded = unicodedata.normalize("NFKC", text).upper().strip()
    if found := QR.fullmatch(folded):
        return KnownHead(int(found[1]), int(found[2], 16), HASH_BITS)
    symbols = re.sub(r"[\W_]", "", folded).translate(LOOKALIKES)
    seq, code = symbols[:-SYMBOLS], symbols[-SYMBOLS:]
    if not SEQ.fullmatch(seq) or not set(code) <= set(ALPHABET):
        raise InputError(f"expected a head such as {printed(Head(1, bytes(32)))}, found {text!r}")
    value = _value(code)
    if value % 2**CHECK_BITS != _check(int(seq), value >> CHECK_BITS):
        raise InputError(f"expected a head whose check symbols fit, found {text!r}: a symbol was mistyped")
    return KnownHead(int(seq), value >> CHECK_BITS, CODE_BITS)


def _check(seq: int, bits: int) -> int:
    return ((seq << CODE_BITS) + bits) % CHECK_PRIME


def _grouped(bits: int, seq: int) -> str:
    value = bits << CHECK_BITS | _check(seq, bits)
    code = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(SYMBOLS)))
    return "-".join(code[start : start + GROUP] for start in range(0, SYMBOLS, GROUP))


def _value(code: str) -> int:
    value = 0
    for symbol in code:
        value = value << 5 | ALPHABET.index(symbol)
    return value
