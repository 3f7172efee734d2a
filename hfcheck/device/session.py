"""One session with a device, for callers that know nothing of asyncio: open, ask, close."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import asyncssh

from hfcheck.device.allowed import allowed
from hfcheck.device.connect import connect
from hfcheck.device.dialogue import Dialogue
from hfcheck.device.target import Target
from hfcheck.errors import DeviceUnreachable
from hfcheck.network.command import commands
from hfcheck.network.observed import Heard


class Session:
    """A session with a device; of one thread at a time, with an event loop of its own.

    `ask_all` costs a round trip a line and two that confirm the last answer: ask as many lines at once as are known.
    """

    conversation: type[Dialogue] = Dialogue

    def __init__(self, target: Target) -> None:
        self._target = target
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._connection: asyncssh.SSHClientConnection | None = None
        self._dialogue: Dialogue | None = None

    @classmethod
    def open(cls, target: Target) -> Self:
        """Log in, learn the prompt, switch paging off; raises DeviceUnreachable, ContentError for no platform."""
        commands(target.platform)
        session = cls(target)
        session._start()
        return session

    @property
    def prompt(self) -> str:
        """The prompt as it was at login: HRP_M<FW1>."""
        return self._open.prompt.said

    @property
    def hostname(self) -> str:
        """The name in the prompt."""
        return self._open.prompt.hostname

    @property
    def alive(self) -> bool:
        """Whether the device can be asked more."""
        return self._dialogue is not None and not self._dialogue.lost

    def ask_all(self, lines: Sequence[str], seconds: float | None = None, until: float = math.inf) -> list[Heard]:
        """What came of each line, in their order; all of it is final.

        `seconds` bounds each answer; after `until`, a moment of time.monotonic(), nothing more is asked: the session
        is over. Never raises for what a device does: that is the outcome of a Heard. Raises ForbiddenLine, and sends
        nothing, if one of the lines is not on the allow-list.
        """
        return self._runner.run(self._open.ask_all(lines, self._target.seconds if seconds is None else seconds, until))

    def ask(self, line: str, seconds: float | None = None) -> Heard:
        """What came of one line."""
        return self.ask_all([line], seconds)[0]

    def close(self) -> None:
        """End the session at once; a second time does nothing."""
        self._dialogue = None
        if self._connection is not None:
            self._runner.run(_abandon(self._connection))
            self._connection = None
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _permits(self, line: str) -> bool:
        return allowed(self._target.platform, line)

    @property
    def _open(self) -> Dialogue:
        if self._dialogue is None:
            raise DeviceUnreachable(f"{self._target.host} port {self._target.port}: the session is closed")
        return self._dialogue

    def _start(self) -> None:
        try:
            self._runner.run(self._log_in())
        except BaseException:
            self.close()
            raise

    async def _log_in(self) -> None:
        target = self._target
        self._connection, channel = await connect(target, self._permits)
        dialogue = self.conversation(channel, target.platform, target.seconds)
        try:
            await dialogue.log_in(enable=target.enable_password is not None)
        except DeviceUnreachable as problem:
            raise DeviceUnreachable(f"{target.host} port {target.port}: {problem}") from None
        self._dialogue = dialogue


async def _abandon(connection: asyncssh.SSHClientConnection) -> None:
    """Close the connection without a word more, so that the device ends the session as well."""
    connection.abort()
    await asyncio.sleep(0)
