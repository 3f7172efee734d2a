"""Every written output gives exactly the written values, or is refused with the written words.

A case is `tests/fixtures/network/huawei_vrp/<slug>/<case>.raw` (what the device printed) and `<case>.json` (the values,
or {"refused": a part of the message}).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hfcheck.network.command import commands
from hfcheck.readings.parsing import Unreadable

FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / "huawei_vrp"
CASES = sorted(FIXTURES.glob("*/*.raw"))
COMMANDS = {command.slug: command for command in commands("huawei_vrp").values()}


@pytest.mark.parametrize("raw", CASES, ids=[f"{path.parent.name}-{path.stem}" for path in CASES])
def test_written_output_gives_the_written_values(raw: Path) -> None:
    command = COMMANDS[raw.parent.name]
    expected = json.loads(raw.with_suffix(".json").read_text(encoding="utf-8"))
    text = raw.read_text(encoding="utf-8")
    if "refused" in expected:
        with pytest.raises(Unreadable) as refusal:
            command.parse(text)
        assert expected["refused"] in str(refusal.value)
    else:
        found = command.parse(text)
        assert found == expected
        assert set(found) == set(command.values)


@pytest.mark.parametrize("slug", sorted(COMMANDS))
def test_every_command_has_values_and_a_refusal(slug: str) -> None:
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in (FIXTURES / slug).glob("*.json")]
    refused = ["refused" in case for case in cases]
    assert any(refused)
    assert not all(refused)


@pytest.mark.parametrize("slug", sorted(COMMANDS))
def test_the_output_of_another_command_is_refused(slug: str) -> None:
    others = [path for path in CASES if path.parent.name != slug]
    believed = []
    for path in others:
        try:
            COMMANDS[slug].parse(path.read_text(encoding="utf-8"))
        except Unreadable:
            continue
        believed.append(f"{path.parent.name}/{path.stem}")
    assert believed == []


@pytest.mark.parametrize("slug", sorted(COMMANDS))
@pytest.mark.parametrize("text", ["", "\n \n", "Error: Unrecognized command found at '^' position."])
def test_nothing_and_a_rejection_are_refused(slug: str, text: str) -> None:
    with pytest.raises(Unreadable):
        COMMANDS[slug].parse(text)
