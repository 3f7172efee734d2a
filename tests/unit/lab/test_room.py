"""The processes of a lab are found by their command line, and only those of that lab."""

import subprocess
import time
from pathlib import Path

from hfcheck.lab import room

SLEEPER = "#!/bin/sh\nsleep 60\n"


def imitation(tmp_path: Path) -> str:
    script = tmp_path / "copy/hfcheck/lab/scripts/room.sh"
    script.parent.mkdir(parents=True)
    script.write_text(SLEEPER)
    return str(script)


def test_a_room_is_found_stopped_and_told_from_that_of_another_lab(tmp_path):
    lab, other = tmp_path / "lab", tmp_path / "other"
    command = ["sh", imitation(tmp_path), str(lab), "loopback"]
    with subprocess.Popen(command, start_new_session=True) as process:
        while (found := room.room(lab)) is None:
            time.sleep(0.01)
        assert found == process.pid
        assert room.room(other) is None
        assert not room.stop(other)
        assert process.poll() is None
        assert room.stop(lab)
        assert process.wait(5) == -9
    assert room.room(lab) is None
    assert not room.stop(lab)


def test_cgroups_of_two_labs_do_not_meet():
    assert room.cgroup(Path("/a/lab")) != room.cgroup(Path("/b/lab"))
    assert room.cgroup(Path("/a/lab")) == room.cgroup(Path("/a/lab"))
