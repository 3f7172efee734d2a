"""The receiver's side of HTTP: one request a connection, bounded in size and time, known by its token before its body.

h11 reads the protocol; asyncio and ssl of the standard library carry it. What is not understood is refused.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path

import h11

from hfcheck.errors import InputError, LedgerError
from hfcheck.receiving.tokens import Sources

BODY_LIMIT = 8 * 1024 * 1024
HEAD_LIMIT = 16 * 1024
SECONDS = 20.0
OPEN_LIMIT = 128
CHUNK = 64 * 1024

Keep = Callable[[str, str, bytes], Awaitable[None]]
"""Keeps what a source posted to an address: (address, source, body). Raises InputError, LedgerError."""


@dataclass(slots=True)
class Tally:
    """What the receiver has done since it was started. Nothing in it is secret."""

    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)

    def text(self) -> str:
        """The numbers as Prometheus reads them."""
        lines = ["# TYPE hfcheck_receive_accepted_total counter"]
        for (kind, source), number in sorted(self.accepted.items()):
            lines.append(f'hfcheck_receive_accepted_total{{kind="{kind}",source="{source}"}} {number}')
        lines.append("# TYPE hfcheck_receive_refused_total counter")
        lines += [
            f'hfcheck_receive_refused_total{{status="{code}"}} {self.refused[code]}' for code in sorted(self.refused)
        ]
        return "\n".join(lines) + "\n"


class Refused(Exception):
    """A request that is answered with this status and sentence."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(slots=True)
class Server:
    """Answers requests: posts to `addresses` are kept, GET /metrics tells the numbers."""

    sources: Sources
    addresses: frozenset[str]
    keep: Keep
    measured: Callable[[], str]
    complain: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    _open: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from its first byte to its last."""
        self._open += 1
        exchange = _Exchange(reader, writer)
        try:
            async with asyncio.timeout(SECONDS):
                await self._answer(exchange)
        except (TimeoutError, OSError):
            self.tally.refused[HTTPStatus.REQUEST_TIMEOUT] += 1
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, exchange: _Exchange) -> None:
        try:
            status, text = HTTPStatus.OK, await self._result(exchange)
        except Refused as refused:
            status, text = refused.status, f"{refused}\n"
            self.tally.refused[status] += 1
            self.complain(f"answered {exchange.peer()} with {status.value}: {refused}")
        await exchange.send(status, text.encode())

    async def _result(self, exchange: _Exchange) -> str:
        if self._open > OPEN_LIMIT:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, f"more than {OPEN_LIMIT} connections")
        request = await exchange.request()
        target = request.target.decode("ascii", "replace")
        if request.method == b"GET" and target == "/metrics":
            return self.tally.text() + self.measured()
        headers = dict(request.headers)
        source = self.sources.known(headers.get(b"authorization", b""))
        if source is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "expected the token of a known source")
        if request.method != b"POST" or target.removeprefix("/") not in self.addresses:
            raise Refused(HTTPStatus.NOT_FOUND, f"expected POST to one of {', '.join(sorted(self.addresses))}")
        kind = target.removeprefix("/")
        await self._keep(kind, source, await exchange.body(headers.get(b"content-length", b"")))
        self.tally.accepted[kind, source] += 1
        return "kept\n"

    async def _keep(self, kind: str, source: str, body: bytes) -> None:
        try:
            await self.keep(kind, source, body)
        except InputError as problem:
            raise Refused(HTTPStatus.BAD_REQUEST, str(problem)) from None
        except LedgerError:
            # The disk is full or broken: the sender keeps it and comes again.
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "it could not be kept") from None


class _Exchange:
    """One request and its answer on a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._wire = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)

    def peer(self) -> str:
        """Who is at the other end, for a message."""
        found = self._writer.get_extra_info("peername")
        return str(found[0]) if found else "somebody"

    async def request(self) -> h11.Request:
        """The head of the request."""
        found = await self._next()
        if not isinstance(found, h11.Request):
            raise Refused(HTTPStatus.BAD_REQUEST, "expected a request, found the end of the connection")
        return found

    async def body(self, length: bytes) -> bytes:
        """The whole body."""
        if length.isdigit() and int(length[:12]) > BODY_LIMIT:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"expected at most {BODY_LIMIT} bytes")
        if self._wire.they_are_waiting_for_100_continue:
            await self._write(h11.InformationalResponse(status_code=HTTPStatus.CONTINUE, headers=[]))
        parts = bytearray()
        while not isinstance(found := await self._next(), h11.EndOfMessage):
            if not isinstance(found, h11.Data):
                raise Refused(HTTPStatus.BAD_REQUEST, "expected the whole body, found the end of the connection")
            parts += found.data
            if len(parts) > BODY_LIMIT:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"expected at most {BODY_LIMIT} bytes")
        return bytes(parts)

    async def _next(self) -> h11.Event:
        try:
            while isinstance(found := self._wire.next_event(), type):
                # There is no second request on a connection: what is not an event is a wish for more of this one.
                self._wire.receive_data(await self._reader.read(CHUNK))
        except h11.RemoteProtocolError as problem:
            raise Refused(HTTPStatus(problem.error_status_hint), "expected HTTP/1.1, found something else") from None
        return found

    async def send(self, status: HTTPStatus, body: bytes) -> None:
        """The answer, and the end of the connection. A client that broke the protocol is answered as far as it goes."""
        headers = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body)))]
        if status is HTTPStatus.UNAUTHORIZED:
            headers.append(("www-authenticate", "Bearer"))
        if self._wire.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            await self._write(h11.Response(status_code=status, headers=[*headers, ("connection", "close")]))
            await self._write(h11.Data(data=body))
            await self._write(h11.EndOfMessage())

    async def _write(self, event: h11.Event) -> None:
        self._writer.write(self._wire.send(event) or b"")
        await self._writer.drain()


def security(address: str, certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """TLS by certificate files; None for plain HTTP, which only an address of this machine itself may have."""
    if certificate is None or key is None:
        if not ip_address(address).is_loopback or certificate is not key:
            raise InputError(f"expected --certificate and --key to listen on {address}: tokens would be readable")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=_no_password)
    except (ssl.SSLError, OSError) as problem:
        raise InputError(f"expected a certificate and its key in {certificate} and {key}, found: {problem}") from None
    return context


def _no_password() -> str:
    raise InputError("expected a key without a password, found one with a password")
