"""The program that lays configuration files, on real files."""

import ast
import base64
import grp
import json
import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfcheck.hardening.configuration import MODULES
from hfcheck.hardening.target_program import program
from hfcheck.target import configuration

OWNER, GROUP = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
ELSEWHERE = "no-such-account"


@pytest.fixture(autouse=True)
def _umask():
    before = os.umask(0o077)
    yield
    os.umask(before)


def item(path: Path, content: bytes = b"new\n", **fields: Any) -> dict[str, Any]:
    told = {"dest": str(path), "content": base64.b64encode(content).decode(), "mode": "0640", "owner": OWNER}
    return {**told, "group": GROUP, "validate": None, **fields}


def lay(*items: dict[str, Any], dry: bool = False, told: int | None = None) -> dict[str, Any]:
    return configuration.main({"files": list(items), "dry": dry, "told": told})


def changed(answer: dict[str, Any]) -> list[bool]:
    assert answer["problem"] is None
    return [one["changed"] for one in answer["files"]]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def tree(directory: Path) -> dict[str, tuple[int, bytes | str]]:
    """What is there: path → mode, and content or the end of a link."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in sorted(directory.rglob("*")):
        content = str(path.readlink()) if path.is_symlink() else b"" if path.is_dir() else path.read_bytes()
        found[str(path.relative_to(directory))] = (mode(path), content)
    return found


def test_a_new_file_is_laid_with_the_directories_above_it(tmp_path: Path) -> None:
    path = tmp_path / "a.d" / "b.d" / "c.conf"
    assert changed(lay(item(path))) == [True]
    assert tree(tmp_path) == {
        "a.d": (0o755, b""),
        "a.d/b.d": (0o755, b""),
        "a.d/b.d/c.conf": (0o640, b"new\n"),
    }


def test_directories_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir(mode=0o700)
    lay(item(tmp_path / "own" / "file"))
    assert mode(tmp_path / "own") == 0o700


def test_a_second_run_changes_nothing_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    lay(item(path))
    before = path.stat()
    assert changed(lay(item(path))) == [False]
    assert path.stat() == before


def test_another_content_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old\n")
    with path.open() as reader:
        assert changed(lay(item(path))) == [True]
        assert reader.read() == "old\n"
    assert path.read_text() == "new\n"


def test_content_of_the_same_length_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    lay(item(path, b"abcd"))
    assert changed(lay(item(path, b"abce"))) == [True]
    assert path.read_bytes() == b"abce"


def test_another_mode_alone_is_set_without_writing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    lay(item(path))
    path.chmod(0o666)
    before = path.stat().st_ino
    answer = lay(item(path))
    assert changed(answer) == [True]
    assert answer["files"][0]["was"] == f"0666 {OWNER}:{GROUP}"
    assert (path.stat().st_ino, mode(path)) == (before, 0o640)


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_owner_and_group_are_set(tmp_path: Path) -> None:
    path, other = tmp_path / "file", item(tmp_path / "file", owner="daemon", group="mail")
    lay(item(path))
    assert changed(lay(other)) == [True]
    assert (path.owner(), path.group()) == ("daemon", "mail")
    path.unlink()
    lay(other)
    assert (path.owner(), path.group()) == ("daemon", "mail")
    assert changed(lay(other)) == [False]


def test_a_link_gives_way_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "end").write_text("new\n")
    path = tmp_path / "file"
    path.symlink_to(tmp_path / "end")
    for dry in (True, False):
        answer = lay(item(path, b"other\n"), dry=dry, told=99)
        assert changed(answer) == [True]
        assert answer["files"][0]["was"] == f"a link to {tmp_path}/end"
        assert answer["files"][0]["before"] == {"text": ""}
    assert not path.is_symlink()
    assert (path.read_text(), (tmp_path / "end").read_text()) == ("other\n", "new\n")


@pytest.mark.parametrize("dry", [True, False])
def test_a_directory_or_a_pipe_in_its_place_is_refused(tmp_path: Path, dry: bool) -> None:
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    found = lay(item(tmp_path / "directory"), dry=dry)["problem"]
    assert found == f"{tmp_path}/directory: expected a file or nothing, found drwx------"
    assert lay(item(tmp_path / "pipe"), dry=dry)["problem"].endswith("expected a file or nothing, found prw-------")


@pytest.mark.parametrize("kind", [{"owner": ELSEWHERE}, {"group": ELSEWHERE}])
def test_an_account_that_is_not_there_yet_is_foretold_and_then_refused(tmp_path: Path, kind: dict[str, str]) -> None:
    one, other = item(tmp_path / "one"), item(tmp_path / "other", **kind)
    assert changed(lay(one, other, dry=True)) == [True, True]
    word = "user" if "owner" in kind else "group"
    expected = f"{tmp_path}/other: expected the {word} {ELSEWHERE}, found none of that name"
    assert lay(one, other)["problem"] == expected
    assert tree(tmp_path) == {}
    lay(item(tmp_path / "other"))
    assert changed(lay(other, dry=True)) == [True]
    assert lay(other)["problem"] == expected


def test_one_that_is_refused_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("old\n")
    before = tree(tmp_path)
    refused = item(tmp_path / "other", validate="sh -c 'echo line 3 of $1 is wrong; exit 4' - %s")
    said = lay(item(tmp_path / "one"), refused)["problem"]
    other = tmp_path / "other"
    assert said == f"{other}: expected sh to accept it, found code 4: line 3 of {other} is wrong"
    assert tree(tmp_path) == before


def test_what_validates_sees_the_new_file_with_its_mode_and_no_input(tmp_path: Path) -> None:
    script = f"test $(stat -c %a $1) = 640 && ! read -r line && cp $1 {tmp_path}/seen"
    path = tmp_path / "file"
    assert changed(lay(item(path, validate=f"sh -c '{script}' - %s"))) == [True]
    assert (tmp_path / "seen").read_bytes() == path.read_bytes() == b"new\n"
    (tmp_path / "seen").unlink()
    assert changed(lay(item(path, validate=f"sh -c '{script}' - %s"))) == [False]
    assert not (tmp_path / "seen").exists()


def test_a_validator_that_is_absent_or_slow_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "SECONDS", 0.1)
    absent = lay(item(tmp_path / "file", validate="no-such-program %s"))["problem"]
    assert "expected no-such-program to accept it, found [Errno 2]" in absent
    assert "timed out" in lay(item(tmp_path / "file", validate="sh -c 'exec sleep 5' %s"))["problem"]
    assert tree(tmp_path) == {}


def test_a_long_refusal_is_cut_at_its_end(tmp_path: Path) -> None:
    said = lay(item(tmp_path / "file", validate="sh -c 'seq 9999; echo why; exit 1' %s"))["problem"]
    assert said.endswith("why")
    assert len(said) < 1000


def test_a_dry_run_foretells_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "same").write_bytes(b"new\n")
    (tmp_path / "same").chmod(0o640)
    (tmp_path / "other").write_text("old\n")
    before, times = tree(tmp_path), tmp_path.stat().st_mtime_ns
    items = [item(tmp_path / name, validate="false %s") for name in ("same", "other", "deep/new")]
    answer = lay(*items, dry=True)
    assert changed(answer) == [False, True, True]
    assert [one["was"] for one in answer["files"]] == [f"0640 {OWNER}:{GROUP}", f"0600 {OWNER}:{GROUP}", ""]
    assert (tree(tmp_path), tmp_path.stat().st_mtime_ns) == (before, times)


@pytest.mark.parametrize(
    ("old", "told"),
    [
        (b"old\n", {"text": "old\n"}),
        (b"\xff\n", {"text": "\ufffd\n"}),
        (b"\0", {"binary": True}),
        (b"x" * 100, {"text": "x" * 100}),
        (b"x" * 101, {"larger": True}),
    ],
)
def test_what_was_there_is_told_only_where_it_is_asked_and_within_its_limit(
    tmp_path: Path, old: bytes, told: dict[str, Any]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(old)
    assert lay(item(path), dry=True)["files"][0]["before"] is None
    assert lay(item(path), dry=True, told=100)["files"][0]["before"] == told
    assert lay(item(path, old, mode="0600"), told=100)["files"][0]["before"] is None


def test_where_selinux_is_on_new_files_are_labelled_by_its_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "restorecon"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/labelled\n')
    program.chmod(0o755)
    monkeypatch.setattr(configuration, "ENVIRONMENT", {"PATH": f"{program.parent}:/usr/bin:/bin"})
    lay(item(tmp_path / "before"))
    monkeypatch.setattr(configuration, "SELINUX", str(tmp_path))
    lay(item(tmp_path / "before"), item(tmp_path / "a"), item(tmp_path / "b"))
    assert (tmp_path / "labelled").read_text() == f"-- {tmp_path}/a {tmp_path}/b\n"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.none() | st.binary(max_size=3), st.sampled_from([0o600, 0o640])), min_size=1, max_size=4),
    st.binary(max_size=3),
)
def test_what_is_foretold_is_what_is_done_and_then_nothing_is_left(
    tmp_path: Path, found: list[tuple[bytes | None, int]], content: bytes
) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    items = [item(tmp_path / str(number), content) for number in range(len(found))]
    for number, (old, bits) in enumerate(found):
        if old is not None:
            (tmp_path / str(number)).write_bytes(old)
            (tmp_path / str(number)).chmod(bits)
    foretold = changed(lay(*items, dry=True))
    assert foretold == [one != (content, 0o640) for one in found]
    assert changed(lay(*items)) == foretold
    assert not any(changed(lay(*items)))
    assert set(tree(tmp_path).values()) == {(0o640, content)}


def test_the_program_runs_without_the_package_and_shows_no_content_in_its_arguments(tmp_path: Path) -> None:
    asked = {"files": [item(tmp_path / "file")], "dry": False, "told": None}
    words = [sys.executable, "-I", "-"]
    done = subprocess.run(words, input=program(MODULES, asked), cwd="/", capture_output=True, check=True)
    assert json.loads(done.stdout) == {
        "problem": None,
        "files": [{"dest": str(tmp_path / "file"), "changed": True, "was": "", "before": None}],
    }
    assert tree(tmp_path) == {"file": (0o640, b"new\n")}


def test_it_is_written_for_the_oldest_python() -> None:
    tree = ast.parse(Path(configuration.__file__).read_text(), feature_version=(3, 8))
    assert not any("hfcheck" in (node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
