"""Documents that were given out: the ledger holds the digest of each, so that a changed one is told from the real one.

A `document` event names the file under the station's records and its SHA-256. Made anew with other bytes, because
somebody signed meanwhile, it gets another event, and the newest one counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from hfcheck.errors import RenderError
from hfcheck.ledger.entry import Entry
from hfcheck.ledger.files import replace
from hfcheck.ledger.reader import Reader
from hfcheck.ledger.verify import Problem


def document_events(ledger: Reader, files: Mapping[str, bytes], of: str, now: datetime) -> list[dict[str, object]]:
    """The events that these files (paths below the station's records → bytes) need; none for what is known already.

    `of` names what they tell of. Append them before the files are written: a crash between the two shows as a file that
    does not fit, and making it again mends it.
    """
    needed = (_event(ledger, name, data, of) for name, data in files.items())
    return [event | {"at": now.isoformat()} for event in needed if event]


def _event(ledger: Reader, name: str, data: bytes, of: str) -> dict[str, object] | None:
    digest = hashlib.sha256(data).hexdigest()
    known = list(ledger.entries(prefix=f"document/{name}/"))
    if known and known[-1].event["sha256"] == digest:
        return None
    return {"id": f"document/{name}/{len(known) + 1}", "type": "document", "path": name, "sha256": digest, "of": of}


def write_documents(files: Mapping[Path, bytes]) -> None:
    """Write each file whole, making its directory; raises RenderError."""
    for path, data in files.items():
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace(path, data)
        except OSError as problem:
            where = f"expected a directory for documents at {path.parent}"
            raise RenderError(f"{where}, found: {problem.strerror}") from problem


def document_problems(ledger: Reader, records: Path) -> tuple[int, tuple[Problem, ...]]:
    """How many documents the ledger knows, and those of them that are gone or are not what was given out."""
    newest = {str(entry.event["path"]): entry for entry in ledger.entries(type="document")}
    return len(newest), tuple(problem for name, entry in newest.items() for problem in _problem(records / name, entry))


def _problem(path: Path, entry: Entry) -> Iterator[Problem]:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        yield Problem(f"the document {path}", str(error.strerror), entry.seq, entry.id)
        return
    if found != entry.event["sha256"]:
        yield Problem(f"the document {path} as it was given out", "another content", entry.seq, entry.id)
