"""The raw outputs behind an audit as files: `raw/<host>/<reading>.txt`, what the target printed and nothing else.

Evidence of a release that did not yet write down what was asked is kept as one file, `session.txt`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from hfcheck.audits import Audit
from hfcheck.collect.frame import sections
from hfcheck.collect.spool import file_name
from hfcheck.model import Finding, Output

SESSION = "session"


@dataclass(frozen=True, slots=True)
class RawFile:
    """One raw output: of which host and reading, when it was taken, and the evidence in the ledger that holds it."""

    host: str
    reading: str
    data: bytes
    taken: datetime
    evidence: str

    @property
    def path(self) -> str:
        """Its path in the pack."""
        return f"raw/{file_name(self.host)}/{file_name(self.reading)}.txt"

    @property
    def sha256(self) -> str:
        """The SHA-256 of its content."""
        return hashlib.sha256(self.data).hexdigest()


Raw = dict[tuple[str, str], RawFile]


def raw_files(audit: Audit, get: Callable[[str], bytes]) -> Raw:
    """(host, reading) → the file, for every reading that a check of a clause asks; `get` is the evidence store's."""
    wanted: dict[tuple[str, str], Finding] = {}
    for finding in audit.findings:
        if finding.evidence:
            wanted.setdefault((finding.host, finding.evidence), finding)
    readings = {finding.check.reading_module for finding in audit.findings}
    found: Raw = {}
    for (host, digest), finding in wanted.items():
        for reading, data in _texts(get(digest), finding.at):
            if reading in readings or reading == SESSION:
                found.setdefault((host, reading), RawFile(host, reading, data, finding.at, digest))
    return found


def raw_of(raw: Raw, finding: Finding) -> RawFile | None:
    """The file that a finding rests on; None where nothing came home."""
    return raw.get((finding.host, finding.check.reading_module)) or raw.get((finding.host, SESSION))


def _texts(evidence: bytes, at: datetime) -> Iterator[tuple[str, bytes]]:
    parts: dict[str, list[str]] = {}
    for (reading, arguments), output in sections(evidence, at):
        parts.setdefault(reading, []).append(_text(arguments, output))
    if not parts:
        yield SESSION, evidence
    for reading, texts in parts.items():
        yield reading, "\n".join(texts).encode(errors="replace")


def _text(arguments: tuple[str, ...], output: Output) -> str:
    about = f"--- asked of: {' '.join(arguments)}\n" if arguments else ""
    errors = f"--- standard error\n{output.stderr.rstrip()}\n" if output.stderr.strip() else ""
    code = "" if output.code == 0 else f"--- exit status: {'none, cut off' if output.code is None else output.code}\n"
    cut = "--- too long, cut off here\n" if output.truncated else ""
    return f"{about}{output.stdout.rstrip()}\n{cut}{errors}{code}"
