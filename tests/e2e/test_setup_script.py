"""The set-up names what is missing, and is done once. It runs in a copy, where no package manager and no index is."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hfcheck.station import PROJECT

TOOLS = ("cat", "cut", "dirname", "grep", "id", "mktemp", "rm", "sh", "sha256sum", "tail")


@pytest.fixture
def clone(tmp_path):
    """The set-up's own files in a directory, and beside it a directory of programs to find."""
    here = tmp_path / "a clone"
    (here / "scripts").mkdir(parents=True)
    shutil.copy(PROJECT / "scripts/setup.sh", here / "scripts")
    shutil.copytree(PROJECT / "locks", here / "locks")
    shutil.copy(PROJECT / "pyproject.toml", here)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or "/nowhere")
    return here


def setup(clone, what="runtime"):
    """One call that finds nothing but the programs beside the clone."""
    script = (clone / "scripts/setup.sh").read_text().replace("PATH=$PATH:/usr/sbin:/sbin", "")
    environment = {"PATH": str(clone.parent / "bin"), "HOME": str(clone)}
    return subprocess.run(
        ["/bin/sh", "-c", script, str(clone / "scripts/setup.sh"), what],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def furnish(clone, what="runtime", place=None):
    """An environment as a finished set-up leaves it, made for `place`."""
    programs = clone / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "pip").write_text(f"#!{place or clone}/.venv/bin/python\n")
    locked = (clone / f"locks/{what}.txt").read_bytes() + (clone / "pyproject.toml").read_bytes()
    (clone / f".venv/.installed-{what}").write_text(hashlib.sha256(locked).hexdigest() + "\n")


def offer(clone, name, script):
    """Let the set-up find a program."""
    path = clone.parent / "bin" / name
    path.write_text(script)
    path.chmod(0o755)


def test_a_finished_set_up_says_and_does_nothing(clone):
    furnish(clone)
    for name in ("ssh", "systemd-nspawn"):
        offer(clone, name, "#!/bin/sh\n")
    done = setup(clone)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_the_tests_need_holds_all_that_an_inspection_needs(clone):
    furnish(clone, "develop")
    offer(clone, "ssh", "#!/bin/sh\n")
    assert setup(clone).returncode == 0
    runtime, develop = (
        {line.split()[0] for line in (clone / f"locks/{name}.txt").read_text().splitlines() if "==" in line}
        for name in ("runtime", "develop")
    )
    assert runtime < develop


def test_a_missing_program_is_named_with_its_remedy_and_what_is_left_out(clone):
    furnish(clone)
    done = setup(clone)
    wanted = "openssh-client" + (" systemd-container" if os.geteuid() == 0 else "")
    assert done.returncode == 0
    assert done.stderr.startswith(
        f"setup: missing: {wanted} (as root: apt-get install {wanted}), so this is left out: inspecting anything"
    )
    assert len(done.stderr.splitlines()) == 1


def test_without_python_nothing_runs(clone):
    done = setup(clone)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == (
        "setup: Python 3.11 to 3.13 is missing (as root: apt-get install python3 python3-venv); nothing runs without it"
    )


def test_a_python_that_is_too_old_counts_as_none(clone):
    offer(clone, "python3", "#!/bin/sh\nexit 1\n")
    assert "Python 3.11 to 3.13 is missing" in setup(clone).stderr


def test_without_venv_its_package_is_named(clone):
    offer(clone, "python3", f'#!/bin/sh\ncase $2 in *ensurepip*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n')
    done = setup(clone)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == (
        "setup: Python's venv is missing (as root: apt-get install python3-venv); nothing runs without it"
    )


def test_the_environment_of_another_place_is_not_used(clone):
    furnish(clone, place="/elsewhere")
    assert setup(clone).returncode == 3
    assert not (clone / ".venv").exists()


def test_an_unknown_set_is_refused(clone):
    done = setup(clone, "everything")
    assert (done.returncode, done.stderr) == (
        3,
        "setup: expected one of runtime, develop, bench, found 'everything'\n",
    )


def test_the_locks_carry_hashes_and_no_addresses():
    for lock in (PROJECT / "locks").glob("*.txt"):
        text = Path(lock).read_text()
        assert text.count("==") <= text.count("--hash=sha256:")
        assert "://" not in text
