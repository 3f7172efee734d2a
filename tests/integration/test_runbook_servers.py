"""The runbooks of servers on a newly installed one: the fault planted, rehearsed, killed in the middle, taken up, mended."""

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
    "find /etc /srv /root /var/lib/dpkg /var/cache/apt -path '*/.ansible*' -prune -o -printf '%p %s %m %T@\n' | sort; "
    "findmnt -rno TARGET,OPTIONS | grep -v /run/user | sort; "
    "systemctl list-units --plain --no-legend --type=service,timer --all | grep -Ev 'user|session' | sort; "
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

    `answers` are given to every run, `confirm` to those that shall act. `once`: steps that the second run must not repeat.
    """

    name: str
    plant: str
    mended: str
    answers: dict[str, Any] = field(default_factory=dict)
    confirm: dict[str, Any] = field(default_factory=dict)
    kill: str = "done"
    once: tuple[str, ...] = ()


STORIES = [
    Story(
        "free_disk_space",
        "mkdir -p /srv/data && mount -t tmpfs -o size=20m data /srv/data && mkdir /srv/data/dumps && cd /srv/data/dumps "
        "&& head -c 18M /dev/zero >old.dump && touch -d '40 days ago' old.dump && touch new.dump",
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
        before = shell(fleet, STATE)
        rehearsed(desk, story.name, **story.answers, **story.confirm)
        assert shell(fleet, STATE) == before
        assert fleet.console(NODE, ["sh", "-c", story.mended]).returncode != 0
        refused = desk.play(story.name, **story.answers)
        assert refused.returncode != 0
        assert f"-e {next(iter(story.confirm))}=" in refused.stdout
        incident = desk.state()
        desk.killed_after(story.name, story.kill, incident=incident, **story.answers, **story.confirm)
        assert desk.entries(story.name) == []
        done = desk.play(story.name, runbook_incident=incident, **story.answers, **story.confirm)
        assert done.returncode == 0, done.stdout + done.stderr
        shell(fleet, story.mended)
    finally:
        fleet.reset()
    steps = [line["step"] for line in desk.lines(story.name, incident) if line["what"] == "done"]
    assert sorted(steps) == sorted(story.once)
    (entry,) = desk.entries(story.name)
    assert (entry["outcome"], entry["incident"], entry["hosts"]) == ("mended", incident, [NODE])
    said = [event["says"] for event in desk.events() if event["type"] == "fault"]
    assert {"acted_at", "restored_at", "handling"} <= said[-1].keys()
