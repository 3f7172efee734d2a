"""Each defect that was measured in the drivers of others, by its name: ours do not have it.

The measurements were made with napalm 5.2.0, netmiko 4.8.0, napalm-h3c-comware 0.1.5 and napalm-huawei-vrp; what wrong
association is, is proven in test_session_association.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import napalm
import pytest
import yaml
from napalm.base.exceptions import CommandErrorException

from hfcheck.device.allowed import allowed
from hfcheck.device.napalm_errors import ChangesRefused, NotSeen
from hfcheck.judge import judge
from hfcheck.lab.devices import running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.model import SHANGHAI, Check, Observation, Severity, Verdict
from hfcheck.network.answer import answer
from hfcheck.network.columns import span
from hfcheck.network.facts import sources
from hfcheck.network.observed import Heard, Missing, Outcome, read
from hfcheck.network.reply import State
from hfcheck.readings.of_device import why

ROOT = Path(__file__).resolve().parents[2]
CAPTURES = ROOT.parent / "shared" / "captures"
DRIVERS = {
    "huawei_vrp": ("huawei_vrp", "vrp5"),
    "h3c_comware": ("h3c_comware", "v7"),
    "ruijie_os": ("ruijie_os", "rgos12"),
    "hillstone_stoneos": ("hillstone_stoneos", "stoneos5"),
    "ios": ("cisco_ios", "ios"),
}
TABLES = ("get_interfaces", "get_arp_table", "get_vlans", "get_lldp_neighbors", "get_lldp_neighbors_detail")


@contextmanager
def driven(name: str, tmp_path: Path, **options: Any) -> Iterator[tuple[Any, Device]]:
    """Our driver of that name, open, and the simulated device behind it."""
    platform, release = DRIVERS[name]
    spec = {"platform": platform, "release": release, **options}
    with running(scene({"devices": {"one": spec}})) as lab:
        (tmp_path / "known_hosts").write_text(lab.known_hosts)
        device = lab.devices["one"]
        optional = {"port": device.port, "known_hosts": str(tmp_path / "known_hosts")}
        with napalm.get_network_driver(name)("127.0.0.1", "inspector", "Lab-inspect-1", 10, optional) as driver:
            yield driver, device


def every_line(platform: str, fact: str) -> list[str]:
    return [source.line for source in sources(platform, fact)]


@pytest.mark.parametrize("name", DRIVERS)
def test_a_driver_never_enters_the_configuration(name: str, tmp_path: Path) -> None:
    """napalm-h3c-comware enters system-view at every open."""
    with driven(name, tmp_path) as (driver, device):
        driver.get_facts()
        driver.get_config()
    modes = {one.mode for one in device.received}
    assert modes <= {device.platform.first, "exec", "privileged"}
    assert [line for line in device.lines if not allowed(device.platform.name, line)] == []


@pytest.mark.parametrize("name", DRIVERS)
def test_the_words_of_a_refusal_are_no_configuration(name: str, tmp_path: Path) -> None:
    """Both stock drivers store the error of a rejected command as the configuration of the device."""
    platform = DRIVERS[name][0]
    rejects = every_line(platform, "running") + every_line(platform, "startup")
    with driven(name, tmp_path, rejects=rejects) as (driver, _), pytest.raises(NotSeen, match="rejected") as caught:
        driver.get_config()
    assert caught.value.state is State.REJECTED


@pytest.mark.parametrize("name", ["h3c_comware", "huawei_vrp"])
@pytest.mark.parametrize(
    ("getter", "fact"),
    [
        ("get_interfaces", "interfaces"),
        ("get_arp_table", "arp"),
        ("get_vlans", "vlans"),
        ("get_lldp_neighbors", "neighbours"),
    ],
)
def test_a_rejected_table_is_not_an_empty_one(name: str, getter: str, fact: str, tmp_path: Path) -> None:
    """Comware's interfaces, ARP, VLANs and LLDP come back empty and silent where their command is rejected."""
    rejects = every_line(DRIVERS[name][0], fact)
    with driven(name, tmp_path, rejects=rejects) as (driver, _):
        with pytest.raises(NotSeen) as caught:
            getattr(driver, getter)()
        assert caught.value.state is State.REJECTED
        assert isinstance(caught.value, CommandErrorException)


@pytest.mark.parametrize("name", DRIVERS)
def test_a_port_without_a_link_is_not_shut(name: str, tmp_path: Path) -> None:
    """Ports that are down are reported as disabled by an administrator."""
    with driven(name, tmp_path) as (driver, device):
        found = driver.get_interfaces()
    down = [port.name for port in device.interfaces if port.enabled and not port.up and port.name in found]
    assert down
    assert {(found[port]["is_up"], found[port]["is_enabled"]) for port in down} == {(False, True)}


@pytest.mark.parametrize("name", ["h3c_comware", "huawei_vrp", "ios"])
def test_a_speed_is_in_megabits(name: str, tmp_path: Path) -> None:
    """Comware's speed is a thousand times off."""
    with driven(name, tmp_path) as (driver, device):
        found = driver.get_interfaces()
    speeds = {port.name: port.speed_mbps for port in device.interfaces if port.up and port.speed_mbps}
    assert speeds
    told = {port: found[port]["speed"] for port in speeds if found[port]["speed"] != -1.0}
    assert told == {port: speeds[port] for port in told}
    assert len(told) >= len(speeds) / 2


@pytest.mark.parametrize("name", DRIVERS)
def test_what_is_told_is_told_in_full(name: str, tmp_path: Path) -> None:
    """LLDP detail, BGP, VLANs and optics are stubs that return None; the environment crashes."""
    getters = ("get_lldp_neighbors_detail", "get_bgp_neighbors", "get_vlans", "get_optics", "get_environment")
    with driven(name, tmp_path) as (driver, _):
        for getter in getters:
            try:
                found = getattr(driver, getter)()
            except NotSeen as problem:
                assert problem.reason  # noqa: PT017  a device that has no such thing says so
            else:
                assert found, getter


def test_a_huawei_switch_tells_its_model_release_and_uptime(tmp_path: Path) -> None:
    with driven("huawei_vrp", tmp_path) as (driver, device):
        found = driver.get_facts()
        assert found["model"] == device.state.identity.model
        assert device.state.identity.release in found["os_version"]
        assert abs(found["uptime"] - device.uptime_seconds) < 120
        assert found["hostname"] == "one"
        assert {row["ip"] for row in driver.get_arp_table()} == {one.ip for one in device.state.arp}


@pytest.mark.parametrize("change", ["load_merge_candidate", "commit_config", "rollback", "discard_config"])
def test_no_driver_pretends_to_commit(change: str) -> None:
    """Huawei's commit takes revert_in for a TypeError, leaves half a change applied and saves it at once."""
    driver = napalm.get_network_driver("huawei_vrp")("198.51.100.1", "inspector", "x")
    with pytest.raises(ChangesRefused, match="changes go through"):
        getattr(driver, change)()


def report(driver: Any, tmp_path: Path, rules: Any) -> Any:
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(rules))
    return driver.compliance_report(str(tmp_path / "rules.yml"))


def test_validate_does_not_pass_what_no_getter_tells(tmp_path: Path) -> None:
    """napalm validate passes a getter that the driver does not have."""
    with driven("h3c_comware", tmp_path) as (driver, _):
        assert report(driver, tmp_path, [{"get_facts": {"vendor": "H3C"}}])["complies"] is True
        assert report(driver, tmp_path, [{"get_facts": {"vendor": "Huawei"}}])["complies"] is False
        found = report(driver, tmp_path, [{"get_firewall_policies": {"deny-all": []}}])
        assert (found["complies"], found["skipped"]) == (False, ["get_firewall_policies"])


def test_validate_does_not_pass_an_unknown_load(tmp_path: Path) -> None:
    """An unknown load of a processor is -1 elsewhere, and less than 80."""
    rules = [{"get_environment": {"cpu": {"slot 1": {"%usage": "<80"}}}}]
    rejects = every_line("h3c_comware", "cpu")
    with driven("h3c_comware", tmp_path, rejects=rejects) as (driver, _), pytest.raises(NotSeen, match="cpu-usage"):
        report(driver, tmp_path, rules)
    with driven("h3c_comware", tmp_path, facts={"cpu": [{"part": "slot 1", "percent": 93.0}]}) as (driver, _):
        assert report(driver, tmp_path, rules)["complies"] is False


def verdict(rule: str, expected: Any, answer: Any) -> Verdict:
    check = Check("network_base.cpu", "标题", "条款", Severity.HIGH, "device_cpu.percent", rule, "cpu")
    return judge(Observation("sw1", check, expected, answer, datetime(2026, 11, 23, 9, tzinfo=SHANGHAI))).verdict


def test_our_judge_takes_nothing_unknown_for_a_number() -> None:
    missing = Missing(State.REJECTED, "display cpu-usage: no", Outcome.ANSWERED)
    assert verdict("at_most", 80, why(missing)) is Verdict.NOT_SEEN
    assert verdict("at_most", 80, {"slot 1": 12.0}) is Verdict.CONFORMS
    assert verdict("at_most", 80, "-1") is Verdict.NOT_SEEN


def test_our_judge_does_not_find_10_in_sw_100() -> None:
    """napalm validate searches for a pattern anywhere in a name."""
    for rule in ("equals", "matches", "within"):
        assert verdict(rule, "10", "SW-100") is Verdict.DEVIATES
        assert verdict(rule, "SW-100", "SW-100") is Verdict.CONFORMS


def captures(platform: str, folder: str) -> list[Path]:
    return sorted((CAPTURES / platform / folder).glob("*.raw"))


def fact(platform: str, name: str, raw: Path) -> Any:
    """The fact of a capture, whose folder names its command."""
    line = raw.parent.name.replace("_", " ")
    return read(platform, name, Heard(line, Outcome.ANSWERED, raw.read_text(encoding="utf-8")))


def reference(raw: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(raw.with_suffix(".yml").read_text(encoding="utf-8"))["parsed_sample"]
    return found


HERE = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the public captures are not here")


@HERE
def test_every_version_of_the_captures_is_told() -> None:
    """Models 0 of 7, releases 1 of 7, uptimes 3 of 7."""
    for raw in captures("huawei_vrp", "display_version"):
        found = fact("huawei_vrp", "identity", raw)
        assert not isinstance(found, Missing), (raw.name, found)
        (theirs,) = reference(raw)
        assert found.uptime_seconds == span(theirs["uptime"], "uptime")
        assert found.model
        assert found.model.split()[0] in theirs["model"] or theirs["model"] in found.model
        assert theirs["vrp_version"] in raw.read_text(encoding="utf-8")
        assert found.release


@HERE
def test_every_row_of_arp_of_the_captures_is_told() -> None:
    """167 of 214 rows."""
    for raw in captures("huawei_vrp", "display_arp"):
        found = fact("huawei_vrp", "arp", raw)
        assert not isinstance(found, Missing), (raw.name, found)
        assert len(found) == len(reference(raw))
        assert {one.ip for one in found} == {row["ip_address"] for row in reference(raw)}


@HERE
def test_every_serial_number_of_the_captures_is_told() -> None:
    """Six of twelve captures crash get_facts."""
    for raw in captures("hp_comware", "display_device_manuinfo"):
        found = answer("h3c_comware", "display device manuinfo", raw.read_text(encoding="utf-8"))
        numbers = {row["serial"] for row in found.values["parts"] if row["serial"]}
        theirs = {row["device_serial_number"] for row in reference(raw)} - {"", "NONE"}
        assert numbers >= theirs


def test_no_module_of_ours_needs_what_newer_pythons_lack() -> None:
    """napalm-huawei-vrp does not import on Python 3.13, which has no telnetlib."""
    gone = {"telnetlib", "distutils", "imp", "asynchat", "asyncore", "smtpd", "cgi", "crypt", "pipes", "nntplib"}
    for path in (*(ROOT / "hfcheck").rglob("*.py"), *(ROOT / "custom_napalm").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not gone & {name.partition(".")[0] for name in names}, path
