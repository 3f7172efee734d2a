"""A session that may change a device: the lines of one change, and no others, besides those of inspection.

The channel is the same as in inspection and sends what it is permitted to. Here that is a set of lines which is final
before the session begins.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence
from typing import Self

from hfcheck.device.allowed import UNPAGED
from hfcheck.device.dialogue import RETURN_SECONDS, Dialogue, Questions
from hfcheck.device.prompts import ANGLED, ROLE_BEFORE, SHAPES, Prompt, is_log
from hfcheck.device.proof import heard
from hfcheck.device.session import Session
from hfcheck.device.stream import Exchange
from hfcheck.device.target import Target
from hfcheck.network.observed import Heard, Outcome
from hfcheck.network.reply import State, reply

# What a device asks before it does as it was told, and the answer. The first that fits is given, each once a line.
# What is not committed is never committed by an answer: a commit without a trial would be for good.
ANSWERS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r".{0,400}uncommitted.{0,400}\[.{1,40}\] ?:?", re.IGNORECASE), "n"),
    (re.compile(r".{0,400}commit delay.{0,400}\[ ?y ?/ ?n ?\] ?:?", re.IGNORECASE), "n"),
    (re.compile(r".{0,400}\[ ?y(?:es|\(yes\))? ?/ ?n(?:o|\(no\))? ?\] ?:?", re.IGNORECASE), "y"),
    (re.compile(r".{0,400}\[confirm\]", re.IGNORECASE), ""),
    (re.compile(r".{0,200}(?:file ?name|press the enter key).{0,200}", re.IGNORECASE), ""),
)
TYPED = frozenset(answer for _, answer in ANSWERS)
# IOS shortens the name in the prompts of its configuration modes.
SHORTENED = 20


class ChangeDialogue(Dialogue):
    """A dialogue that goes through the views of a configuration and stops at the first line that is refused."""

    async def log_in(self, *, enable: bool) -> None:
        """Come to the prompt; from then on the prompts of all views are prompts. Raises DeviceUnreachable."""
        await super().log_in(enable=enable)
        self.prompt = _any_view(self._platform, self.prompt)

    async def tell_all(self, lines: Sequence[str], seconds: float) -> list[Heard]:
        """One Heard for each line that was sent; those behind a refused one are not. Raises ForbiddenLine first."""
        for line in lines:
            self._channel.check(line)
        if self.lost:
            return []
        done: list[Exchange] = []
        for line in lines:
            done.append(await self._ask(line, seconds, self._answers()))
            is_over = done[-1].outcome is not Outcome.ANSWERED or refused(self._platform, line, done[-1].text)
            if self.lost or is_over:
                break
        else:
            # As in inspection, a line of our own confirms the last answer. Only an outermost view gets to see it: in
            # that of a terminal line, where a sequence of lines never ends, it would be a line of configuration.
            done.append(await self._ask(UNPAGED[self._platform], seconds))
        told = range(min(len(done), len(lines)))
        await self._settle(done, seconds if done[-1].outcome is Outcome.ANSWERED else RETURN_SECONDS)
        return heard(done, told, self.prompt)

    def _answers(self) -> Questions:
        return [(pattern, functools.partial(self._channel.send, answer)) for pattern, answer in ANSWERS]


class ChangeSession(Session):
    """A session for a change. It cannot be opened without the lines that it may send."""

    conversation = ChangeDialogue

    def __init__(self, target: Target, lines: Collection[str] = ()) -> None:
        super().__init__(target)
        self._lines = frozenset(lines) | TYPED

    @classmethod
    def begin(cls, target: Target, lines: Collection[str]) -> Self:
        """Log in to send some of `lines`; raises DeviceUnreachable."""
        session = cls(target, lines)
        session._start()
        return session

    def tell_all(self, lines: Sequence[str], seconds: float | None = None) -> list[Heard]:
        """Send lines one after the other until one is refused; returns what came of those that were sent."""
        dialogue = self._open
        assert isinstance(dialogue, ChangeDialogue)  # noqa: S101 - what `conversation` makes
        return self._runner.run(dialogue.tell_all(lines, self._target.seconds if seconds is None else seconds))

    def _permits(self, line: str) -> bool:
        return line in self._lines or super()._permits(line)


def refused(platform: str, line: str, text: str) -> str:
    """Why a line was refused, as the device says it; empty if it was accepted."""
    said = reply(platform, line, text)
    errors = [one.strip() for one in text.split("\n") if ERROR.match(one) and not is_log(one.strip())]
    return said.detail if said.state is State.REJECTED else "; ".join(errors)


# Beyond what is said of a command: a value that the device knows and does not want.
ERROR = re.compile(r"\s{0,8}(?:Error\b|%\s{0,2}(?!Warning)[A-Z])", re.IGNORECASE)


def _any_view(platform: str, prompt: Prompt) -> Prompt:
    """The prompts of a device in all views: <SW>, [SW], [*SW-Vlanif1]; SW#, SW(config-if)#."""
    name = re.escape(prompt.hostname)
    if SHAPES[platform] is ANGLED:
        inner = rf"\[[~*]?{name}(?:-[^\[\]\r\n]{{1,200}})?\]"
        return Prompt(prompt.said, rf"{ROLE_BEFORE}(?:<{name}>|{inner})")
    short = re.escape(prompt.hostname[:SHORTENED])
    return Prompt(prompt.said, rf"(?:{name}|{short})(?:\([A-Za-z0-9_/-]{{1,60}}\))?#")
