"""The backup program as its timers start it: a process of its own, with a plan and nothing else made beforehand."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfcheck.target.backup import drill, plan
from hfcheck.target.backup.fingerprint import Difference
from hfcheck.target.backup.restic import DUMP, LOG, Restic
from hfcheck.target.backup.running import ENVIRONMENT, run
from hfcheck.target.backup.units import Manifest

PROJECT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("restic", path=ENVIRONMENT["PATH"]) is None, reason="no restic is here")


@pytest.fixture
def words(tmp_path: Path) -> dict[str, Any]:
    """A plan of files alone, with a place off site; no directory of it is there yet."""
    files, secret = tmp_path / "etc", tmp_path / "etc/secret"
    secret.mkdir(parents=True)
    (files / "settings").write_text("kept\n", encoding="utf-8")
    for name in ("password", "key"):
        (secret / name).write_text("a secret that is only for this test\n", encoding="utf-8")
    place = {"password_file": f"{secret}/password"}
    return {
        "host": "db01",
        "local": {"url": f"{tmp_path}/here", **place},
        "offsite": {"url": f"{tmp_path}/there", **place},
        "engines": [],
        "paths": [str(files)],
        "keep": {"daily": 1, "weekly": 0, "monthly": 0},
        "work": f"{tmp_path}/var/work",
        "state": f"{tmp_path}/var/state",
        "subset": "100%",
        "stale_hours": 26,
        "secrets": [f"{secret}/key"],
    }


def job(directory: Path, words: dict[str, Any], name: str) -> dict[str, Any]:
    """Run a job as systemd does; its answer."""
    file = directory / "plan.json"
    file.write_text(json.dumps(words), encoding="utf-8")
    command = [sys.executable, "-m", "hfcheck.target.backup", "--plan", str(file), name]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60, umask=0o077)
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if answer["ok"] else 1)
    return answer


def test_its_directories_are_its_own_but_servers_of_a_drill_can_come_through(
    tmp_path: Path, words: dict[str, Any]
) -> None:
    assert job(tmp_path, words, "dump")["ok"]
    modes = {name: stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) for name in ("work", "state")}
    assert modes == {"work": 0o711, "state": 0o700}


def test_no_snapshot_holds_a_secret(tmp_path: Path, words: dict[str, Any]) -> None:
    done = job(tmp_path, words, "dump")
    assert done["ok"], done
    listed = run(["restic", "-r", words["local"]["url"], "--password-file", words["local"]["password_file"], "ls",
                  "--no-cache", done["result"]["snapshot"]])  # fmt: skip
    assert f"{tmp_path}/etc/settings" in listed.splitlines()
    assert not {line for line in listed.splitlines() if line.endswith(("/password", "/key"))}


def test_old_snapshots_of_logs_are_let_go_of_off_site_too(tmp_path: Path, words: dict[str, Any]) -> None:
    assert job(tmp_path, words, "dump")["ok"]
    found = plan.load(str(tmp_path / "plan.json"))
    restic = ["restic", "-r", words["local"]["url"], "--password-file", words["local"]["password_file"], "--no-cache"]
    for days in (0, 100):
        when = f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d %H:%M:%S}"
        run([*restic, "backup", "--host", "db01", "--tag", LOG, "--time", when, "--", f"{tmp_path}/etc/settings"])
    assert job(tmp_path, words, "copy")["ok"]
    assert found.offsite is not None
    there = Restic(found, found.offsite)
    assert (len(there.snapshots(LOG)), len(there.snapshots(DUMP))) == (1, 1)


def test_a_drill_that_finds_everything_changed_leaves_a_state_that_is_read_whole() -> None:
    digest = "9" * 64
    found = [Difference("mariadb/" + "表" * 64, "表" * 64, "content", digest, digest) for _ in range(5000)]
    told = drill.told(Manifest("db01", 0.0, []), found)
    assert told["different"] == 5000
    assert len(json.dumps(told, ensure_ascii=False).encode()) < 16000
