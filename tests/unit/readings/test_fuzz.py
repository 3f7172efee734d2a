"""Whatever a device prints, a parser answers with typed values or refuses; it never crashes and never invents."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hfcheck.readings
from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading, load
from hfcheck.readings.parsing import Unreadable

FIXTURES = Path(__file__).parents[2] / "fixtures" / "readings"
READINGS = sorted(
    path.stem
    for path in Path(hfcheck.readings.__file__).parent.glob("*.py")
    if "\nREADING = " in path.read_text(encoding="utf-8")
)
NOT_APPLICABLE = {Reason.ABSENT, Reason.NOT_DECLARED}
HOSTILE = ["", "-1", "9" * 40, "1e999", "nan", "inf", "²", "٣", "0x10", "1_0", "=", ":", "#", "%", "[[", "{}", "null"]
HOSTILE += ["\n", "\t", " ", "\u202e", "温度", "Error", "-----BEGIN CERTIFICATE-----", "2026-13-99T99:99:99"]


@functools.cache
def seeds(name: str) -> list[Output]:
    """The recorded outputs of a reading, to be mutated."""
    found = [Output("")]
    for raw in sorted(FIXTURES.glob(f"{name}/*.raw")):
        beside = raw.with_suffix(".yml")
        side = yaml.safe_load(beside.read_text(encoding="utf-8")) if beside.exists() else {}
        found.append(Output(raw.read_text(encoding="utf-8"), arguments=tuple(side.get("arguments", ()))))
    return found


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The text after a few cuts, copies and replacements."""
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        end = min(end, start + draw(st.sampled_from([1, 4, 40, 4000])))
        middle = draw(st.sampled_from([*HOSTILE, text[start:end] * 2]) | st.text(max_size=8))
        text = text[:start] + middle + text[end:]
    return text


@st.composite
def outputs(draw: st.DrawFn, name: str) -> Output:
    """Outputs near to recorded ones, and outputs that are nothing like them."""
    seed = draw(st.sampled_from(seeds(name)))
    text = draw(mutated(seed.stdout) | st.text(max_size=200))
    return replace(seed, stdout=text)


def problem(answer: Answer) -> str:
    """What is wrong with an answer, or an empty text."""
    if isinstance(answer, NotSeen):
        return "a reason of not_applicable" if answer.reason in NOT_APPLICABLE else ""
    if isinstance(answer, NotApplicable):
        return "" if answer.reason in NOT_APPLICABLE else "a reason of not_seen"
    if isinstance(answer, Mapping):
        answer = [*answer.keys(), *answer.values()]
    items = list(answer) if isinstance(answer, list | tuple) else [answer]
    strange = [item for item in items if not isinstance(item, bool | int | float | str)]
    infinite = [item for item in items if isinstance(item, float) and not math.isfinite(item)]
    return f"not scalars: {strange}, not finite: {infinite}" if strange or infinite else ""


def check(reading: Reading, output: Output) -> None:
    """The parser refuses, or gives typed answers for values it documents."""
    try:
        answers = reading.parse(output)
    except Unreadable:
        return
    assert answers.keys() <= reading.values.keys()
    assert not {name: problem(answer) for name, answer in answers.items() if problem(answer)}


@pytest.mark.parametrize("name", READINGS)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_parser_refuses_or_answers(name: str, data: st.DataObject) -> None:
    check(load(name), data.draw(outputs(name)))
