"""Outputs that no device printed, made from written ones: damaged at random places, or with their lines in disorder."""

from __future__ import annotations

import random

from hypothesis import strategies as st

ODD = (
    "",
    " ",
    "-",
    "--",
    "\t",
    ":",
    "%",
    "(",
    ")",
    "9" * 40,
    "0",
    "-1",
    "中文",
    "\u202e",
    "\x00",
    "\x1b[42D",
    "²",
    "٣",
    "1e5",
    "NaN",
    "nan",
    "1_0",
    "N/A",
    "Error",
    "\n",
    "4095",
)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The text after a few cuts, copies and replacements."""
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        end = min(end, start + draw(st.sampled_from([1, 4, 40, 4000])))
        middle = draw(st.sampled_from([*ODD, text[start:end] * 2]) | st.text(max_size=8))
        text = text[:start] + middle + text[end:]
    return text


@st.composite
def shuffled(draw: st.DrawFn, text: str, others: list[str]) -> str:
    """The text with lines lost, doubled, swapped, cut short, or out of another command's output."""
    found = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        first, second = (draw(st.integers(0, len(found) - 1)) for _ in range(2))
        way = draw(st.sampled_from(["lose", "double", "swap", "shorten", "end", "mix"]))
        if way == "lose" and len(found) > 1:
            del found[first]
        elif way == "double":
            found.insert(second, found[first])
        elif way == "swap":
            found[first], found[second] = found[second], found[first]
        elif way == "shorten":
            found[first] = found[first][: draw(st.integers(0, len(found[first])))]
        elif way == "end":
            found = found[: first + 1]
        else:
            other = draw(st.sampled_from(others)).split("\n")
            found[first:first] = other[: draw(st.integers(1, len(other)))]
    return "\n".join(found)


def damaged(text: str, lines: list[str], dice: random.Random) -> str:
    """The text with a line lost, moved, cut or taken from elsewhere, or with an odd word, one to four times."""
    found = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(found))
        match dice.randrange(6):
            case 0:
                del found[at : at + dice.randint(1, 3)]
            case 1:
                found.insert(at, dice.choice(lines))
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
