"""An open-loop load of HTTP requests: `python -m drills.load ADDRESS PORT`, in whatever network it is started in.

A request begins when its time has come, whatever became of those before it, and its time counts from then: nothing that
a service is too busy to take is left out. Standard output: a line {"began": seconds of the monotonic clock}, and at the
end one line a request, the fields of `Outcome`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

LIMIT = 1.0  # seconds: an answer that comes later counts as lost
BODY_LIMIT = 4096
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: when it should begin and how long it took, in seconds; `by`: what the body says.

    `error` is empty where it was answered as it should.
    """

    at: float
    took: float
    error: str
    by: str


class Wrong(Exception):
    """An answer that is none: another status, a broken head, a body cut short."""


class Load:
    """Requests to one address, each over a connection of its own; with `keep`, those that stay open are used again.

    Nothing is asked twice: what breaks on a connection that was kept counts as lost, too.
    """

    def __init__(self, address: str, port: int, *, keep: bool) -> None:
        self._address, self._port, self._keep = address, port, keep
        self._idle: list[Streams] = []
        head = f"GET / HTTP/1.1\r\nHost: {address}\r\nConnection: {'keep-alive' if keep else 'close'}\r\n\r\n"
        self._request = head.encode()

    async def run(self, began: float, rate: float, count: int) -> list[Outcome]:
        """Ask `count` times, `rate` times a second, from the moment `began` of the monotonic clock on."""
        tasks = []
        for index in range(count):
            await asyncio.sleep(max(0.0, began + index / rate - time.monotonic()))
            tasks.append(asyncio.create_task(self._timed(began, index / rate)))
        return list(await asyncio.gather(*tasks))

    async def _timed(self, began: float, at: float) -> Outcome:
        error = by = ""
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + LIMIT):
                by = await self._ask()
        except TimeoutError:
            error = f"no answer within {LIMIT:g} s"
        except (OSError, EOFError, Wrong) as problem:
            error = f"{type(problem).__name__}: {problem}"
        return Outcome(at, time.monotonic() - began - at, error, by)

    async def _ask(self) -> str:
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection(self._address, self._port)
        stays = False
        try:
            writer.write(self._request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            body = await reader.readexactly(_length(head))
            stays = self._keep and "\r\nconnection: close" not in head
        finally:
            if stays:
                self._idle.append((reader, writer))
            else:
                with suppress(OSError):
                    writer.close()
        return body.decode("utf-8", "replace").strip()


def _length(head: str) -> int:
    """The length of the body of a good answer, from its head in lower case."""
    if not head.startswith("http/1.1 200 "):
        raise Wrong(f"expected status 200, found {head[:40].splitlines()[0]!r}")
    found = head.partition("\r\ncontent-length:")[2].partition("\r\n")[0].strip()
    if not (found.isascii() and found.isdigit() and int(found) <= BODY_LIMIT):
        raise Wrong(f"expected a body of at most {BODY_LIMIT} bytes, found a length of {found[:40]!r}")
    return int(found)


def main(words: Sequence[str] | None = None) -> int:
    """Send the load and print what became of it."""
    parser = argparse.ArgumentParser(prog="python -m drills.load", description="An open-loop load of HTTP requests.")
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("--rate", type=float, default=200.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--keep", action="store_true", help="use connections again")
    chosen = parser.parse_args(words)
    began = time.monotonic() + 0.2
    print(json.dumps({"began": began}), flush=True)
    load = Load(chosen.address, chosen.port, keep=chosen.keep)
    for outcome in asyncio.run(load.run(began, chosen.rate, int(chosen.rate * chosen.seconds))):
        print(json.dumps(asdict(outcome)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
