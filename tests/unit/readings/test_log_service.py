from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.model import NotSeen
from tests.unit.readings.planted import SHELLS, answers, plant, run

FILES = {
    "/etc/rsyslog.conf": "# *.* @@10.99.0.1:514\n*.*\t@@10.30.0.9:514\nauth.* @(z9)[2001:db8::9]:514;Form\n*.* /x\n",
    "/etc/rsyslog.d/db.conf": (
        'action(type="ommysql" server="db" uid="u" pwd="t0ps3cret")\n'
        'action(type="omfwd"\n       target="log.example.test" port="6514")\n'
    ),
    "/etc/logrotate.conf": "weekly\nrotate 4\ninclude /etc/logrotate.d\n",
    "/etc/logrotate.d/rsyslog": (
        "/var/log/syslog\n/var/log/mail.log\n{\n\trotate 200\n\tdaily\n\tpostrotate\n\t\techo yearly\n\tendscript\n}\n"
    ),
    "/etc/logrotate.d/secure": "/var/log/secure { monthly\n rotate 12\n}\n",
    "/etc/logrotate.d/audit": "# daily\n/var/log/audit/audit.log {\n  maxage 10\n}\n",
    "/proc/1/status": "Name:\tsystemd\nNSpid:\t1\n",
    "/proc/9/status": "Name:\trsyslogd\nNSpid:\t9\n",
    "/proc/10/status": "Name:\tsyslog-ng\nNSpid:\t10\t2\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_targets_collectors_and_days(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "log_service", tmp_path) == {
        "collecting": True,
        "collectors": ["rsyslogd"],
        "remote_targets": ["10.30.0.9", "2001:db8::9", "log.example.test"],
        "retention_days": {"/var/log/audit/audit.log": 10, "/var/log/syslog": 200, "/var/log/secure": 360},
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_passwords_of_the_configuration_stay_on_the_target(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert "t0ps3cret" not in run(shell, "log_service", tmp_path).stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_a_log_rotated_by_size_has_no_days(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES | {"/etc/logrotate.d/secure": "/var/log/secure {\n  size 100M\n}\n"})
    assert isinstance(answers(shell, "log_service", tmp_path)["retention_days"], NotSeen)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_host_that_logs_nothing_is_seen_as_such(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/proc/1/status": "Name:\tinit\n"})
    assert answers(shell, "log_service", tmp_path)["collecting"] is False
