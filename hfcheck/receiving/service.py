"""The receiver at work: it listens, books what came in, and sends what robots wait for, until it is told to end."""

from __future__ import annotations

import asyncio
import logging
import signal
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from hfcheck.errors import HfcheckError
from hfcheck.receiving.booking import Event, book
from hfcheck.receiving.inbox import Inbox, Letter
from hfcheck.receiving.letters import CHECKS, check
from hfcheck.receiving.robots import Robot
from hfcheck.receiving.server import HEAD_LIMIT, Server, Tally
from hfcheck.receiving.tokens import Sources
from hfcheck.station import Station

# After a failure, and as long as nothing came in: what was left behind is tried again.
AGAIN = 15.0
HANDSHAKE = 5.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the receiver listens. Port 0 is any free one; without `tls` it is plain HTTP."""

    address: str
    port: int
    tls: ssl.SSLContext | None


@dataclass(slots=True)
class Service:
    """One receiver. `say` takes sentences for the log: none holds a token, an address of a robot, or a body."""

    station: Station
    inbox: Inbox
    sources: Sources
    robots: Sequence[Robot]
    say: Say
    tally: Tally = field(default_factory=Tally)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _last_heard: datetime | None = None
    _failing: bool = False
    # A thread that books goes on when its task is cancelled: who books last waits for it.
    _booking: threading.Lock = field(default_factory=threading.Lock)

    async def run(self, place: Place) -> None:
        """Listen until SIGTERM or SIGINT; what came in by then is booked, or waits on the disk."""
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log the robots' addresses
        ending = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ending.set)
        server = Server(self.sources, frozenset(CHECKS), self.keep, self.measured, self.say, self.tally)
        handshake = HANDSHAKE if place.tls else None
        listening = await asyncio.start_server(
            server.serve, place.address, place.port, ssl=place.tls, ssl_handshake_timeout=handshake, limit=HEAD_LIMIT
        )
        port = listening.sockets[0].getsockname()[1]
        self.say(f"listening on {'https' if place.tls else 'http'}://{place.address}:{port}")
        tasks = [asyncio.create_task(self._books()), *(asyncio.create_task(self._sends(one)) for one in self.robots)]
        await ending.wait()
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._book)
        self.say("ended")

    async def keep(self, kind: str, source: str, body: bytes) -> None:
        """Keep what was posted; raises InputError for what does not fit, LedgerError when it cannot be written."""
        letter = Letter(kind, source, self.station.now(), body)
        await asyncio.to_thread(check, letter)
        await asyncio.to_thread(self.inbox.put, letter)
        self._last_heard = letter.heard
        self._came.set()

    def measured(self) -> str:
        """What only the disk knows, as Prometheus reads it."""
        heard = self._last_heard.timestamp() if self._last_heard else 0
        return (
            f"# TYPE hfcheck_receive_waiting gauge\nhfcheck_receive_waiting {len(self.inbox.waiting())}\n"
            f"# TYPE hfcheck_receive_unusable gauge\nhfcheck_receive_unusable {self.inbox.put_aside_number()}\n"
            f"# TYPE hfcheck_receive_last_heard_seconds gauge\nhfcheck_receive_last_heard_seconds {heard:.0f}\n"
            f"# TYPE hfcheck_receive_failing gauge\nhfcheck_receive_failing {int(self._failing)}\n"
        )

    async def _books(self) -> None:
        while True:
            self._came.clear()
            await asyncio.to_thread(self._book)
            await _set_or_later(self._came)

    def _book(self) -> None:
        try:
            with self._booking:
                booked = book(self.station, self.inbox, self._pass_on)
        except (HfcheckError, OSError) as problem:
            self._failing = True
            self.say(f"could not book, trying again: {problem}")
            return
        self._failing = False
        for sentence in booked.unusable:
            self.say(f"put aside: {sentence}")
        if booked.letters:
            self.say(f"booked {booked.letters} letters: {booked.new} new entries, {booked.repeated} known ones")

    def _pass_on(self, letter: str, events: Sequence[Event]) -> None:
        for robot in self.robots:
            robot.put(letter, events)

    async def _sends(self, robot: Robot) -> None:
        """Send what waits for one robot, at most every three seconds: twenty messages a minute are allowed."""
        pause = 3.0
        async with httpx.AsyncClient(follow_redirects=False) as client:
            while True:
                try:
                    await robot.send(client)
                    pause = 3.0
                except (HfcheckError, OSError) as problem:
                    self.say(f"trying again: {problem}")
                    pause = min(pause * 2, 300.0)
                await asyncio.sleep(pause)


async def _set_or_later(event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(AGAIN):
            await event.wait()
    except TimeoutError:
        return
