"""The drivers as NAPALM finds them, against simulated devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import napalm
import pytest
from napalm.base.base import NetworkDriver
from napalm.base.exceptions import CommandErrorException, ConnectionClosedException, ConnectionException

from hfcheck.device.napalm_driver import DisplayDriver
from hfcheck.device.napalm_errors import ChangesRefused, NotSeen, NotSeenInTime, SessionOver, not_seen
from hfcheck.errors import ForbiddenLine
from hfcheck.lab.devices import running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.network.observed import Missing, Outcome
from hfcheck.network.reply import State

DRIVERS = {
    "huawei_vrp": "huawei_vrp",
    "h3c_comware": "h3c_comware",
    "ruijie_os": "ruijie_os",
    "hillstone_stoneos": "hillstone_stoneos",
    "ios": "cisco_ios",
}
COMWARE = {"platform": "h3c_comware", "release": "v7", "hostname": "HH-ACC-1"}
IOS = {"platform": "cisco_ios", "release": "ios", "hostname": "HH-ACC-2"}
TABLES = (
    "get_facts",
    "get_interfaces",
    "get_interfaces_counters",
    "get_interfaces_ip",
    "get_arp_table",
    "get_mac_address_table",
    "get_lldp_neighbors",
    "get_lldp_neighbors_detail",
    "get_vlans",
    "get_environment",
    "get_optics",
    "get_bgp_neighbors",
    "get_ntp_stats",
    "get_config",
)


@contextmanager
def simulated(spec: dict[str, Any], tmp_path: Path, **options: Any) -> Iterator[tuple[Any, Device]]:
    """A driver, not yet open, for a device of this kind, and the device."""
    with running(scene({"devices": {"one": spec}})) as lab:
        known_hosts = tmp_path / "known_hosts"
        known_hosts.write_text(lab.known_hosts)
        device = lab.devices["one"]
        name = next(name for name, platform in DRIVERS.items() if platform == spec["platform"])
        arguments = {"port": device.port, "known_hosts": str(known_hosts)} | options
        driver = napalm.get_network_driver(name)
        yield driver("127.0.0.1", "inspector", "Lab-inspect-1", timeout=10, optional_args=arguments), device


def answers_of(driver: Any) -> dict[str, Any]:
    found = {}
    for name in TABLES:
        try:
            found[name] = getattr(driver, name)()
        except NotSeen as problem:
            found[name] = problem
    return found


@pytest.mark.parametrize(("name", "platform"), DRIVERS.items())
def test_napalm_finds_each_driver(name: str, platform: str) -> None:
    driver = napalm.get_network_driver(name)
    assert issubclass(driver, NetworkDriver)
    assert driver is not DisplayDriver
    assert driver.platform == platform


@pytest.mark.parametrize("spec", [COMWARE, IOS], ids=lambda spec: spec["platform"])
def test_every_getter_answers_in_one_session(spec: dict[str, Any], tmp_path: Path) -> None:
    with simulated(spec, tmp_path) as (driver, device):
        with driver:
            found = answers_of(driver)
            assert driver.is_alive() == {"is_alive": True}
        assert driver.is_alive() == {"is_alive": False}
        assert all(found.values()), [name for name, value in found.items() if not value]
        assert not [problem for problem in found.values() if isinstance(problem, NotSeen)]
        assert {one.session for one in device.received} == {device.received[0].session}


@pytest.mark.parametrize(
    ("platform", "release"),
    [("huawei_vrp", "vrp8"), ("huawei_vrp", "vrp5"), ("ruijie_os", "rgos12"), ("hillstone_stoneos", "stoneos5")],
)
def test_a_getter_answers_or_says_why_not(platform: str, release: str, tmp_path: Path) -> None:
    with simulated({"platform": platform, "release": release, "hostname": "one"}, tmp_path) as (driver, _), driver:
        found = answers_of(driver)
        assert all(found.values())
        assert found["get_facts"]["hostname"] == "one"
        assert found["get_interfaces"].keys() == found["get_interfaces_counters"].keys()
        refused = [name for name, one in found.items() if getattr(one, "state", None) in (State.REJECTED, State.EMPTY)]
        assert refused == []


def test_what_a_comware_switch_tells(tmp_path: Path) -> None:
    with simulated(COMWARE, tmp_path) as (driver, device), driver:
        facts = driver.get_facts()
        assert (facts["vendor"], facts["hostname"]) == ("H3C", "HH-ACC-1")
        assert facts["serial_number"] == device.state.serials[0].serial
        ports = driver.get_interfaces()
        assert list(ports) == facts["interface_list"]
        # Without a link is not shut, and 1 Gbit/s is 1000 Mbit/s.
        for port in device.interfaces:
            assert (ports[port.name]["is_up"], ports[port.name]["is_enabled"]) == (port.up, port.enabled)
            assert ports[port.name]["speed"] in (port.speed_mbps or -1.0, -1.0)
        assert {row["ip"] for row in driver.get_arp_table()} == {one.ip for one in device.state.arp}
        with pytest.raises(NotImplementedError, match="expected no vrf"):
            driver.get_arp_table("bank")


@pytest.mark.parametrize("spec", [COMWARE, IOS], ids=lambda spec: spec["platform"])
def test_a_rejected_line_raises_and_is_never_data(spec: dict[str, Any], tmp_path: Path) -> None:
    verb = "display" if spec is COMWARE else "show"
    lines = {
        "get_arp_table": (f"{verb} arp", f"{verb} ip arp"),
        "get_config": (f"{verb} current-configuration", f"{verb} running-config"),
        "get_interfaces": (f"{verb} interface", f"{verb} interfaces"),
        "get_vlans": (f"{verb} vlan all", f"{verb} vlan brief", f"{verb} vlan"),
    }
    every = tuple(line for several in lines.values() for line in several)
    with simulated(spec | {"rejects": every}, tmp_path) as (driver, _), driver:
        for name in lines:
            with pytest.raises(NotSeen, match="rejected") as caught:
                getattr(driver, name)()
            assert caught.value.state is State.REJECTED
            assert isinstance(caught.value, CommandErrorException)


def test_an_output_that_is_cut_off_raises_that_the_session_is_over(tmp_path: Path) -> None:
    with simulated(COMWARE | {"cuts": ["display arp"]}, tmp_path) as (driver, _), driver:
        with pytest.raises(SessionOver) as caught:
            driver.get_arp_table()
        assert isinstance(caught.value, ConnectionClosedException)
        assert driver.is_alive() == {"is_alive": False}
        with pytest.raises(SessionOver):
            driver.get_interfaces()


def test_only_lines_that_can_be_read_are_sent(tmp_path: Path) -> None:
    with simulated(COMWARE, tmp_path) as (driver, device), driver:
        before = len(device.received)
        for line in ("system-view", "display arp | include 10", "reboot", "quit", "", "display arp\nreboot"):
            with pytest.raises(ForbiddenLine):
                driver.cli(["display clock", line])
        assert len(device.received) == before
        found = driver.cli(["display clock"])
        assert list(found) == ["display clock"]
        assert ":" in found["display clock"]
        with pytest.raises(NotImplementedError, match="expected the encoding text, found 'json'"):
            driver.cli(["display clock"], encoding="json")


@pytest.mark.parametrize(("spec", "line"), [(COMWARE, "display current-configuration"), (IOS, "show running-config")])
def test_no_secret_leaves_a_driver(spec: dict[str, Any], line: str, tmp_path: Path) -> None:
    with simulated(spec, tmp_path) as (driver, device), driver:
        words = device.running.text.split()
        secrets = {word for word in words if word.startswith(("$5$", "$9$", "$c$", "$h$", "$1$"))}
        assert secrets
        shown = [
            *driver.get_config().values(),
            *driver.get_config(sanitized=True).values(),
            *driver.cli([line]).values(),
        ]
        assert "<hidden>" in shown[0]
        assert not [secret for secret in secrets for text in shown if secret in text]
        assert "Lab-inspect-1" not in repr(vars(driver))


def test_configurations_by_store(tmp_path: Path) -> None:
    with simulated(COMWARE, tmp_path) as (driver, _), driver:
        running_only = driver.get_config(retrieve="running")
        assert (running_only["startup"], running_only["candidate"]) == ("", "")
        assert "sysname HH-ACC-1" in running_only["running"]
        assert driver.get_config(retrieve="candidate") == {"running": "", "startup": "", "candidate": ""}
        with pytest.raises(NotImplementedError, match="expected text, not full"):
            driver.get_config(full=True)


@pytest.mark.parametrize(
    "method",
    [
        "load_merge_candidate",
        "load_replace_candidate",
        "load_template",
        "compare_config",
        "commit_config",
        "confirm_commit",
        "has_pending_commit",
        "discard_config",
        "rollback",
    ],
)
@pytest.mark.parametrize("name", DRIVERS)
def test_no_driver_changes_a_device(name: str, method: str) -> None:
    driver = napalm.get_network_driver(name)("198.51.100.1", "inspector", "x")
    with pytest.raises(ChangesRefused, match=r"changes go through playbooks/harden_network\.yml"):
        getattr(driver, method)()


def test_a_device_that_is_not_there_or_not_known_is_a_connection_exception(tmp_path: Path) -> None:
    with simulated(COMWARE, tmp_path) as (driver, device):
        (tmp_path / "known_hosts").write_text("")
        with pytest.raises(ConnectionException, match="host key"):
            driver.open()
        assert device.received == []
    with pytest.raises(ConnectionException, match=r"127\.0\.0\.1 port"):
        driver.open()
    with pytest.raises(ConnectionClosedException, match="the session is not open"):
        driver.get_facts()


def test_a_wrong_password_is_a_connection_exception(tmp_path: Path) -> None:
    with simulated(COMWARE | {"password": "another"}, tmp_path) as (driver, _), pytest.raises(ConnectionException):
        driver.open()


def test_a_misspelt_option_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected optional_args of .*, found \['global_delay_factor'\]"):
        napalm.get_network_driver("huawei_vrp")("198.51.100.1", "a", "b", optional_args={"global_delay_factor": 2})


@pytest.mark.parametrize(
    ("missing", "kind"),
    [
        (Missing(State.REJECTED, "display arp: no", Outcome.ANSWERED), NotSeen),
        (Missing(None, "display arp: slow", Outcome.TIMED_OUT), NotSeenInTime),
        (Missing(None, "display arp: gone", Outcome.CUT_OFF), SessionOver),
        (Missing(None, "display arp: gone", Outcome.UNASKED), SessionOver),
        (Missing(None, "display arp: strange", Outcome.STRANGE), NotSeen),
    ],
)
def test_what_was_not_seen_says_so_in_napalms_terms(missing: Missing, kind: type[NotSeen]) -> None:
    found = not_seen(missing)
    assert type(found) is kind
    assert (found.state, found.outcome, found.reason) == (missing.state, missing.outcome, missing.detail)
