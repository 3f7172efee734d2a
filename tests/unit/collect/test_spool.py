"""The spool: whole files or none, and a run under way is left alone."""

import os
import subprocess
import sys

import pytest

from hfcheck.collect.spool import Spool, write_whole


def test_a_capture_comes_back_under_its_play_and_host(tmp_path):
    spool = Spool.create(tmp_path / "run")
    spool.write_capture("Inspect servers", "db01", {"state": "answered"})
    assert spool.capture("Inspect servers", "db01") == b'{"state":"answered"}'
    assert spool.capture("Inspect channels", "db01") is None
    assert spool.capture("Inspect servers", "db02") is None


@pytest.mark.parametrize("names", [("a/b", "a_b"), ("../../x", ".._.._x"), ("主机", "主机2"), (".hidden", "_hidden")])
def test_no_name_of_a_host_leaves_the_spool_or_meets_another(tmp_path, names):
    spool = Spool.create(tmp_path / "run")
    for name in names:
        spool.write_capture("p", name, {"host": name})
    assert len({spool.capture("p", name) for name in names}) == 2
    assert len(list((tmp_path / "run" / "hosts").iterdir())) == 2


def test_a_write_that_fails_leaves_the_old_content_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "plan.json"
    write_whole(path, b"old")

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_is_created_once(tmp_path):
    Spool.create(tmp_path / "run")
    with pytest.raises(FileExistsError):
        Spool.create(tmp_path / "run")


def test_a_spool_is_held_exactly_as_long_as_its_process_lives(tmp_path):
    spool = Spool.create(tmp_path / "run")
    code = f"from hfcheck.collect.spool import Spool; from pathlib import Path; s = Spool(Path({str(spool.path)!r}))"
    holder = subprocess.Popen(
        [sys.executable, "-c", f"{code}; s.hold(); print('held', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == b"held\n"
    assert spool.held()
    holder.kill()
    holder.wait()
    assert not spool.held()
