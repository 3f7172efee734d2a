"""restore_backup and export_business_data on a server with databases: rehearsed, killed, taken up, recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.runbook_story import Desk, rehearsed
from tests.servers.test_backup_role import NAME, WHY, Source, changed, servers

pytestmark = pytest.mark.skipif(WHY is not None, reason=str(WHY))
STATE = (
    "find /etc/systemd /srv /var/backups /var/lib/hfcheck-backup/state -printf '%p %s %m %T@\n' | sort; "
    "systemctl list-timers --all --no-legend 'hfcheck-backup-*' | awk '{print $(NF-1)}' | sort; "
    "runuser -u postgres -- psql -Atc 'SELECT datname FROM pg_database ORDER BY 1'"
)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    home = tmp_path_factory.mktemp("backup")
    with servers(home / "room", {NAME: "bookworm"}) as fleet:
        made = Source(fleet, home)
        assert changed(made.play("playbooks/set_up_backup.yml")) > 0
        yield made


@pytest.fixture
def desk(source: Source, tmp_path: Path) -> Desk:
    """A desk whose inventory has the server among the sources of backups, with what it declares."""
    known = yaml.safe_load(Path(source.fleet.inventory).read_text(encoding="utf-8"))
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump(known | {"backup_sources": {"hosts": {NAME: None}}}), encoding="utf-8")
    variables = yaml.safe_load((source.home / "variables.yml").read_text(encoding="utf-8"))
    return Desk(tmp_path / "data", inventory, variables | {"hfcheck_become": True})


def entry(desk: Desk, name: str, incident: str) -> dict[str, Any]:
    (found,) = desk.entries(name)
    assert (found["outcome"], found["incident"], found["hosts"]) == ("mended", incident, [NAME])
    return found


def done_steps(desk: Desk, name: str, incident: str) -> list[str]:
    return [line["step"] for line in desk.lines(name, incident) if line["what"] == "done"]


def test_a_backup_that_failed_and_stands_still_is_brought_back(source: Source, desk: Desk) -> None:
    source.root("systemctl stop hfcheck-backup-dump.timer postgresql; systemctl start hfcheck-backup@dump || :")
    source.root("systemctl start postgresql")
    before = source.root(STATE)
    rehearsed(desk, "restore_backup", restore_decision="rerun")
    assert source.root(STATE) == before
    refused = desk.play("restore_backup")
    assert refused.returncode != 0
    assert "-e restore_decision=" in refused.stdout
    incident = desk.state()
    desk.killed_after("restore_backup", "done", incident=incident, restore_decision="rerun")
    done = desk.play("restore_backup", runbook_incident=incident, restore_decision="rerun")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(done_steps(desk, "restore_backup", incident)) == ["run_job dump"]
    assert "需要重做的作业" not in json.dumps(entry(desk, "restore_backup", incident)["notes"], ensure_ascii=False)
    assert source.found() == {}


def test_a_database_comes_back_beside_the_one_that_is_there(source: Source, desk: Desk) -> None:
    chosen = {"restore_decision": "beside", "restore_database": "postgresql/fund", "restore_as": "fund_yesterday"}
    rehearsed(desk, "restore_backup", **chosen)
    incident = desk.state()
    desk.killed_after("restore_backup", "done", incident=incident, **chosen)
    done = desk.play("restore_backup", runbook_incident=incident, **chosen)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done_steps(desk, "restore_backup", incident) == ["restore_beside"]
    assert '"different": 0' in json.dumps(entry(desk, "restore_backup", incident)["notes"]).replace('\\"', '"')
    count = "runuser -u postgres -- psql -At -d fund_yesterday -c 'SELECT count(*) FROM accounts'"
    assert source.root(count).strip() == "1000"


def test_an_export_is_confirmed_proved_reported_and_recorded(source: Source, desk: Desk) -> None:
    chosen = {"export_directory": "/srv/export"}
    before = source.root(STATE)
    rehearsed(desk, "export_business_data", **chosen)
    assert source.root(STATE) == before
    refused = desk.play("export_business_data", **chosen)
    assert refused.returncode != 0
    assert "-e confirm_export=" in refused.stdout
    incident = desk.state()
    confirmed = chosen | {"confirm_export": NAME}
    desk.killed_after("export_business_data", "done", incident=incident, **confirmed)
    done = desk.play("export_business_data", runbook_incident=incident, **confirmed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done_steps(desk, "export_business_data", incident) == ["export_data"]
    found = json.loads((desk.data / f"exports/{NAME}/export.json").read_text(encoding="utf-8"))
    assert (found["ok"], found["different"]) == (True, 0)
    assert found["databases"]["mariadb/cards"]["tables"]["issued"][0] == 2
    papers = {path.suffix for path in desk.data.rglob("consistency.*")}
    assert papers == {".html", ".pdf", ".xlsx", ".docx"}
    assert any("consistency.pdf" in note for note in entry(desk, "export_business_data", incident)["notes"])
    assert source.root("stat -c %a /srv/export").strip() == "700"
