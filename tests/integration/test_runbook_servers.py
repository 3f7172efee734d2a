"""The runbooks of servers, on a new one: the fault planted, rehearsed, killed in the middle, taken up, mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.lab.fresh import Servers, obstacle, servers
from hfcheck.station import PROJECT
from tests.integration.runbook_story import Desk, rehearsed

pytestmark = pytest.mark.skipif(obstacle() is not None, reason=str(obstacle()))
NODE = "n12"
DECLARED = yaml.safe_load((PROJECT / ".config/molecule/group_vars/servers.yml").read_text(encoding="utf-8"))
DUMPS = {"path": "/srv/data/dumps", "pattern": "*.dump", "keep_days": 30, "keep_newest": 1}
# What of the server a rehearsal must leave alone: its files, what is mounted, what runs, and its packet filter.
STATE = (
    "find /etc /srv /root /var/lib/dpkg /var/cache/apt/archives -path '*/.ansible*' -prune "
    "-o -printf '%p %s %m %T@\n' | sort; "
    "findmnt -rno TARGET,OPTIONS | grep -v /run/user | sort; "
    "systemctl list-units --plain --no-legend --type=service,timer | grep -Ev 'user|session|timedated' | sort; "
    "nft list ruleset"
)
DEMON = """
import os, time
for _ in range(9):
    if os.fork() == 0:
        os._exit(0)
time.sleep(1e6)
"""


@dataclass(frozen=True)
class Story:
    """One runbook. `plant` and `mended` are shell; `kill`: the line of the journal after which the run is killed.

    `answers` are given to every run, also those that shell `asked` on the server; `confirm` to those that shall act.
    `once`: the steps that are done, and that the second run must not repeat.
    """

    name: str
    plant: str
    mended: str
    answers: dict[str, Any] = field(default_factory=dict)
    confirm: dict[str, Any] = field(default_factory=dict)
    kill: str = "done"
    asked: dict[str, str] = field(default_factory=dict)
    once: tuple[str, ...] = ()


STORIES = [
    Story(
        "free_disk_space",
        "mkdir -p /srv/data && mount -t tmpfs -o size=20m data /srv/data && mkdir /srv/data/dumps && "
        "cd /srv/data/dumps && head -c 18M /dev/zero >old.dump && touch -d '40 days ago' old.dump && touch new.dump",
        "test ! -e /srv/data/dumps/old.dump && test -e /srv/data/dumps/new.dump",
        {"storage_volumes_cleanable": [DUMPS]},
        {"confirm_remove_expired": NODE},
        once=("remove_expired",),
    ),
    Story(
        "restart_failed_service",
        "printf '[Service]\\nExecStart=/bin/sh -c \"test -e /run/mended && exec sleep 1e6\"\\n' "
        ">/etc/systemd/system/portal.service && systemctl daemon-reload && systemctl start portal; sleep 0.5; "
        "systemctl is-failed portal && touch /run/mended",
        "systemctl is-active portal",
        {"service_state_services": ["portal.service"], "service_state_enabled_states": ["static"]},
        {"restart_decision": "restart"},
        once=("restart_unit portal.service",),
    ),
    Story(
        "mount_missing_volume",
        "mkdir -p /srv/share && echo 'share /srv/share tmpfs size=1m 0 0' >>/etc/fstab",
        "mountpoint -q /srv/share",
        {},
        {"mount_decision": "mount"},
        once=("mount /srv/share",),
    ),
    Story(
        "relieve_system_load",
        f"printf %s '{DEMON}' >/srv/demon.py && systemd-run -q python3 /srv/demon.py; sleep 1; "
        "pgrep -f '^[^ ]*python3 /srv/demon.py' | head -n 1 >/srv/pid; test $(ps -eo stat | grep -c ^Z) -gt 5 "
        "|| systemctl status; test $(ps -eo stat | grep -c ^Z) -gt 5",
        "test $(ps -eo stat | grep -c ^Z) -lt 5",
        {"relieve_system_load_tries": 2, "system_load_load_1": 1000, "system_load_load_5": 1000}
        | {"system_load_load_15": 1000, "system_load_pressure": 100, "system_load_memory_available": 1}
        | {"system_load_swap_used": 100, "system_load_stuck": None},
        {"confirm_stop_process": NODE},
        once=("stop_process",),
        asked={"relieve_process": "cat /srv/pid"},
    ),
    Story(
        "install_updates",
        "touch -d '30 days ago' /var/lib/apt/lists /var/lib/apt/lists/* /var/lib/apt/periodic 2>/dev/null; true",
        "find /var/lib/apt/lists -maxdepth 1 -newermt '-1 hour' | grep -q .",
        {"updates_pending_security": None, "updates_automatic": None, "updates_reboot_required": None}
        | {"updates_kernel_is_newest": None, "updates_automatic_reboot": None, "updates_last_change_age": None},
        {"updates_decision": "install"},
        once=("install_updates",),
    ),
    Story(
        "restore_expected_state",
        "echo 'Debian of the housing fund, come in' >/etc/issue",
        "! grep -q 'come in' /etc/issue",
        DECLARED | {"restore_only": "banners", "hardening_minutes": 5},
        {"restore_decision": "apply"},
        kill="answer",
    ),
    Story(
        "support_security_check",
        "true",
        "",
        {
            "time_sync_synchronised": None,
            "logging_collecting": None,
            "security_check_scope": "市公安局，网安检字 12 号",
        },
        {"security_check_settled": "done"},
        once=("verify_ledger",),
    ),
    Story(
        "isolate_host",
        "true",
        "nft list table inet hfcheck_isolation && systemctl is-enabled hfcheck-isolation",
        {},
        {"confirm_isolation": NODE},
        once=("keep_scene", "isolate"),
    ),
]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Any:
    prepare = "apt-get -q update >/dev/null && apt-get -qy install --no-install-recommends nftables procps >/dev/null"
    with servers(tmp_path_factory.mktemp("room"), {NODE: "bookworm"}, prepare) as fleet:
        yield fleet


@pytest.fixture
def desk(fleet: Servers, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data", fleet.inventory, {})


def shell(fleet: Servers, script: str) -> str:
    done = fleet.console(NODE, ["sh", "-c", script])
    assert done.returncode == 0, f"{script}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_fault_is_mended_by_a_run_that_was_killed_in_the_middle(fleet: Servers, desk: Desk, story: Story) -> None:
    try:
        shell(fleet, story.plant)
        answers = story.answers | {name: shell(fleet, asked).strip() for name, asked in story.asked.items()}
        before = shell(fleet, STATE)
        rehearsed(desk, story.name, **answers, **story.confirm)
        assert shell(fleet, STATE) == before
        assert not story.mended or fleet.console(NODE, ["sh", "-c", story.mended]).returncode != 0
        refused = desk.play(story.name, **answers)
        assert refused.returncode != 0
        assert f"-e {next(iter(story.confirm))}=" in refused.stdout
        incident = desk.state()
        desk.killed_after(story.name, story.kill, incident=incident, **answers, **story.confirm)
        assert desk.entries(story.name) == []
        done = desk.play(story.name, runbook_incident=incident, **answers, **story.confirm)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{desk.lines(story.name, incident)[-2:]}"
        shell(fleet, story.mended)
    finally:
        fleet.reset()
    steps = [line["step"] for line in desk.lines(story.name, incident) if line["what"] == "done"]
    assert sorted(steps) == sorted(story.once)
    (entry,) = desk.entries(story.name)
    assert (entry["outcome"], entry["incident"], entry["hosts"]) == ("mended", incident, [NODE])
    said = [event["says"] for event in desk.events() if event["type"] == "fault"]
    assert {"restored_at"} | ({"acted_at"} if story.once else set()) <= said[-1].keys()
