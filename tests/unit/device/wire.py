"""A device at the level of bytes, without a network: what it prints is delivered in whatever portions a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from hfcheck.device.dialogue import Dialogue
from hfcheck.device.prompts import exact
from hfcheck.network.observed import Heard


class Wire:
    """Stands where the channel is. `outputs`: line → what the device prints for it, line feeds as LF.

    `eager`: a terminal that echoes at once, even in the middle of an output, and once more at the prompt.
    """

    def __init__(self, outputs: Mapping[str, str], prompt: str, sizes: Iterator[int], *, eager: bool = False) -> None:
        self.outputs = outputs
        self.prompt = prompt
        self.sent: list[str] = []
        self._sizes = sizes
        self._eager = eager
        self._pending = b""

    def check(self, line: str) -> None:
        pass

    def send(self, line: str) -> None:
        self.sent.append(line)
        echo = f"{line}\r\n".encode()
        if self._eager and self._pending:
            self._pending = echo + self._pending
        body = self.outputs.get(line, "").replace("\n", "\r\n")
        self._pending += echo + f"{body}\r\n{self.prompt}".encode("gbk") if body else echo + self.prompt.encode()

    def next_page(self) -> None:
        pass

    async def receive(self, seconds: float) -> bytes:
        if not self._pending:
            raise TimeoutError
        size = next(self._sizes)
        data, self._pending = self._pending[:size], self._pending[size:]
        return data


def talk(wire: Wire, lines: list[str], platform: str = "huawei_vrp") -> list[Heard]:
    """What a dialogue hears that is logged in already."""
    dialogue = Dialogue(wire, platform, 0.2)  # type: ignore[arg-type]
    dialogue.prompt = exact(platform, wire.prompt)
    return asyncio.run(dialogue.ask_all(lines, 0.2))
