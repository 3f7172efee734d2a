"""The way back meets a disk that is full: it says what it could not put back, loses nothing, and goes on later.

Each story is played in a child with mounts of its own: a file system of one MiB for the files, another one for what
the trial keeps. Programs are not run, and nothing but these files is looked at.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hfcheck.target import kept, session, trial, undo
from hfcheck.target import snapshot as seen
from hfcheck.target.private import NEW_MOUNTS, PRIVATE, REC, apart, mount, unshare

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounts of its own need root")
FULL = "No space left on device"
BIG = b"before" * 50_000


class World:
    """A machine that has a few files, on small disks."""

    def __init__(self, place: Path) -> None:
        self.disk, self.trials = place / "disk", place / "trials"
        self.etc, self.put_back = self.disk / "etc", 0
        unshare(NEW_MOUNTS)
        mount("none", "/", "none", REC | PRIVATE)
        for path in (self.disk, self.trials):
            path.mkdir()
            mount("none", str(path), "tmpfs", 0, "size=1m")
        self._alone(place)
        self.etc.mkdir()
        (self.etc / "big").write_bytes(BIG)
        (self.etc / "small").write_text("before")

    def _alone(self, place: Path) -> None:
        for name in ("modes", "accounts", "packages", "units", "sysctl", "tables", "mounts"):
            seen.LOOKS[name] = dict
            setattr(seen, name, dict)
        seen.CONTENT = (str(self.etc),)
        kept.ROOT, kept.RESERVE, trial.SPACE = str(self.trials), 4096, 0
        trial.BOOT_UNIT, trial.BOOT_WANTED = str(place / "units/boot"), str(place / "units/wants/boot")
        trial.ran = undo.ran = lambda *_, **__: (0, "1")
        session.above = list
        session.check_new = lambda _: None
        access = undo.access
        undo.access = lambda *words: self._count() or access(*words)

    def _count(self) -> None:
        self.put_back += 1

    def ask(self, *words: str) -> dict[str, Any]:
        """What the trial answers."""
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            code = trial.main(list(words))
        answer: dict[str, Any] = json.loads(told.getvalue())
        assert code == ("refused" in answer)
        return answer

    def begin(self) -> None:
        assert self.ask("begin", "r1", "600")["stage"] == "begun"

    def apply(self) -> None:
        (self.etc / "big").unlink()
        (self.etc / "small").write_text("after!")

    def confirmed(self) -> None:
        self.begin()
        self.apply()
        assert self.ask("confirm", "r1")["stage"] == "confirmed"

    def fill(self, disk: Path) -> None:
        """Not a byte is left."""
        file = os.open(disk / "filler", os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while os.write(file, b"x" * 4096):
                pass
        os.close(file)

    def empty(self, disk: Path) -> None:
        (disk / "filler").unlink()

    def is_back(self) -> bool:
        return (self.etc / "big").read_bytes() == BIG and (self.etc / "small").read_text() == "before"

    def names(self) -> list[str]:
        return sorted(path.name for path in self.etc.iterdir())


def played(tmp_path: Path, story: Callable[[World], None]) -> None:
    def inside() -> dict[str, Any]:
        story(World(tmp_path))
        return {}

    apart(inside, 30)


def test_a_file_without_room_is_named_and_comes_back_when_there_is_room(tmp_path: Path) -> None:
    def story(world: World) -> None:
        world.begin()
        world.apply()
        world.fill(world.disk)
        answer = world.ask("revert", "r1", "--by=timer")
        assert (answer["stage"], answer["left"]) == ("reverted", {"paths": [f"{world.etc}/big", f"{world.etc}/small"]})
        assert answer["problems"] == [f"{world.etc}/big: {FULL}", f"{world.etc}/small: {FULL}"]
        assert world.names() == ["small"], "half of a file is left"
        assert world.ask("status")["open"] == "r1", "nobody would try again"
        assert world.ask("revert", "r1", "--by=timer")["left"] == answer["left"]
        assert world.put_back == 1, "services were restarted though nothing had changed"
        assert world.ask("restore", "r1")["refused"] == "the run r1 is still being taken back by itself"
        world.empty(world.disk)
        answer = world.ask("revert", "r1", "--by=timer")
        assert (answer["left"], answer["problems"], world.put_back) == ({}, [], 2)
        assert world.is_back()
        assert world.ask("status")["open"] == ""

    played(tmp_path, story)


def test_what_did_not_come_back_in_time_comes_back_on_request(tmp_path: Path) -> None:
    def story(world: World) -> None:
        world.begin()
        world.apply()
        world.fill(world.disk)
        trial.WAIT_SECONDS = -1000
        assert len(world.ask("revert", "r1", "--by=timer")["left"]["paths"]) == 2
        assert world.ask("status")["open"] == ""
        world.empty(world.disk)
        answer = world.ask("restore", "r1")
        assert (answer["stage"], answer["left"], answer["problems"]) == ("restored", {}, [])
        assert world.is_back()

    played(tmp_path, story)


def test_a_restore_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def story(world: World) -> None:
        world.confirmed()
        world.fill(world.disk)
        answer = world.ask("restore", "r1")
        assert (answer["stage"], answer["left"]) == ("restored", {"paths": [f"{world.etc}/big", f"{world.etc}/small"]})
        assert f"{world.etc}/big: {FULL}" in answer["problems"]
        world.empty(world.disk)
        assert world.ask("restore", "r1", "--dry")["todo"] == answer["left"]
        assert (world.ask("restore", "r1")["left"], world.is_back()) == ({}, True)
        assert world.ask("restore", "r1") == {"refused": "the run r1 is restored"}

    played(tmp_path, story)


def test_a_restore_that_cannot_keep_what_is_there_does_nothing(tmp_path: Path) -> None:
    def story(world: World) -> None:
        world.confirmed()
        (world.etc / "another").write_bytes(BIG[::-1])
        world.fill(world.trials)
        before = world.names()
        assert world.ask("restore", "r1")["refused"].endswith(FULL)
        assert world.names() == before
        world.empty(world.trials)
        assert (world.ask("restore", "r1")["left"], world.is_back()) == ({}, True)

    played(tmp_path, story)


def test_the_reserve_lets_the_way_back_be_written_down(tmp_path: Path) -> None:
    def story(world: World) -> None:
        world.begin()
        world.apply()
        world.fill(world.trials)
        answer = world.ask("revert", "r1", "--by=timer")
        assert (answer["stage"], answer["left"]) == ("reverted", {})
        assert world.ask("status")["runs"] == [answer]

    played(tmp_path, story)


def test_a_way_back_that_cannot_be_written_down_says_so_and_comes_once_more(tmp_path: Path) -> None:
    def story(world: World) -> None:
        kept.RESERVE = 1
        world.begin()
        world.apply()
        kept.release("r1")
        world.fill(world.trials)
        said = world.ask("revert", "r1", "--by=timer")["refused"]
        assert said.startswith("the run r1 was taken back at ")
        assert said.endswith(f"(timer), but that is not written down: {FULL}")
        assert world.is_back()
        assert world.ask("status")["open"] == "r1"
        world.empty(world.trials)
        assert world.ask("revert", "r1", "--by=timer")["stage"] == "reverted"
        assert world.ask("status")["open"] == ""

    played(tmp_path, story)


def test_a_run_that_cannot_be_kept_is_not_begun_and_one_that_cannot_be_confirmed_stays_on_trial(tmp_path: Path) -> None:
    def story(world: World) -> None:
        (world.etc / "more").write_bytes(BIG[::-1])
        kept.RESERVE = 1 << 20
        assert FULL in world.ask("begin", "r1", "600")["refused"]
        assert world.ask("status") == {"open": "", "runs": []}
        assert [path.name for path in world.trials.iterdir()] == ["lock"]
        kept.RESERVE = 4096
        world.begin()
        world.apply()
        world.fill(world.trials)
        assert world.ask("confirm", "r1")["refused"].endswith(FULL)
        assert world.ask("status")["open"] == "r1"
        assert (world.ask("revert", "r1", "--by=timer")["left"], world.is_back()) == ({}, True)

    played(tmp_path, story)
