"""Outputs that were cut, mixed or made up: refused or read, never a crash, never slow."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest

from hfcheck.network.command import commands
from hfcheck.readings.parsing import Unreadable

FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / "huawei_vrp"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*/*.raw"))]
LINES = [line for text in TEXTS for line in text.splitlines()]
COMMANDS = {command.slug: command for command in commands("huawei_vrp").values()}
MUTATIONS = 300
ODD = ("", " ", "-", "--", "\t", ":", "%", "(", ")", "9" * 40, "0", "中文", "\x00", "\x1b[42D", "²", "٣", "1e5", "NaN")


def mutated(text: str, dice: random.Random) -> str:
    found = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(found))
        match dice.randrange(6):
            case 0:
                del found[at : at + dice.randint(1, 3)]
            case 1:
                found.insert(at, dice.choice(LINES))
            case 2:
                place = dice.randint(0, len(found[at]))
                found[at] = found[at][:place] + dice.choice(ODD) + found[at][place:]
            case 3:
                found[at] = found[at][: dice.randint(0, len(found[at]))]
            case 4:
                words = found[at].split(" ")
                words[dice.randrange(len(words))] = dice.choice(ODD)
                found[at] = " ".join(words)
            case _:
                found[at], found[-1] = found[-1], found[at]
        found = found or [""]
    return "\n".join(found)


@pytest.mark.parametrize("slug", sorted(COMMANDS))
def test_mutated_outputs_are_refused_or_plain_data(slug: str) -> None:
    command = COMMANDS[slug]
    own = [path.read_text(encoding="utf-8") for path in sorted((FIXTURES / slug).glob("*.raw"))]
    dice = random.Random(slug)
    for _ in range(MUTATIONS):
        text = mutated(dice.choice(own), dice)
        try:
            found = command.parse(text)
        except Unreadable:
            continue
        assert set(found) == set(command.values)
        json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("slug", sorted(COMMANDS))
@pytest.mark.parametrize("filling", ["a", "1", "1 ", "a ", "a:", "(a)", "-", " ", "1.", "1,", "u (", "1d"])
def test_a_long_line_takes_no_time(slug: str, filling: str) -> None:
    command = COMMANDS[slug]
    own = min((FIXTURES / slug).glob("*.raw")).read_text(encoding="utf-8").split("\n")
    long = (filling * 4000)[:3900]
    started = time.perf_counter()
    for place in (0, len(own) // 2, len(own) - 1):
        for line in (long, own[place][:12] + long, f"x {long} :"):
            try:
                command.parse("\n".join([*own[:place], line, *own[place:]]))
            except Unreadable:
                continue
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize("slug", sorted(COMMANDS))
def test_too_many_lines_are_refused(slug: str) -> None:
    with pytest.raises(Unreadable, match="expected at most 200000 lines"):
        COMMANDS[slug].parse("x\n" * 200_001)
