"""A conversation with a device: log in, ask lines, and have each answer confirmed by what follows it."""

from __future__ import annotations

import asyncio
import functools
import math
import re
from collections.abc import Callable, Sequence

from hfcheck.device.allowed import ENABLE, UNPAGED
from hfcheck.device.prompts import Prompt, exact, shape
from hfcheck.device.proof import heard, settled
from hfcheck.device.stream import Exchange, Reader, Status
from hfcheck.device.transport import Channel
from hfcheck.errors import DeviceUnreachable
from hfcheck.network.observed import Heard, Outcome

# At a prompt without the echo of what was typed: how long it may still come.
STALE_SECONDS = 2.0
# How long a device that did not answer in time may take to show that it is back at its prompt.
RETURN_SECONDS = 5.0
# Empty lines until two in a row come back clean.
TRIES = 8
CHANGE = re.compile(r".{0,400}chang.{0,200}\[ ?y(?:es)? ?/ ?n(?:o)? ?\] ?:?", re.IGNORECASE)
NEW_PASSWORD = re.compile(r".{0,100}(?:old|new|current|original) password ?:?", re.IGNORECASE)
PASSWORD = re.compile(r".{0,100}password ?:", re.IGNORECASE)

# What a device may ask, and what is done then.
Question = tuple[re.Pattern[str], Callable[[], None]]
Questions = Sequence[Question]
ENDS = {Status.ENDED: "the session ended", Status.TOO_LONG: "an answer was longer than may be kept"}


class Dialogue:
    """The one conversation of a session. `lost` says why the device can be asked no more."""

    def __init__(self, channel: Channel, platform: str, seconds: float) -> None:
        self._channel = channel
        self._platform = platform
        self._seconds = seconds
        self.prompt: Prompt = shape(platform)
        self.lost = ""

    async def log_in(self, *, enable: bool) -> None:
        """Come to the prompt and learn it, and switch paging off; raises DeviceUnreachable."""
        greeting = Reader(self.prompt, "")
        # What comes at login starts a line of its own.
        greeting.feed(b"\n")
        self._need(await self._listen(greeting, self._seconds, self._greeting_questions()), "no prompt after login")
        await self._settle([], self._seconds)
        if self.lost:
            raise DeviceUnreachable(f"no prompt that an empty line brings back: {self.lost}")
        if enable and self._platform in ENABLE:
            await self._enable()
        # The prompt in front of an echo is no banner. Whether the device knows the line does not matter here.
        found = self._need(await self._ask(UNPAGED[self._platform], self._seconds), "no prompt that a line is typed at")
        self.prompt = exact(self._platform, found.prompt)

    async def ask_all(self, lines: Sequence[str], seconds: float, until: float = math.inf) -> list[Heard]:
        """One Heard a line; raises ForbiddenLine before anything is sent if one of the lines may not be.

        `until` is a moment of the loop's clock, after which nothing more is asked.
        """
        for line in lines:
            self._channel.check(line)
        if not lines:
            return []
        done: list[Exchange] = []
        asked: list[int] = []
        # The last line is ours: its echo confirms the answer before it.
        for line in (*lines, UNPAGED[self._platform]):
            asked.append(len(done))
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                self.lost = self.lost or "there was no time left to ask"
            if self.lost:
                done.append(Exchange(line, Outcome.UNASKED, detail=self.lost))
                continue
            done.append(await self._ask(line, min(seconds, left)))
            if done[-1].outcome is Outcome.TIMED_OUT:
                await self._settle(done, RETURN_SECONDS)
        await self._settle(done, seconds)
        return heard(done, asked[:-1], self.prompt)

    async def _enable(self) -> None:
        answers = ((PASSWORD, self._channel.enable), (PASSWORD, _refuse("the device refused the enable password")))
        raised = self._need(await self._ask("enable", self._seconds, answers), "no prompt after enable")
        if not raised.prompt.endswith("#"):
            raise DeviceUnreachable("the device refused enable")

    def _greeting_questions(self) -> Questions:
        later = functools.partial(self._channel.send, "n")
        now = _refuse("the device demands a new password before it lets anybody in; a person has to set it")
        return ((CHANGE, later), (NEW_PASSWORD, now))

    async def _settle(self, done: list[Exchange], seconds: float) -> None:
        """Type empty lines until nothing else is still to come; otherwise the session is lost."""
        end = asyncio.get_running_loop().time() + seconds
        for _ in range(TRIES):
            left = end - asyncio.get_running_loop().time()
            if self.lost or settled(done) or left <= 0:
                break
            done.append(await self._ask("", left))
        if not settled(done):
            self.lost = self.lost or "the device did not come back to its prompt"

    def _need(self, one: Exchange, what: str) -> Exchange:
        if one.outcome is not Outcome.ANSWERED:
            raise DeviceUnreachable(f"{what}: {one.detail}")
        return one

    async def _ask(self, line: str, seconds: float, questions: Questions = ()) -> Exchange:
        reader = Reader(self.prompt, line)
        self._channel.send(line)
        return await self._listen(reader, seconds, questions)

    async def _listen(self, reader: Reader, seconds: float, questions: Questions = ()) -> Exchange:
        """Take in what comes until the answer is over as far as one can see, or will not be."""
        end = asyncio.get_running_loop().time() + seconds
        status, open_questions = Status.MORE, list(questions)
        while status is not Status.OVER:
            left = end - asyncio.get_running_loop().time()
            try:
                data = await self._channel.receive(min(left, STALE_SECONDS) if status is Status.STALE else left)
            except TimeoutError:
                return _late(reader, status, seconds)
            status = reader.feed(data) if data else Status.ENDED
            if status in ENDS:
                self.lost = ENDS[status]
                return reader.broken(Outcome.CUT_OFF, self.lost)
            if status is Status.PAGE:
                self._channel.next_page()
            elif status is Status.MORE:
                _answer(open_questions, reader.last_line)
        return reader.exchange()


def _late(reader: Reader, status: Status, seconds: float) -> Exchange:
    if status is Status.STALE:
        return reader.broken(Outcome.STRANGE, "what came does not begin with the echo of the line")
    return reader.broken(Outcome.TIMED_OUT, f"no prompt within {seconds:g} s; {reader.size} bytes came")


def _answer(questions: list[Question], asked: str) -> None:
    """Answer the question that the device waits with, each of them once."""
    found = next((one for one in questions if one[0].fullmatch(asked)), None)
    if found is not None:
        questions.remove(found)
        found[1]()


def _refuse(why: str) -> Callable[[], None]:
    def refuse() -> None:
        raise DeviceUnreachable(why)

    return refuse
