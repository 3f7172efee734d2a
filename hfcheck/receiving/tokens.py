"""Secrets in private files: the tokens by which senders are known, one file a source."""

from __future__ import annotations

import hmac
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hfcheck.errors import InputError

SHORTEST = 24
LONGEST = 4096
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}", re.ASCII)
SCHEME = b"bearer "


@dataclass(frozen=True, slots=True)
class Sources:
    """Who may post: the digest of each source's token."""

    digests: Mapping[str, bytes]

    @classmethod
    def read(cls, directory: Path) -> Sources:
        """The sources of a directory: each file is named for one and holds its token. Raises InputError."""
        found = {path.name: _token(path) for path in private_files(directory)}
        if not found:
            raise InputError(f"expected a file with a token for each source in {directory}, found none")
        digests = {name: sha256(token).digest() for name, token in found.items()}
        if len(set(digests.values())) < len(digests):
            raise InputError(f"expected another token for each source in {directory}, found one of two sources")
        return cls(digests)

    def known(self, authorization: bytes) -> str | None:
        """The source of an Authorization header, or None. Takes as long whatever is wrong with it."""
        scheme, token = authorization[: len(SCHEME)], authorization[len(SCHEME) :].strip()
        given = sha256(token if scheme.lower() == SCHEME else b"").digest()
        fits = [name for name, digest in self.digests.items() if hmac.compare_digest(digest, given)]
        return fits[0] if fits else None


def private_files(directory: Path) -> Iterator[Path]:
    """The files of a directory, by name; what begins with a dot is none. Raises InputError for one others can read."""
    if not directory.is_dir():
        raise InputError(f"expected a directory at {directory}, found {'a file' if directory.exists() else 'nothing'}")
    for path in sorted(directory.iterdir()):
        if path.name.startswith("."):
            continue
        if not NAME.fullmatch(path.name):
            raise InputError(f"expected a file named for a source such as alertmanager, found {path.name!r:.60}")
        yield path


def read_secret(path: Path) -> str:
    """The text of a file that its owner alone can read; raises InputError that never holds the text."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) or mode & 0o077:
        raise InputError(f"expected a file that its owner alone can read (0600) at {path}, found {stat.filemode(mode)}")
    with path.open("rb") as stream:
        data = stream.read(LONGEST + 1)
    if len(data) > LONGEST or not data.isascii():
        raise InputError(f"expected at most {LONGEST} ASCII characters in {path}, found others or more")
    return data.decode().strip()


def _token(path: Path) -> bytes:
    token = read_secret(path).encode()
    if len(token) < SHORTEST or len(token.split()) != 1:
        raise InputError(f"expected a token of at least {SHORTEST} characters without blanks in {path}, found another")
    return token
