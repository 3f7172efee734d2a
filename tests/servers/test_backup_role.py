"""roles/backup on a fresh server with both engines: set up, seen to conform, and every damage becomes a finding."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.lab.fresh import Servers, obstacle, servers
from hfcheck.lab.keys import ssh_key
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT

WHY = obstacle()
pytestmark = pytest.mark.skipif(WHY is not None, reason=str(WHY))
NAME = "b12"
PREPARE = """\
export DEBIAN_FRONTEND=noninteractive
{ apt-get -q update && apt-get -qy install --no-install-recommends postgresql mariadb-server; } >/dev/null
systemctl start postgresql mariadb
runuser -u postgres -- psql -q -c 'CREATE DATABASE fund'
runuser -u postgres -- psql -q -d fund -c "CREATE TABLE accounts AS SELECT n AS id, '职工' || n AS holder
  FROM generate_series(1, 1000) n" -c 'CREATE TABLE loans (id int)'
mariadb -e 'CREATE DATABASE cards; CREATE TABLE cards.issued (id INT); INSERT INTO cards.issued VALUES (1), (2)'
useradd --create-home keeper
install -d -o keeper -m 0700 /home/keeper/.ssh
echo '{key}' >/home/keeper/.ssh/authorized_keys
chown keeper /home/keeper/.ssh/authorized_keys
cat /etc/ssh/ssh_host_ed25519_key.pub
"""
ENGINES = [
    {
        "kind": "postgresql",
        "socket": "/run/postgresql",
        "account": "postgres",
        "logs": "/var/lib/postgresql/archive",
        "settings": "/etc/postgresql/15/main/conf.d",
        "service": "postgresql@15-main.service",
    },
    {
        "kind": "mariadb",
        "socket": "/run/mysqld/mysqld.sock",
        "account": "mysql",
        "logs": "binary",
        "settings": "/etc/mysql/mariadb.conf.d",
        "service": "mariadb.service",
    },
]
PASSWORD = "a password that is only for this test"


class Source:
    """A server with databases, backed up."""

    def __init__(self, fleet: Servers, home: Path) -> None:
        self.fleet, self.home = fleet, home
        (home / "groups.yml").write_text(yaml.safe_dump({"backup_sources": {"hosts": {NAME: None}}}))
        key = ssh_key()
        algorithm, host_key, *_ = self.root(PREPARE.replace("{key}", key.public)).split()
        offsite = {"user": "keeper", "host": "127.0.0.1", "path": "repository", "host_key": f"{algorithm} {host_key}"}
        variables = {
            "backup_engines": ENGINES,
            "backup_paths": ["/etc"],
            "backup_restart_allowed": True,
            "backup_offsite": offsite,
            "backup_password": PASSWORD,
            "backup_offsite_key": key.private,
            "backup_subset": "100%",
        }
        (home / "variables.yml").write_text(yaml.safe_dump(variables))

    def play(self, playbook: str, *words: str) -> subprocess.CompletedProcess[str]:
        inventories = (f"--inventory={self.fleet.inventory}", f"--inventory={self.home / 'groups.yml'}")
        command = ["ansible-playbook", *inventories, f"--extra-vars=@{self.home / 'variables.yml'}", *words]
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
            "HFCHECK_DATA": str(self.home / "data"),
            "MOLECULE_SCENARIO_NAME": "backup",
        }
        return subprocess.run(
            [*command, str(PROJECT / playbook)], env=environment, capture_output=True, text=True, check=False
        )

    def root(self, script: str, code: int = 0) -> str:
        done = self.fleet.console(NAME, ["sh", "-eu"], stdin=script)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def found(self) -> dict[str, tuple[str, Any]]:
        """Check → verdict and value, as an inspection sees them now; those that conform are left out."""
        seen = self.play(".config/molecule/inspect.yml")
        assert seen.returncode == 0, seen.stdout + seen.stderr
        with Reader.open(self.home / "data/ledger.db") as ledger:
            run = next(ledger.runs(newest_first=True)).event["run"]
            events = [entry.event for entry in ledger.troubles(str(run))]
        return {str(one["check"]): (str(one["verdict"]), one.get("offending", one.get("detail"))) for one in events}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    home = tmp_path_factory.mktemp("backup")
    with servers(home / "room", {NAME: "bookworm"}) as fleet:
        yield Source(fleet, home)


def changed(done: subprocess.CompletedProcess[str]) -> int:
    assert done.returncode == 0, done.stdout + done.stderr
    return int(re.findall(rf"{NAME} .*changed=(\d+)", done.stdout)[0])


def test_a_dry_run_of_a_fresh_server_changes_nothing_and_no_database_is_restarted_unasked(source):
    assert changed(source.play("playbooks/set_up_backup.yml", "--check")) > 0
    source.root("ls /etc/hfcheck-backup /usr/local/sbin/hfcheck-backup", code=2)
    refused = source.play("playbooks/set_up_backup.yml", '--extra-vars={"backup_restart_allowed": false}')
    assert refused.returncode == 2
    assert "restart postgresql@15-main.service at a good hour" in refused.stdout


def test_it_is_set_up_and_every_job_was_seen_to_work(source):
    assert changed(source.play("playbooks/set_up_backup.yml")) > 0
    timers = source.root("systemctl list-timers --no-legend 'hfcheck-backup-*'")
    assert len(timers.splitlines()) == 7
    assert source.found() == {}


def test_a_second_run_and_a_dry_run_change_nothing(source):
    assert changed(source.play("playbooks/set_up_backup.yml", "--check", "--diff")) == 0
    assert changed(source.play("playbooks/set_up_backup.yml")) == 0


def test_secrets_are_for_root_alone_and_in_nothing_else(source):
    assert set(source.root("cd /etc/hfcheck-backup; stat -c '%U %a' password key").splitlines()) == {"root 600"}
    assert PASSWORD not in source.root(
        "cat /etc/hfcheck-backup/plan.json /etc/systemd/system/hfcheck-backup*; journalctl"
    )
    kept = source.root(
        "restic -r /var/backups/hfcheck --password-file /etc/hfcheck-backup/password --no-cache ls latest --tag dump"
    )
    assert "/etc/hfcheck-backup/plan.json" in kept
    assert "/etc/hfcheck-backup/key" not in kept.splitlines()
    assert "/etc/hfcheck-backup/password" not in kept.splitlines()


def test_a_table_that_is_gone_is_a_finding(source):
    source.root("runuser -u postgres -- psql -q -d fund -c 'DROP TABLE loans'; systemctl start hfcheck-backup@dump")
    assert source.found() == {"backup.tables_gone": ("deviates", 1)}
    source.root("systemctl start hfcheck-backup@dump")
    assert source.found() == {}


def test_a_stopped_timer_is_a_finding(source):
    source.root("systemctl stop hfcheck-backup-dump.timer")
    assert source.found() == {"backup.timers": ("deviates", ["dump"])}
    assert changed(source.play("playbooks/set_up_backup.yml")) == 1
    assert source.found() == {}


def test_a_damaged_repository_is_a_finding(source):
    source.root(
        """
find /var/backups/hfcheck/data -type f -size +4k -exec chmod u+w {} +
for pack in $(find /var/backups/hfcheck/data -type f -size +4k); do
  printf 'damage' | dd of="$pack" bs=1 seek=2000 conv=notrunc status=none
done
rm -rf /var/lib/hfcheck-backup/work/cache
systemctl start hfcheck-backup@check && exit 1
systemctl start hfcheck-backup@drill && exit 1
systemctl start hfcheck-backup@drill_offsite
"""
    )
    found = source.found()
    assert found["backup.failed"] == ("deviates", ["check", "drill"])
    assert set(found) <= {"backup.failed", "backup.different"}
