"""Putting back: files, fields of accounts, and what programs are asked to do."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.target import snapshot as seen
from hfcheck.target import undo, undo_files

NAMES = st.sampled_from(["a", "b", "c"])
LEAF = st.one_of(
    st.tuples(st.just("file"), st.binary(max_size=8), st.sampled_from([0o600, 0o644, 0o4755])),
    st.tuples(st.just("link"), st.sampled_from([b"a", b"nowhere"]), st.just(0)),
)
TREE: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(NAMES, LEAF, max_size=3), lambda inner: st.dictionaries(NAMES, st.one_of(LEAF, inner), max_size=3)
)


def grow(root: Path, tree: dict[str, Any]) -> None:
    root.mkdir(mode=0o755)
    for name, found in tree.items():
        if isinstance(found, dict):
            grow(root / name, found)
        elif found[0] == "link":
            (root / name).symlink_to(found[1].decode())
        else:
            (root / name).write_bytes(found[1])
            (root / name).chmod(found[2])


@given(before=TREE, after=TREE)
@settings(max_examples=60, deadline=None)
def test_any_tree_becomes_what_it_was(before: dict[str, Any], after: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as place:
        root, keep = Path(place) / "root", Path(place) / "keep"
        keep.mkdir()
        with patch.object(seen, "CONTENT", (str(root),)):
            grow(root, before)
            wanted = seen.paths(str(keep))
            shutil.rmtree(root)
            grow(root, after)
            assert undo_files.files(wanted, [str(keep)]) == []
            assert seen.paths() == wanted


def test_what_was_added_elsewhere_stays_until_the_packages_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ssh", "chrony"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(seen, "CONTENT", (str(tmp_path),))
    monkeypatch.setattr(undo_files, "ACCESS", (f"{tmp_path}/ssh/",))
    wanted = seen.paths()
    for name in ("ssh", "chrony"):
        (tmp_path / name / "added.conf").touch()
    assert undo_files.files(wanted, [], everything=False) == []
    assert sorted(path.name for path in tmp_path.rglob("*.conf")) == ["added.conf"]
    assert not (tmp_path / "ssh" / "added.conf").exists()
    assert undo_files.files(wanted, []) == []
    assert seen.paths() == wanted


def test_content_that_was_not_kept_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "CONTENT", (str(tmp_path),))
    (tmp_path / "file").write_text("one")
    wanted = seen.paths()
    (tmp_path / "file").write_text("two")
    assert undo_files.files(wanted, [str(tmp_path / "nowhere")]) == [f"{tmp_path}/file: its content was not kept"]
    assert (tmp_path / "file").read_text() == "two"


def test_modes_go_back_with_what_a_change_of_owner_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MODES", {str(tmp_path): 1})
    (tmp_path / "tool").touch()
    (tmp_path / "tool").chmod(0o4755)
    wanted = seen.modes()
    (tmp_path / "tool").chmod(0o755)
    assert undo_files.modes(wanted) == []
    assert (tmp_path / "tool").stat().st_mode & 0o7777 == 0o4755


HASH, NEWER = "$6$salt$hash", "$y$new$hash"


@pytest.mark.parametrize(
    ("wanted", "present", "expected"),
    [
        ("~", "!" + HASH, HASH),  # a lock of ours goes
        ("!~", HASH, "!" + HASH),
        ("~", NEWER, NEWER),  # whatever password is there stays
        ("*", "!*", "*"),
        ("*", NEWER, NEWER),  # somebody gave it a password since
        ("", "!", ""),
        ("~", "!", "!"),  # the hash is lost: it stays locked
        ("x", "x", "x"),
    ],
)
def test_a_lock_goes_back_and_a_newer_password_stays(wanted: str, present: str, expected: str) -> None:
    assert undo_files.locked(wanted, present) == expected


def test_fields_go_back_lines_of_the_run_go_and_others_stay() -> None:
    present = f"root:!{HASH}:1:1:90:7:::\nadded:*:1::::::\n\nkept:{NEWER}:2:0:90:7:::\n"
    lines = {"root": ["~", "1", "0", "99999", "7", "", "", ""], "kept": ["~", "2", "0", "99999", "7", "", "", ""]}
    assert undo_files.merge(present, lines) == f"root:{HASH}:1:0:99999:7:::\n\nkept:{NEWER}:2:0:99999:7:::\n"


def test_an_account_that_is_gone_comes_back_locked() -> None:
    assert undo_files.merge("", {"u": ["~", "1", "0", "99999", "7", "", "", ""]}) == "u:!:1:0:99999:7:::\n"


def test_a_line_of_which_only_some_fields_are_wanted_stays_whole() -> None:
    line = "u:x:1000:1000::/home/u:/bin/sh\n"
    assert undo_files.merge(line, {"u": ["/bin/bash"]}) == line


FIELD = st.text("abc019/", max_size=5)


@given(st.dictionaries(st.text("abcxyz", min_size=1, max_size=4), st.lists(FIELD, min_size=4, max_size=4), max_size=5))
@settings(max_examples=50)
def test_what_was_read_and_merged_is_the_same_file(accounts: dict[str, list[str]]) -> None:
    text = "".join(":".join([name, HASH, *fields]) + "\n" for name, fields in accounts.items())
    lines = {name: ["~", *fields] for name, fields in accounts.items()}
    assert undo_files.merge(text, lines) == text


def test_mount_options_are_negated_where_they_were_added() -> None:
    before = [["relatime", "rw"], ["rw"]]
    after = [["nodev", "noexec", "nosuid", "relatime", "rw"], ["hidepid=invisible", "rw"]]
    assert list(undo.options(before, after)) == ["hidepid=0", "dev", "exec", "suid"]
    assert list(undo.options(after, before)) == ["hidepid=invisible", "nodev", "noexec", "nosuid"]


SERVICES = """\
Type=notify
Id=ssh.service
ActiveState=active
CanReload=yes
StateChangeTimestampMonotonic=200
ExecMainStartTimestampMonotonic=50

Type=simple
Id=rsyslog.service
ActiveState=active
CanReload=yes
StateChangeTimestampMonotonic=200
ExecMainStartTimestampMonotonic=150

Type=oneshot
Id=nftables.service
ActiveState=active
CanReload=yes
StateChangeTimestampMonotonic=200
ExecMainStartTimestampMonotonic=150

Type=dbus
Id=dbus.service
ActiveState=active
CanReload=yes
StateChangeTimestampMonotonic=200
ExecMainStartTimestampMonotonic=150

Type=simple
Id=cron.service
ActiveState=active
CanReload=no
StateChangeTimestampMonotonic=200
ExecMainStartTimestampMonotonic=50

Type=simple
Id=old.service
ActiveState=active
CanReload=yes
StateChangeTimestampMonotonic=90
ExecMainStartTimestampMonotonic=50
"""


def test_what_was_started_is_restarted_what_was_reloaded_reloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "ran", lambda _: (0, SERVICES))
    assert undo.touched(100) == {"ssh.service": "reload", "rsyslog.service": "restart"}


class Programs:
    """Answers in place of programs, and remembers what was run."""

    def __init__(self, **codes: int) -> None:
        self.codes, self.calls = codes, []  # type: tuple[dict[str, int], list[tuple[str, str]]]

    def __call__(self, argv: list[str], stdin: str = "", seconds: float = 60) -> tuple[int, str]:
        self.calls.append((" ".join(argv), stdin))
        key = "offline" if "--no-download" in argv else argv[0].replace("-", "_")
        return self.codes.get(key, 0), f"{key} said"


@pytest.fixture
def dpkg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "exists", lambda path: path == "/usr/bin/dpkg")
    monkeypatch.setattr(seen, "packages", lambda: {"added": "1", "upgraded": "2"})


@pytest.mark.usefixtures("dpkg")
def test_added_packages_are_purged_without_a_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = Programs()
    monkeypatch.setattr(undo, "ran", programs)
    assert undo.packages({"added": None, "gone-already": None, "upgraded": "1"}) == []
    assert [call for call, _ in programs.calls] == ["dpkg --purge added"]


@pytest.mark.usefixtures("dpkg")
def test_removed_packages_come_from_the_cache_then_the_mirror_in_one_step_with_the_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs = Programs(offline=100)
    monkeypatch.setattr(undo, "ran", programs)
    assert undo.packages({"added": None, "removed": "3"}) == []
    assert len(programs.calls) == 2
    assert all(call.endswith("install removed=3 added-") for call, _ in programs.calls)


@pytest.mark.usefixtures("dpkg")
def test_what_no_mirror_has_is_said_and_the_added_go_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = Programs(offline=100, apt_get=100)
    monkeypatch.setattr(undo, "ran", programs)
    (problem,) = undo.packages({"added": None, "removed": "3"})
    assert problem.endswith("apt_get said")
    assert programs.calls[-1][0] == "dpkg --purge added"


def test_only_tables_that_differ_are_touched_and_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = {"inet filter": "table inet filter { new }\n", "ip nat": "table ip nat {\n}\n", "inet added": "…"}
    programs = Programs()
    monkeypatch.setattr(seen, "tables", lambda: now)
    monkeypatch.setattr(undo, "ran", programs)
    old = "table inet filter { old }\n"
    assert (
        undo.tables(
            {"inet filter": old, "inet added": None, "ip nat": now["ip nat"], "ip gone": "table ip gone {\n}\n"}
        )
        == []
    )
    script = "delete table inet added\ndelete table inet filter\n" + old + "table ip gone {\n}\n"
    assert programs.calls == [("nft -f -", script)]


def test_a_setting_that_cannot_go_back_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "sysctl", lambda: {"kernel/no_such_setting": "1"})
    problems = undo.sysctl({"kernel/no_such_setting": "0", "net/interface/that/left": "1"})
    assert problems == ["sysctl kernel/no_such_setting stays '1' until the next start"]
