from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.readings.planted import SHELLS, answers, plant

FILES = {
    "/var/log/syslog": (
        "2026-11-23T21:11:01.5+00:00 app01 hfcheck-heartbeat: 1111111111111111\n"
        "2026-11-23T22:11:01.5+00:00 app01 hfcheck-heartbeat[7]: 2222222222222222\n"
        "2026-11-23T22:12:00.0+00:00 app01 sudo: hfcheck-heartbeat: 3333333333333333\n"
    ),
    "/var/log/remote/db01/system.log": "2026-11-23T22:11:02.5+00:00 db01 hfcheck-heartbeat 4444444444444444\n",
    "/var/log/remote/ops01/system.log": "2026-11-23T22:11:02.5+00:00 ops01 sshd[1]: hello\n",
    "/var/log/remote/mid01/system.log.1": "2026-11-23T20:11:02.5+00:00 mid01 hfcheck-heartbeat 5555555555555555\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_last_line_of_this_host_and_of_each_sender(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    received = str(tmp_path / "var/log/remote")
    assert answers(shell, "heartbeat", tmp_path, received, "db01", "ops01", "mid01", "app02") == {
        "sent": "2026-11-24T06:11:01.500000+08:00",
        "nonce": "2222222222222222",
        "arrived": {"db01": "2026-11-24T06:11:02.500000+08:00", "mid01": "2026-11-24T04:11:02.500000+08:00"},
        "nonces": {"db01": "4444444444444444", "mid01": "5555555555555555"},
        "silent": ["ops01", "app02"],
    }
