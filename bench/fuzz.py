"""Outputs that no device printed, for all parsers of all platforms: no crash, no hang, no false value.

python -m bench network_fuzz runs 100,000 of them; see derivable.py for what the oracle can see and what it cannot.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import FrameType

from bench.derivable import Text, underivable
from bench.line import Line
from hfcheck.network.answer import answer
from hfcheck.network.command import PLATFORMS, commands
from hfcheck.network.facts import FACTS, Source, sources
from hfcheck.network.reply import State, decoded, plain
from hfcheck.readings.parsing import Unreadable

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures" / "network"
CASES = 100_000
# What one output may take, in seconds; what takes longer is a hang.
MOST_SECONDS = 2.0
PIECES = (
    "\x00", "\x1b[42D", "\x07", "\x1b]0;t\x07", "\u202e", "\ufeff", "\x08" * 20, "\r",
    "-", "--", ":", "%", "(", "[", "]", "|", ",", "/", "'", '"', "\t", " " * 40,
    "0", "-1", "4095", "65536", "9" * 40, "1e5", "NaN", "0x1f", "1_000", "²", "٣", "½",
    "中文", "柜面".encode("gbk").decode("latin-1"), "\ufffd\ufffd", "255.255.255.255", "::", "aaaa-bbbb-cccc",
)  # fmt: skip
LINES = (
    "<SW1>", "[SW1]", "SW1#", "HRP_M<FW1>", "<SW1>display version", "  ---- More ----", " --More-- ", "",
    "Error: Unrecognized command found at '^' position.", "             ^", "% Invalid input detected at '^' marker.",
    "Error: You do not have permission to run the command.", "Info: No such record.", "^-----unrecognized keyword x",
    "Nov 23 2026 10:00:00+08:00 SW1 %%01SHELL/4/LOGIN(l)[1]: admin logged in.", "x" * 3900, "a: " * 1200, "1 " * 1900,
    "x" * 9000,
)  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """An output as written for the tests of its parser."""

    platform: str
    line: str
    text: str

    @cached_property
    def readers(self) -> tuple[Source, ...]:
        """The adapters that make facts of this command's values."""
        return tuple(one for fact in FACTS for one in sources(self.platform, fact) if one.line == self.line)


@dataclass
class Found:
    """What became of the cases."""

    cases: int = 0
    states: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    false: list[tuple[str, str, object, str]] = field(default_factory=list)


class Hang(BaseException):
    """A case took too long; not an Exception, so that nothing takes it for a refusal."""


def seeds(platform: str) -> list[Seed]:
    """The written outputs of a platform."""
    return [
        Seed(platform, one.line, decoded(path.read_bytes()).replace("\r\n", "\n"))
        for one in commands(platform).values()
        for path in sorted((FIXTURES / platform / one.slug).glob("*.raw"))
    ]


def mutated(seed: Seed, others: Sequence[Seed], dice: random.Random) -> str:
    """The output after one accident or some more."""
    lines = seed.text.split("\n")
    for _ in range(dice.choice((1, 1, 1, 2, 3, 5))):
        dice.choice(MUTATIONS)(lines, others, dice)
        if not lines:
            lines.append("")
    text = "\n".join(lines)
    return text[: dice.randint(0, len(text))] if dice.random() < 0.05 else text


def _delete(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    del lines[at : at + dice.choice((1, 1, 2, 5, 40))]


def _duplicate(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines[at:at] = lines[at : at + dice.choice((1, 2, 8))]


def _swap(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _shorten(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines[at] = lines[at][: dice.randint(0, len(lines[at]))]


def _without_mark(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    place = dice.randint(0, len(lines[at]))
    lines[at] = lines[at][:place] + lines[at][place + dice.choice((1, 1, 3)) :]


def _insert(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    place = dice.randint(0, len(lines[at]))
    lines[at] = lines[at][:place] + dice.choice(PIECES) + lines[at][place:]


def _another_word(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    words = lines[at].split(" ")
    words[dice.randrange(len(words))] = dice.choice(PIECES)
    lines[at] = " ".join(words)


def _inject(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    lines.insert(dice.randint(0, len(lines)), dice.choice(LINES))


def _splice(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    other = dice.choice(others).text.split("\n")
    lines[dice.randint(0, len(lines)) :] = other[dice.randint(0, len(other)) :]


def _mix(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    other = dice.choice(others).text.split("\n")
    start = dice.randint(0, len(other))
    at = dice.randint(0, len(lines))
    lines[at:at] = other[start : start + dice.choice((1, 2, 6))]


def _join(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines[at : at + 2] = ["".join(lines[at : at + 2])]


def _split(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    place = dice.randint(0, len(lines[at]))
    lines[at : at + 1] = [lines[at][:place], lines[at][place:]]


def _garble(lines: list[str], others: Sequence[Seed], dice: random.Random) -> None:
    """GBK read as if it were something else, with a byte lost."""
    at = dice.randrange(len(lines))
    raw = bytearray((lines[at] + "三楼柜面").encode("gbk", errors="replace"))
    del raw[dice.randrange(len(raw))]
    lines[at] = decoded(bytes(raw))


Mutation = Callable[[list[str], Sequence[Seed], random.Random], None]
MUTATIONS: tuple[Mutation, ...] = (
    _delete, _duplicate, _swap, _shorten, _without_mark, _insert, _another_word, _inject, _splice, _mix, _join, _split,
    _garble,
)  # fmt: skip


def run(cases: int, number: int = 1) -> Found:
    """So many cases, the same ones for the same `number`, spread over all written outputs of all platforms."""
    found = Found()
    groups = {platform: seeds(platform) for platform in PLATFORMS}
    every = [seed for group in groups.values() for seed in group]
    for turn in range(cases):
        seed = every[turn % len(every)]
        # The cases of one output stay what they are when another one is added.
        dice = random.Random(f"{number} {turn // len(every)} {seed.text}")  # noqa: S311  chance, not secrecy
        try_one(seed, mutated(seed, groups[seed.platform], dice), found)
    return found


def try_one(seed: Seed, text: str, found: Found) -> None:
    """Give a text to the parser and the adapters of its command, and note what became of it."""
    found.cases += 1
    where = f"{seed.platform}: {seed.line}"
    started = time.thread_time()
    try:
        with at_most(MOST_SECONDS):
            state, values = told(seed, text)
    except Hang:
        found.hangs.append(f"{where}: {text[:2000]!r}")
        return
    except Exception as problem:  # noqa: BLE001  whatever it is, it is the finding
        found.crashes.append(f"{where}: {type(problem).__name__}: {problem}: {text[:2000]!r}")
        return
    found.slowest = max(found.slowest, (time.thread_time() - started, where))
    found.states[state.value] += 1
    asked = Text(plain(text))
    found.false += [(where, place, value, text) for place, value in underivable(values, asked)]


def told(seed: Seed, text: str) -> tuple[State, Mapping[str, object]]:
    """The state of a text as an answer; its values and the facts made of them."""
    said = answer(seed.platform, seed.line, text)
    if said.reply.state is not State.OK:
        if said.values or said.reply.text:
            raise AssertionError(f"expected nothing of an output that is {said.reply.state}, found {said.values}")
        return said.reply.state, {}
    values: dict[str, object] = {"": dict(said.values)}
    for number, one in enumerate(seed.readers):
        try:
            values[f"fact{number}"] = one.read(said.values)
        except Unreadable:
            continue
    return said.reply.state, values


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Hang in what takes more processor time; for the main thread."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def fuzz_lines(cases: int = CASES) -> Iterator[Line]:
    """Crashes, hangs and false values of so many cases, and the slowest one; one line for each."""
    found = run(cases)
    for what, several in (("crashes", found.crashes), ("hangs", found.hangs), ("false_values", found.false)):
        yield Line(f"network_fuzz_{what}", len(several), f"of {found.cases} outputs", "0", not several)
    read = found.states[State.OK]
    yield Line("network_fuzz_read", read, f"of {found.cases} outputs were read, the others refused", "", None)
    seconds, _ = found.slowest
    yield Line("network_fuzz_slowest", seconds, "s of CPU", f"< {MOST_SECONDS:g} s", seconds < MOST_SECONDS)
