"""Ask from outside for one page, as a browser would, but bounded in bytes and seconds.

Compression is declined, because a few bytes of it can unpack to gigabytes. Proxies of the environment are ignored: the
question is whether the channel answers the station.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

from hfcheck.collect import probe_arguments
from hfcheck.collect.probe_arguments import LONGEST_DEADLINE
from hfcheck.collect.probe_network import Deadline, Facts, StoppedError, first_of, milliseconds, resolve, trust
from hfcheck.errors import InputError

KNOWN = {
    "url": None,
    "port": "",
    "connect": "",
    "ca_file": "",
    "content": "",
    "redirects": "0",
    "deadline": "10",
}
# Less than 64 KiB, so that the document with its quoting and the other facts still fits the bound of a section.
BODY_BYTES = 48 * 1024
HEADER_LENGTH = 300
HEADERS = ("content-encoding", "content-type", "date", "location", "server", "strict-transport-security")
# Python knows more codecs than there are ways to write a page, some of them dangerous.
CHARSETS = frozenset({"utf-8", "gbk", "gb2312", "gb18030", "us-ascii", "iso-8859-1", "big5"})
PHASES = {
    "connection.connect_tcp.complete": "connect_ms",
    "connection.start_tls.complete": "tls_ms",
    "http11.receive_response_headers.complete": "first_byte_ms",
}


@dataclass(frozen=True, slots=True)
class Target:
    """One page: its URL, and where to connect instead of where the URL says ("" and 0: nowhere else)."""

    url: httpx.URL
    connect: str
    port: int

    @property
    def host(self) -> str:
        """The host of the URL, which is also the name that the certificate must carry."""
        return self.url.host

    def after(self, location: str) -> Target:
        """Where a redirect leads; another host is resolved afresh."""
        url = self.url.join(location)
        same = (url.scheme, url.host, url.port) == (self.url.scheme, self.url.host, self.url.port)
        return Target(url, self.connect if same else "", self.port if same else 0)


def ask(asked: probe_arguments.Asked, facts: Facts) -> None:
    """Fetch a page. Facts: hops, one for each request, each with what `_fetch` notes; the last one is the page."""
    context = trust(asked["ca_file"])
    redirects = probe_arguments.count(asked, "redirects", 0, 10)
    target: Target | None = _target(asked)
    deadline = Deadline.after(probe_arguments.seconds(asked))
    hops: list[Facts] = []
    facts["hops"] = hops
    while target is not None:
        hops.append({"url": str(target.url)})
        _visit(target, context, deadline, hops[-1])
        target = _next(target, hops[-1]) if len(hops) <= redirects else None


def _target(asked: probe_arguments.Asked) -> Target:
    try:
        url = httpx.URL(asked["url"])
    except httpx.InvalidURL as problem:
        raise InputError(f"argument url: expected a URL, found {asked['url']!r}: {problem}") from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise InputError(f"argument url: expected http(s)://host/ without a user, found {asked['url']!r}")
    return Target(url, probe_arguments.address(asked), probe_arguments.port(asked) if asked["port"] else 0)


def _next(target: Target, hop: Mapping[str, object]) -> Target | None:
    status, headers = hop["status"], hop["headers"]
    location = headers.get("location") if isinstance(headers, dict) else None
    if status not in (301, 302, 303, 307, 308) or not location:
        return None
    try:
        found = target.after(location)
    except httpx.InvalidURL:
        return None
    # From https nobody is led to where the page could have been changed on its way.
    return found if found.url.scheme in {"https", target.url.scheme} and found.host else None


def _visit(target: Target, context: ssl.SSLContext, deadline: Deadline, hop: Facts) -> None:
    addresses = [target.connect] if target.connect else resolve(target.host, deadline)

    def attempt(address: str) -> None:
        hop["address"] = address
        try:
            asyncio.run(_bounded(_fetch(target, address, context, hop), deadline.left()))
        except httpx.HTTPError as problem:
            raise _root(problem) from problem

    first_of(addresses, attempt)


async def _bounded(work: Awaitable[None], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        await work


def _root(problem: httpx.HTTPError) -> Exception:
    """The failure of the operating system under httpx's own; without one the answer was no HTTP."""
    deepest, error = None, problem.__cause__ or problem.__context__
    while error is not None:
        if isinstance(error, OSError):
            deepest = error
        error = error.__cause__ or error.__context__
    return deepest or StoppedError("malformed", f"{type(problem).__name__}: {problem}")


async def _fetch(target: Target, address: str, context: ssl.SSLContext, hop: Facts) -> None:
    """Notes connect_ms, tls_ms, first_byte_ms, total_ms (from the start), status, headers, body and body_cut."""
    began = time.perf_counter()
    async with httpx.AsyncClient(verify=context, trust_env=False, timeout=LONGEST_DEADLINE) as client:
        request = client.build_request(
            "GET",
            target.url.copy_with(host=address, port=target.port or target.url.port),
            headers={"Host": target.url.netloc.decode("ascii"), "Accept-Encoding": "identity", "User-Agent": "hfcheck"},
            extensions={"sni_hostname": target.url.raw_host.decode("ascii"), "trace": _watch(began, hop)},
        )
        response = await client.send(request, stream=True)
        try:
            hop.update(status=response.status_code, headers=_headers(response))
            await _read(response, hop)
        finally:
            await response.aclose()
    hop["total_ms"] = milliseconds(began)


def _watch(began: float, hop: Facts) -> Callable[[str, object], Awaitable[None]]:
    async def note(event: str, _: object) -> None:
        if event in PHASES:
            hop[PHASES[event]] = milliseconds(began)

    return note


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name: response.headers[name][:HEADER_LENGTH] for name in HEADERS if name in response.headers}


async def _read(response: httpx.Response, hop: Facts) -> None:
    """Reads on until the page or the bound ends; what came before a failure is kept."""
    body = bytearray()
    try:
        async for part in response.aiter_raw():
            body += part
            if len(body) > BODY_BYTES:
                break
        hop["body_cut"] = len(body) > BODY_BYTES
    finally:
        charset = (response.charset_encoding or "utf-8").lower()
        text = bytes(body[:BODY_BYTES]).decode(charset if charset in CHARSETS else "utf-8", "replace")
        hop["body"] = text
        hop.setdefault("body_cut", True)
