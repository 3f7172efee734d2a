import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from bench.judges.node import SCRIPTS, packed
from bench.judges.runners import SETTINGS, runners, tracked
from bench.judges.verdicts import READINGS
from hfcheck.errors import InputError


def test_repositories_are_asked_only_where_a_path_to_them_is_given() -> None:
    packaged = runners(None, None)
    assert not {"debian_cis.txt", "kernel_checker.json"} & set(packaged)
    everything = runners(Path("one"), Path("two"))
    assert set(everything) | {"packages.txt"} == set(READINGS), "whatever is asked is read, and the other way round"


def test_a_clone_gives_what_its_newest_commit_has(tmp_path: Path) -> None:
    commit = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "one"]
    (tmp_path / "kept").write_text("yes\n")
    for words in (["git", "init", "-q"], ["git", "add", "kept"], commit):
        subprocess.run(words, cwd=tmp_path, check=True)
    (tmp_path / "stray").write_text("no\n")
    with tarfile.open(fileobj=io.BytesIO(tracked(tmp_path))) as archive:
        assert [entry.name for entry in archive if entry.isfile()] == ["kept"]


def test_what_is_no_clone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a git clone in"):
        tracked(tmp_path / "nowhere")


def test_files_are_packed_as_they_are() -> None:
    with tarfile.open(fileobj=io.BytesIO(packed({"a/b": b"c\n"}))) as archive:
        member = archive.extractfile("a/b")
        assert member is not None
        assert member.read() == b"c\n"


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_posix(script: Path) -> None:
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert script.read_text().startswith("#!/bin/sh\n")


def test_settings_are_read_as_sysctl_reads_them() -> None:
    declared = "# file\n; note\n-kernel.a=1\nnet.ipv4.b = 1 2\n\nfs.c =  x\n"
    _, _, program = SETTINGS.partition(" | ")
    done = subprocess.run(["sh", "-c", program], input=declared, capture_output=True, text=True, check=True)
    assert done.stdout == "kernel.a = 1\nnet.ipv4.b = 1 2\nfs.c = x\n"
