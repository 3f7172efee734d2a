"""Who is told by the watch, played by this process: a mail server with STARTTLS, and the service of chat robots."""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, cast

TLS_ONLY = b"530 Must issue a STARTTLS command first"


@dataclass
class Mail:
    """One mail that was taken: from whom, to whom, who signed in, and what was sent."""

    sender: str
    to: list[str]
    user: str
    text: Message


@dataclass
class Mailbox:
    """A mail server's address, and what it has taken."""

    port: int
    mails: list[Mail] = field(default_factory=list)


@dataclass
class Robots:
    """Where robots are called, and the path and the body of each call."""

    port: int
    calls: list[tuple[str, Any]] = field(default_factory=list)


def certificate(directory: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that is its own authority, and its key."""
    found, key = directory / "mail.pem", directory / "mail.key"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made += ["-subj", "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*made, "-out", str(found), "-keyout", str(key)], check=True, capture_output=True)
    return found, key


class _Talk(socketserver.StreamRequestHandler):
    """One conversation of SMTP (RFC 5321), which takes mail only behind STARTTLS and a sign-in."""

    def handle(self) -> None:
        self.user, self.sender, self.to, self.secure = "", "", list[str](), False
        self._say(b"220 mail")
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if verb.upper() == "QUIT":
                self._say(b"221 bye")
                return
            self._say(self._answer(verb.upper(), rest))
            if verb.upper() == "STARTTLS":
                self._secure()

    def _answer(self, verb: str, rest: str) -> bytes:
        if verb == "EHLO":
            return b"250-mail\r\n250 AUTH PLAIN" if self.secure else b"250-mail\r\n250 STARTTLS"
        if verb == "STARTTLS":
            return b"220 go on"
        if not self.secure:
            return TLS_ONLY
        return self._mail(verb, rest)

    def _mail(self, verb: str, rest: str) -> bytes:
        if verb == "AUTH":
            _, user, password = base64.b64decode(rest.removeprefix("PLAIN ")).decode().split("\0")
            self.user = user if password == cast("Any", self.server).password else ""
            return b"235 welcome" if self.user else b"535 no"
        if not self.user:
            return b"530 who are you"
        if verb == "MAIL":
            self.sender, self.to = rest.partition("<")[2].partition(">")[0], []
        elif verb == "RCPT":
            self.to.append(rest.partition("<")[2].partition(">")[0])
        elif verb == "DATA":
            self._say(b"354 go on")
            text = b"".join(iter(self.rfile.readline, b".\r\n"))
            cast("Any", self.server).box.mails.append(Mail(self.sender, self.to, self.user, message_from_bytes(text)))
        return b"250 well"

    def _secure(self) -> None:
        context: ssl.SSLContext = cast("Any", self.server).context
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), cast("Any", self.connection.makefile("wb", 0))
        self.secure = True

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class _Call(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        cast("Any", self.server).box.calls.append((self.path, body))
        answer = b'{"errcode": 0, "errmsg": "ok"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        return


@contextlib.contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def mailbox(certified: tuple[Path, Path], password: str) -> Iterator[Mailbox]:
    """A mail server on a free port of the loopback; anybody who knows the password may send."""
    server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
    server.daemon_threads = True
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(*certified)
    server.password, server.box = password, Mailbox(server.server_address[1])
    with _served(server):
        yield server.box


@contextlib.contextmanager
def robots() -> Iterator[Robots]:
    """The service of chat robots on a free port of the loopback: it takes whatever comes."""
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Call)
    server.box = Robots(server.server_address[1])
    with _served(server):
        yield server.box
