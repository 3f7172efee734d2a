"""How a host's whole raw answer is kept as one piece of evidence, and taken apart again.

The kept text is what came over the line, standard output first, then a line of the nonce, then standard error: an
auditor reads it with zcat, and its SHA-256 names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hfcheck.collect.script import Request, split
from hfcheck.model import Output

EVIDENCE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back from one remote execution."""

    stdout: str
    stderr: str
    code: int

    @property
    def detail(self) -> str:
        """For an execution that failed: why, as far as the target said."""
        return "" if self.code == 0 else f"exit {self.code}: {self.stderr or self.stdout}"


def pack(answered: Answered, nonce: str) -> bytes:
    """The evidence of an answer."""
    text = f"{answered.stdout}\n{nonce} standard error\n{answered.stderr}"
    return text.encode(errors="replace")[:EVIDENCE_BYTES]


def unpack(evidence: bytes, nonce: str, requests: Sequence[Request], taken_at: datetime) -> tuple[list[Output], bool]:
    """The outputs in the order of `requests`, and whether the session came to its end."""
    stdout, _, stderr = evidence.decode(errors="replace").partition(f"\n{nonce} standard error\n")
    return split(stdout, stderr, nonce, requests, taken_at), f"\n{nonce} done\n" in f"\n{stdout}\n"


def framed(outputs: Sequence[Output], nonce: str, *, ended: bool = True) -> Answered:
    """Outputs that the station took itself, in the same form as a script's; `ended`: whether the session did."""
    numbered = list(enumerate(outputs))
    stdout = "".join(
        f"{nonce} begin {n}\n{output.stdout}\n{nonce} code {output.code}\n{nonce} end {n}\n" for n, output in numbered
    )
    stderr = "".join(f"{nonce} begin {n}\n{output.stderr}\n{nonce} end {n}\n" for n, output in numbered)
    return Answered(f"{stdout}{nonce} done\n" if ended else stdout, stderr, 0)
