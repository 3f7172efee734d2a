from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.model import NotApplicable
from tests.unit.readings.planted import SHELLS, answers, plant, run

FILES = {
    "/etc/crontab": "SHELL=/bin/sh\nPGPASSWORD = t0ps3cret\n17 * * * * root cd / && run-parts /etc/cron.hourly\n",
    "/etc/cron.d/backup": "15 2 * * * ops /usr/bin/backup --password=t0ps3cret\n@daily ops nice /opt/job k3y\n",
    "/etc/cron.daily/clean up": "#!/bin/sh\n",
    "/var/spool/cron/crontabs/lisi": "*/5 * * * * mysqldump -pt0ps3cret db\n",
    "/proc/7/status": "Name:\tcron\nNSpid:\t7\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_jobs_are_named_without_their_arguments(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    output = run(shell, "cron", tmp_path)
    assert [word for word in ("t0ps3cret", "k3y") if word in output.stdout + output.stderr] == []
    # A test may run as a plain user on a target with systemd or without; cron's own values depend on neither.
    assert answers(shell, "cron", tmp_path)["jobs"] == [
        "/etc/cron.d/backup ops /opt/job",
        "/etc/cron.d/backup ops /usr/bin/backup",
        "/etc/cron.daily root /etc/cron.daily/clean up",
        "/etc/crontab root /etc/cron.hourly",
        "/var/spool/cron/crontabs lisi mysqldump",
    ]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_daemon_of_a_container_is_not_the_hosts(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "cron", tmp_path)["daemon_active"] is True
    plant(tmp_path, {"/proc/7/status": "Name:\tcron\nNSpid:\t7\t1\n"})
    assert answers(shell, "cron", tmp_path)["daemon_active"] is False


@pytest.mark.parametrize("shell", SHELLS)
def test_without_jobs_and_without_a_daemon_nothing_is_missing(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/proc/7/status": "Name:\tsh\n"})
    assert isinstance(answers(shell, "cron", tmp_path)["daemon_active"], NotApplicable)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_file_that_others_may_write_is_named(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    for path in tmp_path.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "etc/cron.daily/clean up").chmod(0o664)
    assert "/etc/cron.daily/clean up" in str(answers(shell, "cron", tmp_path)["loose_files"])
    assert "lisi" not in str(answers(shell, "cron", tmp_path)["loose_files"])
