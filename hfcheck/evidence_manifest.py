"""The manifest of an evidence pack: what it holds, signed with the station's key, and whether a folder still holds it.

`manifest.json` is one signed document: `{id, type, at, run, before, plan, ledger: {seq, hash}, files: {path: sha256},
key, signature}`. What is signed are the canonical bytes of all of it but the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from hfcheck.audits import Audit
from hfcheck.errors import InputError, LedgerBroken
from hfcheck.ledger.entry import Head
from hfcheck.ledger.sign import SigningKey, check_signature, fingerprint, signed
from hfcheck.report.evidence_pack import Pack
from hfcheck.station import STATION_SIGNER

NAME = "manifest.json"
TYPE = "evidence_pack"
TEXTS = ("id", "at", "run", "plan", "key", "signature")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a pack came to: its run, who signed it, how many files fit, and what does not."""

    run: str
    signer: str
    files: int
    problems: tuple[str, ...]


def manifest(pack: Pack, head: Head, files: Mapping[str, bytes], key: SigningKey) -> bytes:
    """The signed manifest of these files (path in the pack → content)."""
    audit: Audit = pack.audit
    body: dict[str, Any] = {
        "id": f"{TYPE}/{audit.run}/{pack.made.isoformat()}",
        "type": TYPE,
        "at": pack.made.isoformat(),
        "run": audit.run,
        "plan": audit.plan_hash,
        "ledger": {"seq": head.seq, "hash": head.hash.hex()},
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in files.items()},
    }
    if pack.before:
        body["before"] = pack.before.run
    return orjson.dumps(signed(body, key), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def check_pack(folder: Path, keys: Mapping[str, str]) -> Checked:
    """Compare a folder with its manifest; `keys` are the public keys that are known, each with its owner's name.

    Raises InputError when there is no manifest that can be read.
    """
    body = _read(folder / NAME)
    signer, problems = _signer(body, keys)
    files = body["files"]
    flaws = [*problems, *_differences(folder, files)]
    return Checked(str(body["run"]), signer, len(files), tuple(flaws))


def _read(path: Path) -> dict[str, Any]:
    try:
        body = orjson.loads(path.read_bytes())
    except OSError as problem:
        raise InputError(f"expected the manifest of an evidence pack at {path}, found {problem.strerror}") from problem
    except orjson.JSONDecodeError as problem:
        raise InputError(f"expected JSON at {path}, found {problem}") from None
    whole = isinstance(body, dict) and body.get("type") == TYPE and all(isinstance(body.get(n), str) for n in TEXTS)
    if not whole or not isinstance(body.get("files"), dict):
        raise InputError(f"expected the manifest of an evidence pack at {path}, found another document")
    return dict(body)


def _signer(body: Mapping[str, Any], keys: Mapping[str, str]) -> tuple[str, list[str]]:
    try:
        check_signature(body)
    except LedgerBroken:
        return "nobody", [f"{NAME}: expected a signature that fits it, found another one"]
    owner, key = keys.get(str(body["key"])), fingerprint(str(body["key"]))
    if owner != STATION_SIGNER:
        return f"key {key}", [
            f"{NAME}: expected the station's signature, found one of {owner or 'the unknown key'} {key}"
        ]
    return f"{owner} {key}", []


def _differences(folder: Path, files: Mapping[str, Any]) -> Iterator[str]:
    for name, digest in files.items():
        yield from _flaw(folder, name, digest)
    there = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()
    }
    yield from (f"{name}: not in the manifest" for name in sorted(there - files.keys() - {NAME}))


def _flaw(folder: Path, name: str, digest: object) -> Iterator[str]:
    # A manifest is a stranger's text until its signature is seen to fit: it leads to nothing outside of its folder.
    inside = not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
    path = folder / name
    if not inside or not path.resolve().is_relative_to(folder.resolve()):
        yield f"{name}: outside of the pack"
        return
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        yield f"{name}: {problem.strerror}"
        return
    if found != digest:
        yield f"{name}: another content"
