"""The terminal of a session: keys come in one by one and are echoed, outputs go out in pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hfcheck.lab.devices.platform import Release
from hfcheck.lab.devices.scene import Spec

END_OF_LINE = ("\r", "\n")
ERASE = ("\x7f", "\x08")
INTERRUPT, END = "\x03", "\x1a"


class Gone(Exception):
    """The client hung up, or the session ended."""


class Interrupted(Exception):
    """Ctrl-C or Ctrl-Z was pressed instead of a line's end; the argument is the key."""


class Terminal:
    """Keys in, bytes out."""

    def __init__(self, spec: Spec, release: Release, send: Callable[[bytes], None]) -> None:
        self._spec = spec
        self._release = release
        self._send = send
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._encoding = "gbk" if spec.gbk else "utf-8"
        self._column = 0
        self._after_return = False
        self.page = spec.page

    def press(self, data: bytes) -> None:
        """Take what the client sent; nothing means that it hung up."""
        if not data:
            self._keys.put_nowait("")
        for key in data.decode(self._encoding, errors="replace"):
            self._keys.put_nowait(key)

    def write(self, text: str) -> None:
        """Print at once."""
        if text:
            self._send(text.replace("\r\n", "\n").replace("\n", "\r\n").encode(self._encoding, errors="replace"))
            self._column = len(text.rpartition("\n")[2]) + (self._column if "\n" not in text else 0)

    async def line(self, prompt: str, *, echo: bool = True) -> str:
        """The line that is typed behind a prompt; raises Gone, Interrupted."""
        self.write(prompt)
        typed: list[str] = []
        while (key := await self._key()) not in END_OF_LINE:
            if key in (INTERRUPT, END):
                raise Interrupted(key)
            if key in ERASE:
                if typed and typed.pop() and echo:
                    self.write("\b \b")
            elif key.isprintable():
                typed.append(key)
                self._echo(key if echo else "")
        self.write("\n")
        return "".join(typed)

    async def show(self, text: str) -> None:
        """Print an output in pages; a blank goes on, a line's end shows one more line, anything else stops it."""
        if not text:
            return
        lines = text.split("\n")
        shown, room = 0, self.page - 1 if self.page else len(lines)
        while shown < len(lines):
            await self._pieces("\n".join(lines[shown : shown + room]) + "\n")
            shown += room
            if shown < len(lines):
                key = await self._paged()
                if key not in (" ", *END_OF_LINE):
                    return
                room = self.page - 1 if key == " " else 1

    async def _paged(self) -> str:
        self.write(self._release.page)
        key = await self._key()
        self._send(self._release.wipe.encode())
        return key

    async def _pieces(self, text: str) -> None:
        size = self._spec.dribble
        if not size:
            self.write(text)
            return
        raw = text.replace("\n", "\r\n").encode(self._encoding, errors="replace")
        for at in range(0, len(raw), size):
            self._send(raw[at : at + size])
            await asyncio.sleep(0.001)
        self._column = 0

    async def _key(self) -> str:
        """The next key; of a carriage return and a line feed only the first counts."""
        key = await self._keys.get()
        if key == "\n" and self._after_return:
            self._after_return = False
            return await self._key()
        self._after_return = key == "\r"
        if not key:
            raise Gone
        return key

    def _echo(self, key: str) -> None:
        if key and self._spec.width and self._column >= self._spec.width:
            self.write("\n")
        self.write(key)
