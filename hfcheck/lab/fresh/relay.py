"""A mirror on this machine: it fetches from the mirrors of the machine's apt, and keeps what it got.

A package file and an index that is named by its digest never change: they are fetched once. Everything else is asked
for anew, and the copy of last time serves when no mirror answers.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from hfcheck.errors import CollectError
from hfcheck.lab.fresh.mirrors import client, mirrors

LOOPBACK = "127.0.0.1"
ASKED = re.compile(r"/([a-z-]+)((?:/(?!\.)[A-Za-z0-9._+~:%=-]+)+)")


class Absent(CollectError):
    """The mirror does not have it, or nobody answers; `status` is what a client is told."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the relay keeps, below `directory`: one file for each path that was asked for."""

    directory: Path
    mirrors: Mapping[str, str]
    upstream: httpx.Client

    def get(self, path: str) -> Path:
        """The file for a path such as /debian/dists/bookworm/InRelease; raises Absent."""
        asked = ASKED.fullmatch(path)
        if asked is None or asked[1] not in self.mirrors:
            raise Absent(HTTPStatus.NOT_FOUND, f"expected a path on one of {', '.join(self.mirrors)}, found {path!r}")
        kept = self.directory / path[1:]
        if kept.is_file() and (path.endswith(".deb") or "/by-hash/" in path):
            return kept
        try:
            self._fetch(self.mirrors[asked[1]] + asked[2], kept)
        except httpx.HTTPError as problem:
            if not kept.is_file():
                raise Absent(HTTPStatus.BAD_GATEWAY, f"no answer from the mirror: {problem}") from problem
        return kept

    def _fetch(self, address: str, kept: Path) -> None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with self.upstream.stream("GET", address) as answer:
            if answer.status_code != HTTPStatus.OK:
                raise Absent(answer.status_code, f"the mirror answers {answer.status_code}")
            part = kept.with_name(f".part-{secrets.token_hex(8)}")
            try:
                with part.open("wb") as sink:
                    sink.writelines(answer.iter_raw())
                part.replace(kept)
            finally:
                part.unlink(missing_ok=True)


class Relay(ThreadingHTTPServer):
    """Serves a shelf on a socket that listens already."""

    daemon_threads = True

    def __init__(self, listening: socket.socket, shelf: Shelf) -> None:
        super().__init__(listening.getsockname(), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.shelf = listening, shelf

    @property
    def url(self) -> str:
        """Where it serves, without a slash at the end."""
        return "http://{}:{}".format(*self.socket.getsockname())


class Handler(BaseHTTPRequestHandler):
    """Answers GET, one connection for many requests, as apt wants it."""

    protocol_version = "HTTP/1.1"
    server: Relay

    def do_GET(self) -> None:
        """One file, or the status that says why not."""
        try:
            file = self.server.shelf.get(self.path).open("rb")
        except Absent as problem:
            self.send_error(problem.status, explain=str(problem))
            return
        with file:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Length", str(os.fstat(file.fileno()).st_size))
            self.end_headers()
            shutil.copyfileobj(file, self.wfile)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of what went well; errors are logged."""


@contextmanager
def serving(shelf: Shelf) -> Iterator[str]:
    """Serve a shelf on the loopback address while the context lasts; gives the address to ask."""
    relay = Relay(socket.create_server((LOOPBACK, 0)), shelf)
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    try:
        yield relay.url
    finally:
        relay.shutdown()
        relay.server_close()


def own_shelf(packages: Path) -> Shelf:
    """A shelf in front of the machine's own mirrors."""
    return Shelf(packages, mirrors(), client())
