"""The mains fail: servers are switched off by priority, each level after the one before, until the mains are back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hfcheck.facts_desk import known, record
from hfcheck.lab.fresh import Servers, obstacle, room, servers
from hfcheck.standing import stated
from tests.integration.runbook_story import BY, Desk, rehearsed
from tests.integration.ups_agent import MAINS, Ups, missing, ups

pytestmark = pytest.mark.skipif((obstacle() or missing()) is not None, reason=str(obstacle() or missing()))
NAME, FIRST, SECOND, THIRD = "handle_ups_on_battery", "n12", "n22", "n32"
LEVELS = {FIRST: 1, SECOND: 2, THIRD: 3}
DOWN = {"ups_shutdown_to": "3", "confirm_shutdown": "关机到 3 级"}
STATED = "power_anomaly/mains-1"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with servers(tmp_path_factory.mktemp("room"), dict.fromkeys(LEVELS, "bookworm")) as fleet:
        hosts = fleet.directory / "host_vars"
        hosts.mkdir()
        for name, level in LEVELS.items():
            (hosts / f"{name}.yml").write_text(f"shutdown_priority: {level}\n")
        yield fleet


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Ups]:
    with ups(tmp_path / "ups") as found:
        yield found


@pytest.fixture
def desk(fleet: Servers, tmp_path: Path, source: Ups) -> Desk:
    about = {"ups_address": source.address, "ups_snmp_directory": str(source.directory), "ups_settle_seconds": 1}
    about |= {"ansible_timeout": 5}  # a server that is off is given up sooner
    desk = Desk(tmp_path / "data", fleet.inventory, about)
    now = desk.station.now()
    says = {"name": "市电中断", "system": "mains", "began_at": now.isoformat()}
    record(desk.station, [{"type": "power_anomaly", "subject": "mains-1", "by": BY, "says": says}], now)
    return desk


def on(fleet: Servers) -> list[str]:
    return [name for name in LEVELS if room.console(fleet.directory, name) is not None]


def wait_until_off(fleet: Servers, name: str) -> None:
    deadline = time.monotonic() + 60
    while name in on(fleet):
        assert time.monotonic() < deadline, f"{name} is still on"
        time.sleep(0.1)


def switched_off(desk: Desk) -> list[str]:
    return [line["host"] for line in desk.lines(NAME, STATED) if line["what"] == "done"]


def test_servers_are_switched_off_level_after_level_until_the_mains_are_back(
    fleet: Servers, desk: Desk, source: Ups
) -> None:
    told = rehearsed(desk, NAME, **DOWN).stdout
    assert "UPS 由电池供电，已 90 秒，预计还能供 12 分钟，电量 87%" in told
    assert f"1 级：{FIRST}（在线，登录：" in told
    refused = desk.play(NAME, runbook_incident=STATED, ups_shutdown_to="3")
    assert "-e confirm_shutdown=关机到 3 级" in refused.stdout
    assert on(fleet) == [*LEVELS]
    desk.killed_when(lambda: SECOND in switched_off(desk), NAME, runbook_incident=STATED, **DOWN)
    assert on(fleet) == [SECOND, THIRD], "the second was told before the first was off"
    wait_until_off(fleet, SECOND)
    assert (on(fleet), desk.entries(NAME)) == ([THIRD], [])
    fleet.restart(FIRST, SECOND)
    early = desk.play(NAME, runbook_incident=STATED, ups_shutdown_to="0", ups_mains_back="back")
    assert "市电没有恢复，不能结束处置" in early.stdout
    source.feeds(MAINS)
    done = desk.play(NAME, runbook_incident=STATED, **DOWN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "UPS 由市电供电，3 级不关机" in done.stdout
    assert (on(fleet), switched_off(desk)) == ([*LEVELS], [FIRST, SECOND])
    (entry,) = desk.entries(NAME)
    assert (entry["outcome"], entry["incident"]) == ("mended", STATED)
    assert entry["notes"] == ["决定关机到 3 级；结束时UPS 由市电供电"]
    assert stated(known(desk.station, STATED))["handled_at"]
