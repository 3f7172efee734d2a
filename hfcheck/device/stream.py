"""What a device prints after a line was typed at its prompt: whether it is over yet, and what of it is the answer.

Bytes in, in any portions; no clock and no network. What comes is kept as Latin-1, a character for each byte, until the
answer is cut out of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from hfcheck.device.prompts import Prompt, holds_log, is_log
from hfcheck.network.observed import Outcome
from hfcheck.network.reply import ANSI, PAGE, TEXT_LIMIT, decoded, plain

# Prompts, paging marks and the log lines behind a prompt are looked for in this much of the end.
WINDOW = 4096
SILENT = re.compile(r"[\x00\x07]")
COLOUR = re.compile(r"\x1b\[[0-9;]{0,16}m")


class Status(Enum):
    """How far an answer is."""

    MORE = auto()  # more has to come
    PAGE = auto()  # the device waits for a key to go on
    STALE = auto()  # at a prompt, but the echo of the line did not come
    OVER = auto()  # at the prompt behind the answer, as far as one can see
    TOO_LONG = auto()  # more than may be kept
    ENDED = auto()  # nothing comes any more


@dataclass(frozen=True, slots=True)
class Exchange:
    """A line and what came of it, before it is confirmed (see proof.py).

    `echoed`: its echo was seen. `stray`: what stood between the prompt before it and its echo and does not belong
    there; for the empty line everything that came. `log_before`, `log_behind`: messages of the log were passed over in
    front of the echo, behind the last prompt. `prompt`: the one behind the answer, as it was printed.
    """

    line: str
    outcome: Outcome
    text: str = ""
    detail: str = ""
    echoed: bool = False
    stray: str = ""
    log_before: bool = False
    log_behind: bool = False
    prompt: str = ""

    @property
    def holds_log(self) -> bool:
        """Whether the answer itself has messages of the log, which then cannot be told from those beside it."""
        return holds_log(self.text)


class Reader:
    """Takes in what comes after `line` was typed at `prompt`."""

    def __init__(self, prompt: Prompt, line: str) -> None:
        self._prompt = prompt
        self._line = line
        self._chunks: list[str] = []
        self._tail = ""
        self._paged = -1
        self._exchange: Exchange | None = None
        self.size = 0

    def feed(self, data: bytes) -> Status:
        """Take in some bytes and say how far the answer is now."""
        self.size += len(data)
        if self.size > TEXT_LIMIT:
            # The echo stays: it confirms the answer before this one.
            self._chunks = ["".join(self._chunks)[:WINDOW]]
            return Status.TOO_LONG
        text = data.decode("latin-1")
        self._chunks.append(text)
        self._tail = (self._tail + text)[-WINDOW:]
        if self._page_waits():
            return Status.PAGE
        if not _at_prompt(self._tail, self._prompt):
            return Status.MORE
        seen = self._seen()
        self._exchange = _cut(seen, self._prompt, self._line)
        if self._exchange is not None:
            return Status.OVER
        # A message of the log and the prompt again are no reason to doubt that the echo will come.
        quiet = all(self._prompt.is_noise(line) for line in seen.split("\n"))
        return Status.MORE if quiet else Status.STALE

    @property
    def last_line(self) -> str:
        """What the device printed last, without a line feed behind it: perhaps a question."""
        return _visible(self._tail).replace("\r", "").rpartition("\n")[2].strip(" ")

    def exchange(self) -> Exchange:
        """The exchange; only after OVER."""
        if self._exchange is None:
            raise ValueError("the answer is not over")
        return self._exchange

    def broken(self, outcome: Outcome, detail: str) -> Exchange:
        """The exchange of an answer that will not be over; its text is no answer and is left out."""
        found = _echo(self._seen() + "\n", self._prompt, self._line) if self._line else None
        if found is None:
            return Exchange(self._line, outcome, detail=detail)
        stray = "\n".join(found[1].stray)
        return Exchange(self._line, outcome, detail=detail, echoed=True, stray=stray, log_before=found[1].logs)

    def _seen(self) -> str:
        self._chunks = ["".join(self._chunks)]
        return _visible(self._chunks[0])

    def _page_waits(self) -> bool:
        """Whether a paging mark, alone in its line, is the last thing that came and was not yet answered."""
        start = max(self._tail.rfind("\n"), self._tail.rfind("\r")) + 1
        mark = PAGE.fullmatch(ANSI.sub("", self._tail[start:]))
        at = self.size - len(self._tail) + start
        if mark is None or mark["wipe"] or at == self._paged:
            return False
        self._paged = at
        return True


def _visible(text: str) -> str:
    # A mark in inverse video is wiped like any other.
    return SILENT.sub("", ANSI.sub("", PAGE.sub("", COLOUR.sub("", text))))


def _at_prompt(tail: str, prompt: Prompt) -> bool:
    return _last_prompt(_visible(tail).split("\n"), prompt) is not None


def _last_prompt(lines: list[str], prompt: Prompt) -> int | None:
    """The line of the prompt that ends these lines: the last of them, or one that only whole log messages follow."""
    if prompt.is_line(lines[-1]):
        return len(lines) - 1
    logs = 0
    for at in range(len(lines) - 1, -1, -1) if not lines[-1].strip(" \r") else ():
        line = lines[at].strip(" \r")
        if prompt.leads(line):
            logs += is_log(prompt.behind(line))
            return at if logs and (prompt.is_line(line) or is_log(prompt.behind(line))) else None
        if line and not is_log(line):
            return None
        logs += bool(line)
    return None


def _first_prompt(lines: list[str], prompt: Prompt) -> int:
    """The prompt at which the answer ended, where messages of the log made the device print it again, perhaps often."""
    at = len(lines) - 1
    while (before := _last_prompt([*lines[:at], ""], prompt)) is not None:
        at = before
    return at


class _Between:
    """What stands between a prompt and the echo of what is typed there.

    Blank lines, messages of the log and, behind those, the prompt once more mean nothing. All else strayed here.
    """

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self._drawn = False
        self.stray: list[str] = []
        self.logs = False

    def add(self, line: str) -> None:
        said = line.strip(" \r\t")
        log = is_log(said) or is_log(self._prompt.behind(said))
        if said and not log and not (self._drawn and self._prompt.is_line(said)):
            self.stray.append(said)
        self.logs = self.logs or log
        self._drawn = log or (self._drawn and not said)


def _echo(seen: str, prompt: Prompt, line: str) -> tuple[int, _Between] | None:
    """Where the echo of a line ends, and what stands in front of it."""
    pattern, between, at = prompt.echo(line), _Between(prompt), 0
    while True:
        found = pattern.match(seen, at)
        # Behind something that does not belong there, only an echo at a prompt is one.
        if found and (found["prompt"] or not between.stray):
            between.add(found["prompt"] or "")
            return found.end(), between
        end = seen.find("\n", at)
        if end < 0:
            return None
        between.add(seen[at:end])
        at = end + 1


def _cut(seen: str, prompt: Prompt, line: str) -> Exchange | None:
    """The exchange, if both the echo and a prompt behind it are there."""
    found = _echo(seen, prompt, line)
    if found is None:
        return None
    start, between = found
    lines = seen[start:].split("\n")
    at = _last_prompt(lines, prompt)
    if at is None:
        return None
    # The empty line has no answer: what comes of it belongs to something else.
    for stray in lines[:at] if not line else ():
        between.add(stray)
    end = _first_prompt(lines[: at + 1], prompt)
    text = plain(decoded("\n".join(lines[:end]).encode("latin-1"))).strip("\n") if line else ""
    return Exchange(
        line=line,
        outcome=Outcome.ANSWERED,
        text=text,
        echoed=True,
        stray="\n".join(between.stray),
        log_before=between.logs,
        log_behind=end < len(lines) - 1,
        prompt=prompt.leads(lines[at].strip(" \r")),
    )
