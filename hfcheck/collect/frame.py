"""How a host's whole raw answer is kept as one piece of evidence, and taken apart again.

The kept text is what came over the line, standard output first, then a line of the nonce, then standard error, and last
which readings were asked: an auditor reads it with zcat, and its SHA-256 names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from hfcheck.collect.script import Request, split
from hfcheck.model import Output

EVIDENCE_BYTES = 16 * 1024 * 1024
# The last line, which the station writes: nothing that a target says stands behind it.
ASKED = re.compile(r"\n([0-9a-f]{16,64}) asked (\[[^\n]*\])\n\Z")


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


def pack(answered: Answered, nonce: str, requests: Sequence[Request] = ()) -> bytes:
    """The evidence of an answer to `requests`."""
    text = f"{answered.stdout}\n{nonce} standard error\n{answered.stderr}"
    last = f"\n{nonce} asked ".encode() + orjson.dumps(requests, option=orjson.OPT_NON_STR_KEYS) + b"\n"
    return text.encode(errors="replace")[: EVIDENCE_BYTES - len(last)] + last


def sections(evidence: bytes, taken_at: datetime) -> list[tuple[Request, Output]]:
    """Every request with its output, from the evidence alone; none where it does not say what was asked."""
    found = ASKED.search(evidence[evidence.rstrip(b"\n").rfind(b"\n") :].decode(errors="replace"))
    if found is None:
        return []
    try:
        requests = [(str(name), tuple(map(str, arguments))) for name, arguments in orjson.loads(found[2])]
    except (ValueError, TypeError):
        # Evidence of an earlier release ends in what the target said.
        return []
    return list(zip(requests, unpack(evidence, found[1], requests, taken_at)[0], strict=True))


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
