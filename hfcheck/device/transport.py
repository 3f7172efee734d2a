"""The channel to a device: whatever is sent goes through here, and nothing else holds its writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncssh

from hfcheck.errors import ForbiddenLine

asyncssh.set_log_level("CRITICAL")

# A width at which no prompt with a line behind it is wrapped. Paging goes by the device's own setting, not by this.
TERMINAL = ("vt100", (511, 1000))


class Inbox(asyncssh.SSHClientSession[bytes]):
    """What the device sent and nobody has read yet, and whether it is the last of it."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._came = asyncio.Event()
        self.ended = False

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Called by asyncssh."""
        self._data += data
        self._came.set()

    def eof_received(self) -> bool:
        """Called by asyncssh."""
        self._end()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncssh."""
        self._end()

    def _end(self) -> None:
        self.ended = True
        self._came.set()

    async def take(self) -> bytes:
        """What has come since the last time, waiting for at least a byte; nothing once the session has ended."""
        while not self._data and not self.ended:
            self._came.clear()
            await self._came.wait()
        data = bytes(self._data)
        self._data.clear()
        return data


class Channel:
    """The holder of a channel's writer. It sends a line only if `permit` says so, and keys that carry no line."""

    def __init__(
        self, channel: asyncssh.SSHClientChannel[bytes], inbox: Inbox, permit: Callable[[str], bool], secret: str | None
    ) -> None:
        if secret is not None and not secret.isprintable():
            raise ForbiddenLine("expected an enable password of printable characters, for it is typed as one line")
        self.__writer = channel
        self._inbox = inbox
        self._permit = permit
        self.__secret = secret

    def check(self, line: str) -> None:
        """Raise ForbiddenLine for a line that may not be sent."""
        if not (line.isascii() and line.isprintable() and self._permit(line)):
            raise ForbiddenLine(f"expected a line of the read-only allow-list, found {line[:80]!r}; it was not sent")

    def send(self, line: str) -> None:
        """Type a line; raises ForbiddenLine, before a byte is sent, for one that may not be."""
        self.check(line)
        self._write(f"{line}\n")

    def next_page(self) -> None:
        """Answer a paging mark."""
        self._write(" ")

    def enable(self) -> None:
        """Answer the question for the password of `enable`."""
        self._write(f"{self.__secret or ''}\n")

    async def receive(self, seconds: float) -> bytes:
        """What comes next, nothing once the session has ended; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            return await self._inbox.take()

    def _write(self, text: str) -> None:
        if not self._inbox.ended:
            self.__writer.write(text.encode())
