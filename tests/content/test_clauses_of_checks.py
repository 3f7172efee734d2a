"""Checks, clauses and readings fit together: no finding of a server is lost for the evidence pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.conformity import references
from hfcheck.mlps import clauses
from hfcheck.readings import load

ROLES = Path(__file__).parents[2] / "roles"


def stanzas() -> dict[str, dict[str, Any]]:
    """Every check of the roles by its id."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(ROLES.glob("*/vars/main/checks.yml")):
        for name, listed in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if name.endswith("_checks"):
                found |= {stanza["id"]: stanza for stanza in listed}
    return found


CHECKS = stanzas()
# The clauses of 8.1.10 are about the organisation: a pack of hosts does not speak of them.
MANAGEMENT = "GB/T 22239-2019 8.1.10."
OF_CLAUSES = [
    pytest.param(one, id=name)
    for name, one in CHECKS.items()
    if "GB/T 22239" in one["clause"] and not one["clause"].startswith(MANAGEMENT)
]


@pytest.mark.parametrize("stanza", OF_CLAUSES)
def test_a_check_names_a_clause_of_the_catalogue(stanza: dict[str, Any]) -> None:
    named = references(stanza["clause"])
    assert named, f"{stanza['clause']} names no item of 8.1.2 to 8.1.5"
    assert set(named) <= clauses().keys()


@pytest.mark.parametrize("stanza", OF_CLAUSES)
def test_the_reading_of_a_server_says_what_an_evaluator_types(stanza: dict[str, Any]) -> None:
    reading = load(stanza["reading"].partition(".")[0])
    assert reading.command or reading.source != "shell"


def test_what_a_clause_needs_is_a_check_of_that_clause() -> None:
    for name, clause in clauses().items():
        for check in clause.needs:
            assert check in CHECKS, f"{name} needs {check}, which no role has"
            assert name in references(CHECKS[check]["clause"])
