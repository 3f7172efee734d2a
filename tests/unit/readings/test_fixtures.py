"""Every recorded output gives exactly the recorded answers.

A case is `tests/fixtures/readings/<reading>/<case>.raw` (what the snippet printed), `<case>.json` (one answer for each
value of the reading) and, when needed, `<case>.yml` (`arguments`, `code`, `stderr`, `taken_at`, `truncated`, and
`origin: captured|written`). NotSeen and NotApplicable are written {"not_seen": reason} and {"not_applicable": reason}.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import hfcheck.readings
from hfcheck.model import Answer, NotApplicable, NotSeen, Output
from hfcheck.readings import load, read

FIXTURES = Path(__file__).parents[2] / "fixtures" / "readings"
CASES = sorted(FIXTURES.glob("*/*.raw"))
READINGS = sorted(
    path.stem
    for path in Path(hfcheck.readings.__file__).parent.glob("*.py")
    if "\nREADING = " in path.read_text(encoding="utf-8")
)
SIDE_KEYS = {"arguments", "code", "stderr", "taken_at", "truncated", "origin"}


def recorded(raw: Path) -> Output:
    """The output that a case recorded."""
    beside = raw.with_suffix(".yml")
    side: dict[str, Any] = yaml.safe_load(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    assert set(side) <= SIDE_KEYS, f"{beside}: expected keys of {sorted(SIDE_KEYS)}, found {sorted(side)}"
    side.pop("origin", None)
    side["arguments"] = tuple(side.get("arguments", ()))
    return Output(raw.read_text(encoding="utf-8"), **side)


def written(answer: Answer) -> object:
    """An answer in the form in which a case's .json holds it."""
    if isinstance(answer, NotSeen):
        return {"not_seen": answer.reason}
    if isinstance(answer, NotApplicable):
        return {"not_applicable": answer.reason}
    return list(answer) if isinstance(answer, tuple) else answer


@pytest.mark.parametrize("raw", CASES, ids=[f"{path.parent.name}-{path.stem}" for path in CASES])
def test_recorded_output_gives_the_recorded_answers(raw: Path) -> None:
    expected = json.loads(raw.with_suffix(".json").read_text(encoding="utf-8"))
    answers = read(load(raw.parent.name), recorded(raw))
    assert {name: written(answer) for name, answer in answers.items()} == expected


@pytest.mark.parametrize("name", READINGS)
def test_every_reading_has_cases_and_a_hostile_one(name: str) -> None:
    if load(name).source == "transport":
        pytest.skip("the connection itself answers, there is no text to record")
    cases = [path.stem for path in CASES if path.parent.name == name]
    assert len(cases) >= 3, f"{name}: expected at least 3 recorded outputs, found {cases}"
    assert any(case.startswith("hostile") for case in cases), f"{name}: expected a case named hostile…, found {cases}"


def test_no_reading_hides_a_name_of_its_package() -> None:
    # Importing hfcheck.readings.load would replace the function load of hfcheck.readings.
    package = Path(hfcheck.readings.__file__).read_text(encoding="utf-8")
    assert set(READINGS).isdisjoint(re.findall(r"^(?:def|class) (\w+)", package, re.MULTILINE))


def test_no_case_is_left_over() -> None:
    assert {path.name for path in FIXTURES.glob("*")} <= set(READINGS)
    strays = {path.with_suffix("") for path in FIXTURES.glob("*/*")} - {path.with_suffix("") for path in CASES}
    assert not strays, "expected a .raw for each .json and .yml"
