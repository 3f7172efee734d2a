"""What a snapshot sees of a machine, and what it never holds."""

from __future__ import annotations

import ast
import hashlib
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.target import snapshot as seen

PROGRAMS = sorted(Path(seen.__file__).parent.glob("*.py"))
EMPTY = {section: {} for section in seen.LOOKS}


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_a_program_for_the_target_is_python_3_8_and_its_standard_library(path: Path) -> None:
    tree = ast.parse(path.read_text(), feature_version=(3, 8))
    froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    foreign = {name for name in froms | names if name.split(".")[0] not in {*sys.stdlib_module_names, "hfcheck"}}
    assert not foreign
    assert all(name.startswith("hfcheck.target") for name in froms | names if name.startswith("hfcheck"))


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("$y$j9T$salt$abcdefghijk", "~"),
        ("!$6$salt$abcdefghijk", "!~"),
        ("!!$6$salt$abcdefghijk", "!!~"),
        ("xAbcdefghijkl", "~"),  # an old crypt(3) hash may begin with an x
        ("*", "*"),
        ("!", "!"),
        ("!!", "!!"),
        ("!*", "!*"),
        ("x", "x"),
        ("", ""),
        ("*LK*", "*LK*"),
    ],
)
def test_of_a_password_only_lock_and_kind_are_seen(password: str, expected: str) -> None:
    assert seen.shown(password) == expected


@given(
    lock=st.sampled_from(["", "!", "!!"]),
    secret=st.text("abcdefghijkmnopqrstuvwyzABCDEFGHIJ0123456789$./=,", min_size=6, max_size=120),
)
@settings(max_examples=50)
def test_no_hash_is_ever_shown(lock: str, secret: str) -> None:
    assert seen.shown(lock + secret) == lock + "~"


def test_files_are_kept_with_their_content_and_links_with_their_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    etc, keep = tmp_path / "etc", tmp_path / "keep"
    (etc / "deep").mkdir(parents=True)
    keep.mkdir()
    (etc / "deep" / "file").write_bytes(b"text\n")
    (etc / "deep" / "file").chmod(0o4750)
    (etc / "shadow").write_text("root:$6$abcdefgh:1::::::\n")
    (etc / "link").symlink_to("deep")
    monkeypatch.setattr(seen, "CONTENT", (str(etc), str(tmp_path / "absent")))
    monkeypatch.setattr(seen, "ACCOUNTS", (str(etc / "shadow"),))
    digest = hashlib.sha256(b"text\n").hexdigest()

    found = seen.paths(str(keep))

    own = [os.getuid(), os.getgid()]
    assert sorted(found) == [str(etc), *(str(etc / name) for name in ("deep", "deep/file", "link", "shadow"))]
    assert found[str(etc / "deep" / "file")] == ["file", 0o4750, *own, digest, {}]
    assert found[str(etc / "link")][0] == "link"
    assert found[str(etc / "link")][4] == "deep"
    assert found[str(etc / "shadow")][4] == ""
    assert [path.name for path in keep.iterdir()] == [digest]


def test_a_file_that_is_too_large_is_seen_without_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large").write_bytes(b"x" * 11)
    monkeypatch.setattr(seen, "CONTENT_LIMIT", 10)
    assert seen.entry(str(tmp_path / "large"), (tmp_path / "large").stat())[4] == ""


def test_accounts_are_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shadow"
    path.write_text("root:*:20000:0:99999:7:::\nu:!$6$abcdefgh:1:0:90:7:::\n\n")
    monkeypatch.setattr(seen, "ACCOUNTS", (str(path), str(tmp_path / "absent")))
    found = seen.accounts()
    assert found[f"{path}:root:4"] == "99999"
    assert found[f"{path}:u:1"] == "!~"
    assert "abcdefgh" not in str(found)


def test_modes_reach_as_deep_as_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one" / "two").mkdir(parents=True)
    (tmp_path / "one" / "file").touch(0o640)
    monkeypatch.setattr(seen, "MODES", {str(tmp_path): 1})
    assert set(seen.modes()) == {str(tmp_path), str(tmp_path / "one")}
    monkeypatch.setattr(seen, "MODES", {str(tmp_path): 2})
    assert seen.modes()[str(tmp_path / "one" / "file")][0] == 0o640


RULESET = """\
table inet filter {
\tchain input {
\t\ttype filter hook input priority filter; policy drop;
\t}
}
table ip nat {
}
"""


def test_a_ruleset_is_its_tables() -> None:
    found = seen.tables_of(RULESET)
    assert list(found) == ["inet filter", "ip nat"]
    assert found["inet filter"] + found["ip nat"] == RULESET
    assert seen.tables_of("") == {}


def test_mounts_of_sessions_and_containers_are_left_out() -> None:
    table = (
        "1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "2 1 0:1 / /dev/shm rw,nosuid,nodev shared:2 - tmpfs tmpfs rw,size=1k\n"
        "3 1 0:2 / /run/user/1000 rw - tmpfs tmpfs rw\n"
        "4 1 0:3 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw\n"
    )
    assert seen.mounts_of(table) == {
        "/": [["relatime", "rw"], ["rw"]],
        "/dev/shm": [["nodev", "nosuid", "rw"], ["rw", "size=1k"]],
    }


UNITS = {
    "list-unit-files": "ssh.service enabled enabled\nalias.service alias -\ngetty@.service enabled enabled\n"
    "static.service static -\nhfcheck-trial-boot.service enabled enabled\ncron.service disabled enabled\n",
    "list-units": "ssh.service loaded active running OpenSSH\ngone.service not-found active running gone\n"
    "other.service not-found inactive dead other\nstatic.service loaded active exited s\n",
}


def test_units_that_can_be_enabled_and_those_whose_file_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "ran", lambda argv: (0, UNITS[argv[1]]))
    expected = {"ssh.service": "enabled active", "cron.service": "disabled inactive", "gone.service": "gone active"}
    assert seen.units() == expected


def test_packages_are_the_installed_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        seen, "ran", lambda argv: (0, "bash 5.2 installed\nold 1 config-files\nlibc6:amd64 2 installed\n")
    )
    assert seen.packages() == {"bash": "5.2", "libc6:amd64": "2"}


def test_without_dpkg_rpm_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"dpkg-query": (127, ""), "rpm": (0, "bash.x86_64 0:5.1-1 installed\n")}
    monkeypatch.setattr(seen, "ran", lambda argv: answers[argv[0]])
    assert seen.packages() == {"bash.x86_64": "0:5.1-1"}


def test_differences_are_pairs_and_what_comes_and_goes_is_none() -> None:
    before = {
        **EMPTY,
        "packages": {"a": "1", "b": "1"},
        "modes": {"/x": [1, 0, 0], "/gone": [1, 0, 0]},
        "sysctl": {"n": "1"},
    }
    after = {
        **EMPTY,
        "packages": {"b": "2", "c": "1"},
        "modes": {"/x": [2, 0, 0], "/new": [1, 0, 0]},
        "sysctl": {"n": "1"},
    }
    assert seen.differences(before, after) == {
        "packages": {"a": ["1", None], "b": ["1", "2"], "c": [None, "1"]},
        "modes": {"/x": [[1, 0, 0], [2, 0, 0]]},
    }
    assert seen.differences(before, before) == {}


def test_a_program_that_is_not_there_or_does_not_end_has_a_code() -> None:
    assert seen.ran(["no-such-program"]) == (127, "no-such-program is not installed")
    assert seen.ran(["sleep", "5"], seconds=0.05)[0] == 124
    assert seen.ran(["cat"], stdin="said") == (0, "said")
