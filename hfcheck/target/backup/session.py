"""One open session of a database's own client: statement in, rows out, all in one transaction if need be.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager, suppress
from typing import IO, Iterator, Sequence

from hfcheck.target.backup.running import Failed, end, name, said, started, tail

# No answer holds it: names come in hexadecimal digits, everything else is a number or a word of the server's own.
MARK = "~~ answered ~~"


class Session:
    """A client that is told statements; answers are rows of fields parted by tabs."""

    def __init__(self, argv: Sequence[str], process: subprocess.Popen[bytes], complaints: IO[bytes]) -> None:
        self._name = name(argv)
        self._process = process
        if process.stdin is None or process.stdout is None:
            raise Failed(f"{self._name}: expected pipes to and from it")
        self._given, self._told = process.stdin, process.stdout
        self._complaints = complaints

    def ask(self, statement: str) -> list[list[str]]:
        """The rows that a statement answers; Failed with the client's words when it refuses."""
        try:
            self._given.write(f"{statement};\nSELECT '{MARK}';\n".encode())
            self._given.flush()
        except BrokenPipeError:
            raise self._broken() from None
        rows: list[list[str]] = []
        for line in iter(self._told.readline, b""):
            text = line.decode("utf-8", "replace").rstrip("\n")
            if text == MARK:
                return rows
            rows.append(text.split("\t"))
        raise self._broken()

    def _broken(self) -> Failed:
        self._process.wait()
        return Failed(f"{self._name}: {said(tail(self._complaints)) or 'the session ended'}")


@contextmanager
def session(argv: Sequence[str]) -> Iterator[Session]:
    """A session that is over at the end, and its transaction with it."""
    with tempfile.TemporaryFile() as complaints:
        process = started(argv, subprocess.PIPE, subprocess.PIPE, complaints)
        try:
            yield Session(argv, process, complaints)
        finally:
            if process.stdin:
                with suppress(BrokenPipeError):
                    process.stdin.close()
            end(process)
            if process.stdout:
                process.stdout.close()
