"""Every written output of a StoneOS command gives exactly the written values, or the written refusal.

A case is `<slug>/<case>.raw` and `<case>.json` below `tests/fixtures/network/hillstone_stoneos`; a
hostile… one is refused.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hfcheck.network.answer import answer
from hfcheck.network.command import commands
from hfcheck.network.redaction import redact
from hfcheck.network.reply import State

PLATFORM = "hillstone_stoneos"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM
CASES = sorted(FIXTURES.glob("*/*.raw"))
BY_SLUG = {command.slug: command for command in commands(PLATFORM).values()}


@pytest.mark.parametrize("raw", CASES, ids=[f"{path.parent.name}-{path.stem}" for path in CASES])
def test_a_written_output_gives_the_written_values(raw: Path) -> None:
    command = BY_SLUG[raw.parent.name]
    found = answer(PLATFORM, command.line, raw.read_bytes().decode())
    refused = {"state": found.reply.state.value, "detail": found.reply.detail}
    is_ok = found.reply.state is State.OK
    assert (found.values if is_ok else refused) == json.loads(raw.with_suffix(".json").read_text(encoding="utf-8"))
    assert is_ok is not raw.stem.startswith("hostile")


@pytest.mark.parametrize("raw", CASES, ids=[f"{path.parent.name}-{path.stem}" for path in CASES])
def test_an_output_whose_secrets_are_hidden_gives_the_same_values(raw: Path) -> None:
    line, text = BY_SLUG[raw.parent.name].line, raw.read_bytes().decode()
    assert answer(PLATFORM, line, redact(text)).values == answer(PLATFORM, line, text).values


@pytest.mark.parametrize("slug", sorted(BY_SLUG))
def test_every_command_has_a_case_and_a_refusal_and_documents_its_values(slug: str) -> None:
    cases = [path for path in CASES if path.parent.name == slug]
    answers = [path for path in cases if not path.stem.startswith("hostile")]
    assert answers, f"{slug}: expected a written output, found none"
    assert len(cases) > len(answers), f"{slug}: expected a written refusal, found none"
    for path in answers:
        assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8")).keys() == BY_SLUG[slug].values.keys()


def test_no_case_is_left_over() -> None:
    assert {path.name for path in FIXTURES.glob("*")} <= set(BY_SLUG)
    assert {path.with_suffix("") for path in FIXTURES.glob("*/*")} == {path.with_suffix("") for path in CASES}
