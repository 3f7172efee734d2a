"""PAM stacks of systems that have no profiles, edited by the roles' own tasks, then walked through as libpam does."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.content.platforms import NAMES, PLATFORMS, ROLES, edited, loader, platform, scope, value

STACKED = [name for name in NAMES if (PLATFORMS / name / "system-auth").is_file()]
# What libpam does on success, on being told to ignore, and otherwise.
CONTROLS = {
    "required": ("ok", "ignore", "bad"),
    "requisite": ("ok", "ignore", "die"),
    "sufficient": ("done", "ignore", "ignore"),
    "optional": ("ok", "ignore", "ignore"),
}


def counter(name: str, tmp_path: Path) -> str:
    """The module that the role's own question finds among the platform's modules."""
    directory = tmp_path / "lib64/security"
    directory.mkdir(parents=True, exist_ok=True)
    for module in platform(name)["pam_modules"]:
        (directory / f"{module}.so").touch()
    script = str(value(scope(name), "login_session_module_script")).replace(" /", f" {tmp_path}/")
    return subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def hardened(name: str, tmp_path: Path) -> str:
    """The stack behind both roles that edit it."""
    variables = scope(name, counter(name, tmp_path))
    text = (PLATFORMS / name / "system-auth").read_text(encoding="utf-8")
    for role in ("accounts", "login_session"):
        found = loader().load_from_file(str(ROLES / role / "tasks/pam_redhat.yml"), trusted_as_template=True)
        text = edited(found[-1], variables, "/etc/pam.d/system-auth", text)
    return text


def calls(text: str, kind: str) -> list[tuple[str, str, list[str]]]:
    """Control, module and words of each line of a kind; optional modules (`-`) are not there."""
    found = [re.match(rf"{kind}\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)", line) for line in text.splitlines()]
    return [(each[1], each[2].removesuffix(".so"), each[3].split()) for each in found if each]


def answer(module: str, words: list[str], right: bool, uid: int) -> str:
    if module == "pam_unix":
        return "success" if right else "error"
    if module == "pam_succeed_if":
        return "success" if uid >= 1000 else "error"
    if module == "pam_faillock" and "authfail" in words:
        return "ignore"
    return "error" if module == "pam_deny" else "success"


def action(control: str, said: str) -> str:
    """What a line's control makes of an answer."""
    if control in CONTROLS:
        return CONTROLS[control][("success", "ignore", "error").index(said)]
    table = dict(pair.split("=") for pair in control.strip("[]").split())
    return table.get(said, table.get("default", "bad"))


def walk(text: str, right: bool, uid: int) -> tuple[bool, list[str]]:
    """Whether somebody gets in with a right or wrong password, and the roles in which the counter was called."""
    good, bad, counted, skip = False, False, [], 0
    for control, module, words in calls(text, "auth"):
        if skip:
            skip -= 1
            continue
        if module in {"pam_faillock", "pam_tally2"}:
            counted.append(words[0])
        done = action(control, answer(module, words, right, uid))
        skip = int(done) if done.isdigit() else 0
        good, bad = good or done in {"ok", "done"}, bad or done in {"bad", "die"}
        if done == "die" or (done == "done" and not bad):
            break
    return good and not bad, counted


@pytest.mark.parametrize("uid", [0, 1000])
@pytest.mark.parametrize("name", STACKED)
def test_the_right_password_gets_in_and_a_wrong_one_never(name: str, uid: int, tmp_path: Path) -> None:
    """authsucc left before authfail would let everybody in: so it was with the stack that openEuler documents."""
    text = hardened(name, tmp_path)
    assert walk(text, right=True, uid=uid)[0]
    passed, counted = walk(text, right=False, uid=uid)
    assert not passed
    assert counted in (["preauth", "authfail"], ["deny=3"])


@pytest.mark.parametrize("name", STACKED)
def test_one_counter_alone_and_it_lies_on_the_disk(name: str, tmp_path: Path) -> None:
    text = hardened(name, tmp_path)
    its = {
        module
        for kind in ("auth", "account")
        for _, module, _ in calls(text, kind)
        if re.search("tally|faillock", module)
    }
    assert its == {counter(name, tmp_path)}
    modules = {module for kind in ("auth", "account", "password") for _, module, _ in calls(text, kind)}
    assert modules <= set(platform(name)["pam_modules"])


@pytest.mark.parametrize("name", STACKED)
def test_every_line_of_the_counter_says_our_numbers(name: str, tmp_path: Path) -> None:
    """Modules before 1.4 read no faillock.conf, and a line counts more than the file where both are read."""
    lines = [
        words for _, module, words in calls(hardened(name, tmp_path), "auth") if re.search("tally|faillock", module)
    ]
    assert lines
    assert all({"deny=3", "unlock_time=900", "even_deny_root"} <= set(words) for words in lines)


@pytest.mark.parametrize("name", STACKED)
def test_passwords_are_judged_remembered_and_never_empty(name: str, tmp_path: Path) -> None:
    found = calls(hardened(name, tmp_path), "password")
    assert [module for _, module, _ in found][:3] == ["pam_pwquality", "pam_pwhistory", "pam_unix"]
    assert found[0][2] == ["try_first_pass", "local_users_only"]
    assert not any(
        "nullok" in words for kind in ("auth", "password") for *_, words in calls(hardened(name, tmp_path), kind)
    )


@pytest.mark.parametrize("name", STACKED)
def test_a_second_edit_finds_nothing_to_do(name: str, tmp_path: Path) -> None:
    once = hardened(name, tmp_path)
    variables: dict[str, Any] = scope(name, counter(name, tmp_path))
    for role in ("accounts", "login_session"):
        found = loader().load_from_file(str(ROLES / role / "tasks/pam_redhat.yml"), trusted_as_template=True)
        assert edited(found[-1], variables, "/etc/pam.d/system-auth", once) == once
