"""No answer is given for another line, and no part of one for the whole, whatever portions it comes in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.observed import Heard, Outcome

from .wire import Wire, talk

PROMPT = "<SW1>"
LINES = ["display version", "display arp", "display clock"]
LOG = "%Nov 23 10:00:00:123 2026 SW1 SHELL/5/LOGIN: admin logged in."


def answers(*texts: str) -> dict[str, str]:
    return dict(zip(LINES, texts, strict=True))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 64, 10_000])
def test_answers_come_whole_and_in_order(size: int) -> None:
    outputs = answers("VRP 怀化\n  two", "arp 1\narp 2", "2026")
    wire = Wire(outputs, PROMPT, itertools.repeat(size))
    assert talk(wire, LINES) == [Heard(line, Outcome.ANSWERED, outputs[line]) for line in LINES]
    assert wire.sent == [*LINES, "screen-length 0 temporary", ""]


def test_a_prompt_within_an_output_costs_the_answer_but_no_other() -> None:
    wire = Wire(answers("one\n<SW1>\ntwo", "arp", "2026"), PROMPT, itertools.repeat(1))
    first, *others = talk(wire, LINES)
    assert (first.outcome, first.text) == (Outcome.CUT_OFF, "")
    assert first.detail == "more came behind what looked like its end"
    assert [one.text for one in others] == ["arp", "2026"]


def test_a_prompt_within_an_output_does_no_harm_if_nobody_stops_at_it() -> None:
    wire = Wire(answers("one\n<SW1>\ntwo", "arp", "2026"), PROMPT, itertools.repeat(10_000))
    assert [one.text for one in talk(wire, LINES)] == ["one\n<SW1>\ntwo", "arp", "2026"]


def test_an_output_that_repeats_the_next_line_at_a_prompt_is_not_believed() -> None:
    wire = Wire(answers("one\n<SW1>display arp\ntwo", "arp", "2026"), PROMPT, itertools.repeat(1))
    assert [one.outcome for one in talk(wire, LINES)] == [Outcome.CUT_OFF, Outcome.CUT_OFF, Outcome.ANSWERED]


def test_a_terminal_that_echoes_in_the_middle_of_an_output_fools_nobody() -> None:
    wire = Wire(answers("one\n<SW1>\ntwo", "arp", "2026"), PROMPT, itertools.repeat(1), eager=True)
    # From the first stop on everything is one line late.
    assert [one.outcome for one in talk(wire, LINES)] == [Outcome.CUT_OFF] * 3


def test_the_last_answer_needs_a_proof_as_well() -> None:
    wire = Wire(answers("one", "arp", "2026\n<SW1>\n<SW1>\n<SW1>\nlater"), PROMPT, itertools.repeat(1))
    assert [one.outcome for one in talk(wire, LINES)] == [Outcome.ANSWERED, Outcome.ANSWERED, Outcome.CUT_OFF]


def test_a_log_that_seems_to_go_on_behind_the_prompt_is_not_believed() -> None:
    wire = Wire(answers(f"{LOG}\n<SW1>\n{LOG}", "arp", "2026"), PROMPT, itertools.repeat(1))
    assert [one.outcome for one in talk(wire, LINES)] == [Outcome.CUT_OFF, Outcome.ANSWERED, Outcome.ANSWERED]


def test_nothing_is_asked_where_nothing_is_to_be_asked() -> None:
    wire = Wire({}, PROMPT, itertools.repeat(1))
    assert talk(wire, []) == []
    assert wire.sent == []


PIECES = ["x", "怀化 桥", "", PROMPT, f"{PROMPT}\n{PROMPT}", f"{PROMPT}display arp", "display clock", f"HRP_M{PROMPT}"]
PIECES += [LOG, f"{PROMPT}{LOG}", "---- More ---- x"]
OUTPUT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6)


def meant(text: str) -> list[str]:
    """The lines that cannot be a message of the log or the prompt once more."""
    marked = (line.removeprefix("---- More ----").strip() for line in text.split("\n"))
    return [line for line in marked if line and line.removeprefix("HRP_M") != PROMPT and LOG not in line]


@settings(max_examples=400, deadline=None)
@given(st.lists(OUTPUT, min_size=3, max_size=3), st.lists(st.integers(1, 40), min_size=1, max_size=30), st.booleans())
def test_an_answer_is_whole_and_its_own_or_it_is_none(outputs: list[list[str]], sizes: list[int], eager: bool) -> None:
    # A terminal that echoes at once and an output of nothing but prompts together cannot be told from an idle device.
    texts = ["\n".join(pieces) for pieces in outputs]
    texts = [text.replace("\n", "\nx\n") + "\nx" if eager else text for text in texts]
    wire = Wire(dict(zip(LINES, texts, strict=True)), PROMPT, itertools.cycle(sizes), eager=eager)
    for one, text in zip(talk(wire, LINES), texts, strict=True):
        assert one.outcome is not Outcome.ANSWERED or meant(one.text) == meant(text)
        assert one.outcome is Outcome.ANSWERED or (one.text == "" and one.detail)
