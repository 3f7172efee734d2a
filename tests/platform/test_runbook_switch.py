"""The runbook of a switch: rehearsed, refused, killed in the middle, taken up, and found in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hfcheck.lab.pair.room import Room, obstacle
from hfcheck.lab.pair.service import NAMES, holders, pair, start, switch, until
from hfcheck.lab.pair.way_in import way_in
from tests.integration.runbook_story import Desk, rehearsed

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=f"no pair of nodes here: {obstacle()}")

BOOK = "switch_service_node"
EXTRA = {"service_failover_drain_seconds": 20}


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with pair(EXTRA) as found:
        start(found)
        until(lambda: _standby(found), "a standby", found)
        yield found


def _standby(room: Room) -> bool:
    return room.ask("lb02", "grep", "-q", "^BACKUP", "/run/hfcheck-service/state").returncode == 0


def test_a_switch_is_rehearsed_refused_killed_taken_up_and_recorded(room: Room, tmp_path: Path) -> None:
    desk = Desk(tmp_path, way_in(room, EXTRA), {})
    rehearsed(desk, "switch_service_node")
    assert holders(room) == ["lb01"]

    refused = desk.play(BOOK, switch_to="lb03")
    assert refused.returncode != 0
    assert "found ['holder', 'standby'] and lb03" in refused.stdout
    assert holders(room) == ["lb01"]

    desk.killed_after(BOOK, "answer", switch_to="lb02", runbook_anew=True)
    done = desk.play(BOOK)
    assert done.returncode == 0, done.stdout + done.stderr
    assert holders(room) == ["lb02"]
    assert [switch(room, name, "status").split()[0] for name in NAMES] == ["standby", "holder"]
    assert room.run("lb01", "cat", "/run/hfcheck-service/leave") == "0\n"
    assert "expires" not in room.run("lb02", "nft", "list", "set", "ip", "hfcheck_service", "handed_over")
    entry = desk.entries(BOOK)[-1]
    assert entry["outcome"] == "mended"
    assert {*entry["verdicts"]} == {"lb01", "lb02"}
    assert entry["notes"] == ["服务在节点 lb02 上"]
