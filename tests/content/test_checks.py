"""Every role and every check keeps its contract; both are found by path."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.judge import RULES
from hfcheck.model import Severity
from hfcheck.network.settings import Settings
from hfcheck.readings import load

ROLES = Path(__file__).parents[2] / "roles"
ROLE_NAMES = sorted(path.name for path in ROLES.iterdir() if path.is_dir())
REQUIRED = {"id", "title", "clause", "severity", "reading", "rule", "expected", "runbook"}
OPTIONAL = {"arguments", "unit", "trend"}
FILES = [
    "defaults/main.yml",
    "meta/main.yml",
    "meta/argument_specs.yml",
    "tasks/main.yml",
    "tasks/inspect.yml",
    "vars/main/checks.yml",
]
NUMERALS = "[一二三四五六七八九十]"
CLAUSE = re.compile(rf"GB/T 22239-2019 8\.1\.\d+(\.\d+)*( [a-g])?|招标需求 {NUMERALS}\({NUMERALS}\)\S*")
# What the observe task provides besides the variables of roles.
PROVIDED = {"hfcheck_since"}


def content(role: str, name: str) -> Any:
    """A YAML file of a role."""
    return yaml.safe_load((ROLES / role / name).read_text(encoding="utf-8"))


def checks(role: str) -> list[dict[str, Any]]:
    """The stanzas of a role."""
    found: list[dict[str, Any]] = content(role, "vars/main/checks.yml")[f"{role}_checks"]
    return found


def variables(role: str) -> set[str]:
    """The variables a role defines: its defaults and its vars."""
    files = [ROLES / role / "defaults/main.yml", *(ROLES / role / "vars").rglob("*.yml")]
    return {name for path in files for name in yaml.safe_load(path.read_text(encoding="utf-8")) or {}}


STANZAS = [pytest.param(role, stanza, id=stanza["id"]) for role in ROLE_NAMES for stanza in checks(role)]


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_a_role_has_the_files_of_its_contract(role: str) -> None:
    assert [name for name in FILES if not (ROLES / role / name).is_file()] == []
    assert content(role, "tasks/inspect.yml") == []


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_defaults_are_prefixed_and_described(role: str) -> None:
    defaults = content(role, "defaults/main.yml") or {}
    specs = content(role, "meta/argument_specs.yml")["argument_specs"]
    assert [name for name in defaults if not name.startswith(f"{role}_")] == []
    assert list(specs) == ["main"], "an entry point inspect would cost every host a task"
    assert set(specs["main"]["options"]) == set(defaults)


@pytest.mark.parametrize(("role", "stanza"), STANZAS)
def test_a_stanza_is_whole(role: str, stanza: dict[str, Any]) -> None:
    assert REQUIRED <= set(stanza) <= REQUIRED | OPTIONAL
    assert re.fullmatch(rf"{role}\.[a-z][a-z0-9_]*", stanza["id"])
    assert re.search(r"[\u4e00-\u9fff]", stanza["title"])
    assert CLAUSE.fullmatch(stanza["clause"])
    assert stanza["severity"] in set(Severity)
    assert stanza["rule"] in RULES
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", stanza["runbook"])
    assert isinstance(stanza.get("trend", False), bool)


@pytest.mark.parametrize(("role", "stanza"), STANZAS)
def test_a_stanza_names_a_value_of_a_reading(role: str, stanza: dict[str, Any]) -> None:
    module, _, value = stanza["reading"].partition(".")
    assert value in load(module).values


@pytest.mark.parametrize(("role", "stanza"), STANZAS)
def test_a_stanza_uses_only_variables_of_its_role(role: str, stanza: dict[str, Any]) -> None:
    text = f"{stanza['expected']} {stanza.get('arguments', '')}"
    templates = " ".join(re.findall(r"{{(.*?)}}", text))
    named = set(re.findall(rf"\b(?:{role}|hfcheck)_\w+", templates))
    assert named <= variables(role) | PROVIDED
    assert "{{" not in text or named


def test_every_setting_of_a_device_is_a_check_and_a_variable_of_its_name() -> None:
    # Hardening renders the settings from the very variables that the checks expect.
    stanzas = {stanza["id"]: stanza for role in ("network_base", "network_access") for stanza in checks(role)}
    expected = {(stanza["reading"], stanza["expected"]) for stanza in stanzas.values()}
    for field in dataclasses.fields(Settings):
        variables = {f"{{{{ {role}_{field.name} }}}}" for role in ("network_base", "network_access")}
        assert {(f"device_configuration.{field.name}", variable) for variable in variables} & expected, field.name


def test_there_are_enough_checks_and_no_two_alike() -> None:
    ids = Counter(stanza["id"] for role in ROLE_NAMES for stanza in checks(role))
    assert [name for name, count in ids.items() if count > 1] == []
    assert len(ids) >= 60
    assert len(ROLE_NAMES) >= 12
