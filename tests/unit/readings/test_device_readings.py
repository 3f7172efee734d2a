"""What the readings of network gear make of a fact's shape: unknown is never a value, and never counts as passed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.model import SHANGHAI, Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.network import settings as shape
from hfcheck.network.facts import (
    Aggregate,
    ArpEntry,
    Clock,
    HighAvailability,
    Identity,
    Interface,
    Log,
    LogEntry,
    MacEntry,
    Neighbour,
    OnlineUser,
    Optic,
    Route,
    Sensor,
    Sessions,
    StpRoot,
    Traffic,
    VirtualRouter,
)
from hfcheck.network.observed import Heard, Outcome, document
from hfcheck.readings import (
    device_aggregates,
    device_arp,
    device_clock,
    device_configuration,
    device_ha,
    device_identity,
    device_interfaces,
    device_log,
    device_macs,
    device_neighbours,
    device_optics,
    device_routes,
    device_sessions,
    device_stp_roots,
    device_temperature,
    device_users,
    device_vrrp,
    load,
    read,
)
from hfcheck.readings.of_device import LABEL_LIMIT, each, those
from hfcheck.readings.parsing import NO_LIMIT, Unreadable

AT = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
SINCE = f"@{int((AT - timedelta(days=1)).timestamp())}"
FIREWALL = """#
sysname FW1
#
security-policy
 default action permit
 rule name offices
  source-zone trust
  destination-zone untrust
  source-address 198.51.100.0 mask 255.255.255.0
  action permit
 rule name anything
  source-zone trust
  action permit
 rule name by_word
  source-address any
  destination-address any
  service any
  action permit
 rule name dropped
  action deny
 rule name asleep
  disable
  action permit
#
return
"""


def asked(*arguments: str) -> Output:
    """An output whose text nobody reads."""
    return Output("", arguments=arguments, taken_at=AT)


def entry(at: str, severity: int, text: str, brief: str = "WORD", module: str = "MOD") -> LogEntry:
    """A message of a log."""
    return LogEntry(at, severity, module, brief, text)


def heard(platform: str, fact: str, line: str, text: str) -> str:
    """The document of a line that was answered."""
    return document(platform, fact, [Heard(line, Outcome.ANSWERED, text)])


def answers(name: str, *documents: str, arguments: tuple[str, ...] = ()) -> Mapping[str, Answer]:
    """What a reading says to documents."""
    return read(load(name), Output("\n".join(documents), arguments=arguments, taken_at=AT))


def reason(answer: Answer) -> Reason | None:
    """Why there is no value."""
    return answer.reason if isinstance(answer, NotSeen | NotApplicable) else None


def test_a_device_that_was_started_after_the_last_round() -> None:
    found = device_identity.say(Identity("Huawei", "S5735", None, 3600), asked(SINCE))
    assert (found["rebooted"], found["up_days"], found["started"]) == (True, 0, "2026-11-23T09:00:00+08:00")
    assert reason(found["release"]) is Reason.NO_ANSWER
    assert device_identity.say(Identity("Huawei", "S5735", None, 86401), asked(SINCE))["rebooted"] is False


def test_a_device_that_does_not_tell_its_uptime_was_not_seen_to_stay_up() -> None:
    found = device_identity.say(Identity("Huawei", "S5735", "V2", None), asked(SINCE))
    assert reason(found["rebooted"]) is Reason.NO_ANSWER


@pytest.mark.parametrize("arguments", [(), ("yesterday",), ("@",), ("@x",)])
def test_the_last_round_must_be_told(arguments: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable, match="the last round"):
        device_identity.say(Identity("Huawei", "S5735", "V2", 1), asked(*arguments))
    with pytest.raises(Unreadable, match="the last round"):
        device_log.say(Log((), True), asked(*arguments))


def test_an_impossible_uptime_is_refused() -> None:
    with pytest.raises(Unreadable, match="how long the device has been up, found 9"):
        device_identity.say(Identity("Huawei", "S5735", "V2", 10**15 - 1), asked(SINCE))


def test_rates_of_errors_are_those_of_the_worse_direction_and_need_a_count() -> None:
    ports = (
        Interface("GE1", True, True, input=Traffic(packets=999_990, errors=10), output=Traffic(packets=100, errors=0)),
        Interface("GE2", True, True, input=Traffic(packets=100), output=Traffic(packets=100)),
        Interface("GE3", False, True, input=Traffic(packets=0, errors=0), output=Traffic(packets=0, errors=0)),
    )
    found = device_interfaces.say(ports, asked())
    assert found["error_ppm"] == {"GE1": 10.0}
    assert reason(found["discard_ppm"]) is Reason.NO_ANSWER


def test_utilisation_is_that_of_the_busier_direction() -> None:
    port = Interface("GE1", True, True, speed_mbps=100, input=Traffic(bits_per_second=90_000_000))
    silent = Interface("GE2", True, True, speed_mbps=100)
    assert device_interfaces.say((port, silent), asked())["utilisation_percent"] == {"GE1": 90.0}


@pytest.mark.parametrize(
    ("name", "idle"),
    [
        ("GigabitEthernet0/0/1", True),
        ("XGigabitEthernet0/0/1", True),
        ("Ten-GigabitEthernet1/0/25", True),
        ("10GE1/0/1", True),
        ("100GE1/0/1", True),
        ("GE1/0/1", True),
        ("XGE0/0/1", True),
        ("FastEthernet0/1", True),
        ("GigabitEthernet0/1", True),
        ("GigabitEthernet 0/1", True),
        ("ethernet0/1", True),
        ("Vlanif10", False),
        ("LoopBack0", False),
        ("NULL0", False),
        ("Tunnel1", False),
        ("Eth-Trunk1", False),
        ("MEth0/0/1", False),
        ("M-GigabitEthernet0/0/0", False),
        ("Serial1/0", False),
    ],
)
def test_only_ports_for_a_cable_lie_idle(name: str, idle: bool) -> None:
    ports = (Interface(name, False, True), Interface(f"{name}", False, False), Interface(name, False, True, "printer"))
    assert device_interfaces.say(ports, asked())["idle"] == ([name] if idle else [])


def test_a_port_that_was_shut_is_not_down() -> None:
    found = device_interfaces.say((Interface("GE1", False, False), Interface("GE2", False, True)), asked())
    assert (found["up"], found["down"], found["shut"]) == ([], ["GE2"], ["GE1"])


def test_margins_of_light_and_modules_without_any() -> None:
    optics = (
        Optic("near", -10.5, -2.0, rx_low=-11.0, rx_high=0.5, tx_low=-5.0, tx_high=1.0),
        Optic("outside", -12.0, -2.0, rx_low=-11.0, rx_high=0.5),
        Optic("dark", -40.0, -2.0, rx_low=-11.0, rx_high=0.5),
    )
    found = device_optics.say(optics)
    assert found["rx_margin_db"] == {"near": 0.5, "outside": -1.0}
    assert found["tx_margin_db"] == {"near": 3.0}
    assert (found["out_of_limits"], found["dark"]) == (["outside"], ["dark"])


def test_light_without_limits_is_not_within_them() -> None:
    found = device_optics.say((Optic("p", -5.0, -2.0),))
    assert reason(found["out_of_limits"]) is Reason.NO_ANSWER
    assert reason(found["rx_margin_db"]) is Reason.NO_ANSWER
    assert reason(device_optics.say(())["out_of_limits"]) is Reason.ABSENT
    assert reason(device_optics.say(())["dark"]) is Reason.ABSENT


def test_a_module_that_does_not_tell_its_received_light_is_not_silent() -> None:
    well = Optic("well", -5.0, -2.0, rx_low=-11.0, rx_high=0.5)
    mute = Optic("mute", None, -2.0, tx_low=-5.0, tx_high=1.0)
    found = device_optics.say((well, mute))
    for name in ("out_of_limits", "dark"):
        answer = found[name]
        assert isinstance(answer, NotSeen)
        assert "mute" in answer.detail
    electrical = Optic("copper", None, None)
    assert device_optics.say((well, electrical))["dark"] == []
    assert device_optics.say((well, dataclasses.replace(mute, tx_dbm=-40.0)))["out_of_limits"] == ["mute"]


def test_the_device_s_own_word_for_a_module_counts() -> None:
    named = (Optic("bad", -31.5, -2.0, normal=False), Optic("good", -5.0, -2.0, normal=True))
    assert device_optics.say(named)["out_of_limits"] == ["bad"]
    assert device_optics.say(named[1:])["out_of_limits"] == []


def test_a_port_that_was_shut_may_be_dark() -> None:
    dark = (Optic("GE1", -40.0, -2.0), Optic("GE2", -40.0, -2.0))
    assert device_optics.say(dark, {"GE2"})["dark"] == ["GE1"]


def test_light_of_a_real_document_knows_which_ports_are_shut() -> None:
    lines = "GigabitEthernet0/0/25 current state : Administratively DOWN\nLine protocol current state : DOWN\n"
    light = Path(__file__).parents[2] / "fixtures/network/huawei_vrp/display_transceiver_verbose/no_light.raw"
    optics = heard("huawei_vrp", "optics", "display transceiver verbose", light.read_text(encoding="utf-8"))
    assert answers("device_optics", optics)["dark"] == ["GigabitEthernet0/0/25"]
    ports = heard("huawei_vrp", "interfaces", "display interface", lines)
    assert reason(answers("device_optics", optics, ports)["dark"]) is Reason.ABSENT


def test_a_count_that_no_port_has_is_not_seen() -> None:
    gate = Interface("Vlanif1", True, True, input=Traffic(packets=9, discards=0))
    port = Interface("GigabitEthernet0/0/1", True, True, input=Traffic(packets=9, errors=0))
    found = device_interfaces.say((gate, port), asked())
    assert reason(found["discard_ppm"]) is Reason.NO_ANSWER
    assert device_interfaces.say((gate,), asked())["discard_ppm"] == {"Vlanif1": 0.0}


def test_what_one_port_leaves_out_and_others_tell_is_named() -> None:
    counted = Traffic(packets=9, errors=0)
    ports = (
        Interface("GE1/0/1", True, True, speed_mbps=1000, input=counted),
        Interface("GE1/0/2", True, True, speed_mbps=1000, output=counted),
        Interface("GE1/0/3", True, True, input=Traffic(packets=9)),
        Interface("GE1/0/4", False, True),
        Interface("Vlanif1", True, True),
    )
    found = device_interfaces.say(ports, asked())
    assert found["untold"] == ["GE1/0/3 errors", "GE1/0/3 speed"]
    # No port tells its duplex mode: that is not seen, and not each port's own gap.
    assert reason(found["duplex"]) is Reason.NO_ANSWER


def test_a_line_whose_protocol_is_down_carries_nothing() -> None:
    ports = (
        Interface("Serial1/0/0", True, True, protocol_up=False),
        Interface("Serial1/0/1", True, True, protocol_up=True),
        Interface("GE1", True, True),
        Interface("GE2", False, True, protocol_up=True),
    )
    assert device_interfaces.say(ports, asked())["carrying"] == ["Serial1/0/1", "GE1"]


def test_a_sensor_without_limit_and_word_is_not_normal() -> None:
    known, unknown = Sensor("inflow", 30.0, 50.0, None), Sensor("core", 30.0, None, None)
    assert device_temperature.say((known,), asked())["abnormal"] == []
    assert reason(device_temperature.say((known, unknown), asked())["abnormal"]) is Reason.NO_ANSWER
    hot = Sensor("hot", 50.0, 50.0, None)
    assert device_temperature.say((hot, unknown), asked())["abnormal"] == ["hot"]
    assert device_temperature.say((Sensor("broken", None, None, False),), asked())["abnormal"] == ["broken"]


def test_a_clock_without_a_source_has_no_offset() -> None:
    found = device_clock.say(Clock(False, None, 16, 0.0), asked())
    assert found["synchronised"] is False
    assert reason(found["offset_ms"]) is Reason.NO_ANSWER
    assert device_clock.say(Clock(True, "192.0.2.41", 3, -12.5), asked())["offset_ms"] == 12.5


def test_routes_to_destinations_take_the_longest_fitting_prefix() -> None:
    table = (
        Route("0.0.0.0/0", "static", "192.0.2.1", "GE0"),
        Route("203.0.113.0/24", "static", "192.0.2.9", "GE1"),
        Route("203.0.113.0/24", "ospf", "192.0.2.13", "GE2"),
        Route("203.0.113.64/26", "static", "192.0.2.17", None),
        Route("2001:db8::/32", "static", None, "GE6"),
    )
    asks = ("203.0.113.7", "203.0.113.64/27", "203.0.112.0/23", "198.51.100.1", "2001:db9::1")
    assert device_routes.say(table, asked(*asks))["paths"] == [
        "203.0.113.7 GE1 GE2",
        "203.0.113.64/27 192.0.2.17",
        "203.0.112.0/23 GE0",
        "198.51.100.1 GE0",
        "2001:db9::1 none",
    ]


def test_routes_without_a_question_and_with_one_that_is_none() -> None:
    found = device_routes.say((Route("10.0.0.0/8", "static", "192.0.2.1", "GE0"),), asked())
    assert reason(found["paths"]) is Reason.NOT_DECLARED
    with pytest.raises(Unreadable, match=r"expected a destination such as 10\.0\.0\.0/24, found 'bank'"):
        device_routes.say((), asked("bank"))


def test_a_log_that_does_not_reach_back_cannot_say_none() -> None:
    young = Log((entry("2026-11-23T09:00:00", 6, "fine"),), None)
    found = device_log.say(young, asked(SINCE))
    assert found["reaches_back"] is False
    assert {reason(found[name]) for name in ("severe", "severe_count", "failed_logins", "commands")} == {Reason.CUT_OFF}
    old = entry("2026-11-22T09:00:00", 6, "fine")
    whole = device_log.say(Log((*young.entries, old)), asked(SINCE))
    assert (whole["reaches_back"], whole["severe_count"]) == (True, 0)


@pytest.mark.parametrize("entries", [(), (entry("2026-11-23T09:00:00", 5, "the buffer was cleared"),)])
def test_a_log_that_was_cleared_does_not_reach_back_though_nothing_was_written_over(
    entries: tuple[LogEntry, ...],
) -> None:
    found = device_log.say(Log(entries, complete=True), asked(SINCE))
    assert (found["reaches_back"], reason(found["severe"])) == (False, Reason.CUT_OFF)


def test_a_log_of_a_device_that_was_restarted_does_not_reach_back() -> None:
    # The clock was not set yet when the device started.
    log = Log((entry("2000-01-01T00:00:07", 6, "started"), entry("2026-11-23T09:59:00", 2, "fan lost")), True)
    day = 24 * 3600
    for uptime, reaches in ((day - 1, False), (day, True), (None, True)):
        found = device_log.say(log, asked(SINCE), None, uptime)
        assert (found["reaches_back"], found["severe_count"]) == (reaches, 1)
        assert (found["failed_logins_count"] == 0) is reaches


def test_the_restart_is_known_from_the_document_of_the_identity() -> None:
    fixtures = Path(__file__).parents[2] / "fixtures"
    log = (fixtures / "readings/device_log/comware.raw").read_text(encoding="utf-8")
    shown = (fixtures / "network/h3c_comware/display_version/v5.raw").read_text(encoding="utf-8")
    long = heard("h3c_comware", "identity", "display version", shown)
    short = heard(
        "h3c_comware",
        "identity",
        "display version",
        re.sub(r"uptime is .*", "uptime is 0 week, 0 day, 2 hours, 3 minutes", shown),
    )
    assert answers("device_log", log, long, arguments=(SINCE,))["reaches_back"] is True
    assert answers("device_log", log, short, arguments=(SINCE,))["reaches_back"] is False


def test_a_log_whose_clock_is_wrong_cannot_say_none() -> None:
    old = Log((entry("2000-01-01T00:00:00", 6, "started"),), True)
    assert device_log.say(old, asked(SINCE), Clock(True, "192.0.2.41", 3, 0.1))["severe_count"] == 0
    lost = Clock(False, None, 16, None)
    future = dataclasses.replace(old, entries=(entry("2026-11-23T10:11:00", 6, "fine"),))
    for found in (device_log.say(old, asked(SINCE), lost), device_log.say(future, asked(SINCE))):
        assert {reason(found[name]) for name in ("severe", "failed_logins", "reaches_back")} == {Reason.NO_ANSWER}
    bad = dataclasses.replace(old, entries=(entry("2026-11-23T09:00:00", 2, "power lost"),))
    assert device_log.say(bad, asked(SINCE), lost)["severe_count"] == 1


def test_what_a_log_shows_counts_even_if_there_may_be_more() -> None:
    log = Log((entry("2026-11-23T09:00:00", 2, "power lost"),), False)
    found = device_log.say(log, asked(SINCE))
    assert (found["severe"], found["severe_count"]) == (["2026-11-23T09:00:00 MOD/2/WORD power lost"], 1)


def test_a_log_is_read_from_the_last_round_on() -> None:
    log = Log((
        entry("2026-11-22T09:59:59", 1, "before the round"),
        entry("2026-11-23T01:00:00", 4, "User ops failed to login from 192.0.2.9", "LOGINFAIL", "SSH"),
        entry("2026-11-23T02:00:00", 5, '(Task=VTY0, Ip=192.0.2.41, User=ops, Command="undo shutdown")', "CMDRECORD"),
        entry("2026-11-23T02:00:01", 5, '(Task=VTY0, Ip=192.0.2.41, User=ops, Command="display version")', "CMDRECORD"),
        entry("2026-11-23T03:00:00", 3, "OSPF neighbour lost <script>", "NBR_DOWN", "OSPF"),
    ))  # fmt: skip
    found = device_log.say(log, asked(SINCE))
    assert found["severe"] == ["2026-11-23T03:00:00 OSPF/3/NBR_DOWN OSPF neighbour lost <script>"]
    assert found["failed_logins"] == ["2026-11-23T01:00:00 SSH/4/LOGINFAIL User ops failed to login from 192.0.2.9"]
    assert found["commands"] == ["2026-11-23T02:00:00 ops@192.0.2.41: undo shutdown"]


def test_a_finding_holds_the_newest_messages_and_counts_all() -> None:
    log = Log(tuple(entry(f"2026-11-23T01:00:{n:02}", 0, "x" * 5000) for n in range(60)), True)
    found = device_log.say(log, asked(SINCE))
    kept = found["severe"]
    assert isinstance(kept, list)
    assert (len(kept), found["severe_count"], max(map(len, kept))) == (device_log.KEPT, 60, device_log.LENGTH)
    assert kept[-1].startswith("2026-11-23T01:00:59 ")


def test_a_message_without_a_time_is_refused() -> None:
    with pytest.raises(Unreadable, match="expected the time of a message, found 'noon'"):
        device_log.say(Log((entry("noon", 1, "x"),)), asked(SINCE))


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("router ospf 1", ["ospf"]),
        ("router bgp 64512", ["bgp"]),
        ("router ospf", ["ospf"]),
        ("interface lo\n ospf 1 area 0", Reason.ABSENT),
        ("interface lo\n ip ospf cost 10", Reason.ABSENT),
        ("ospfv3 1", Reason.ABSENT),
        ("description router ospf 1", Reason.ABSENT),
    ],
)
def test_a_routing_process_without_a_neighbour_is_alone(line: str, alone: object) -> None:
    running = heard(
        "cisco_ios",
        "running",
        "show running-config",
        f"Building configuration...\nversion 15.2\nhostname x\n!\n{line}\n!\nend",
    )
    nobody = [
        heard("cisco_ios", fact, asking, "% OSPF: no such neighbor" if fact == "ospf" else "% BGP not active")
        for fact, asking in (("ospf", "show ip ospf neighbor"), ("bgp", "show ip bgp summary"))
    ]
    found = answers("device_routing", running, *nobody)["alone"]
    assert (reason(found) or found) == alone


def test_sessions_from_outside_of_the_networks_of_administrators() -> None:
    users = (
        OnlineUser("inspect", "VTY 0", "192.0.2.41", mine=True),
        OnlineUser("ops", "VTY 1", "192.0.2.42"),
        OnlineUser(None, "VTY 2", "198.51.100.9"),
        OnlineUser("ops", "CON 0", None),
        OnlineUser("ops", "VTY 3", "host.example"),
    )
    found = device_users.say(users, asked("192.0.2.40/29"))
    assert found["outside"] == ["unknown@198.51.100.9 VTY 2", "ops@host.example VTY 3"]
    assert found["count"] == 4
    assert reason(device_users.say(users, asked())["outside"]) is Reason.NOT_DECLARED
    with pytest.raises(Unreadable, match=r"expected a network such as 10\.0\.0\.0/24 in the arguments, found 'office'"):
        device_users.say(users, asked("office"))


def test_where_no_session_is_marked_ours_is_counted_out_and_nobody_is_taken_for_it() -> None:
    ours = OnlineUser("inspect", "ssh", "192.0.2.41", mine=None)
    inside, outside = (OnlineUser("ops", "ssh", address, mine=None) for address in ("192.0.2.42", "198.51.100.9"))
    console = OnlineUser("ops", "console", None, mine=False)
    admins = asked("192.0.2.40/29")
    alone = device_users.say((ours, console), admins)
    assert alone == {"online": ["ops@console console"], "count": 1, "outside": []}
    two = device_users.say((ours, inside, console), admins)
    assert (reason(two["online"]), two["count"], two["outside"]) == (Reason.NO_ANSWER, 2, [])
    # The stranger may be the inspection itself, behind an address of a gateway.
    assert reason(device_users.say((inside, outside), admins)["outside"]) is Reason.NO_ANSWER
    far = device_users.say((outside, inside, outside), admins)
    assert far["outside"] == ["ops@198.51.100.9 ssh", "ops@198.51.100.9 ssh"]
    browser = OnlineUser("admin", "https", "198.51.100.9", mine=False)
    assert device_users.say((ours, inside, browser), admins)["outside"] == ["admin@198.51.100.9 https"]


def test_an_address_with_two_hardware_addresses_shows_both() -> None:
    entries = (
        ArpEntry("10.0.0.1", "aa:00:00:00:00:01", "Vlanif1"),
        ArpEntry("10.0.0.1", "aa:00:00:00:00:02", "Vlanif2"),
        ArpEntry("10.0.0.2", None, "Vlanif1"),
    )
    found = device_arp.say(entries, asked())
    assert found["macs"] == {"10.0.0.1": "aa:00:00:00:00:01, aa:00:00:00:00:02"}
    assert (found["answering"], found["unresolved"], found["count"]) == (["10.0.0.1"], ["10.0.0.2"], 1)


@pytest.mark.parametrize("type_", ["static", "interface"])
def test_what_was_not_learned_did_not_answer(type_: str) -> None:
    found = device_arp.say((ArpEntry("10.0.0.1", "aa:00:00:00:00:01", "Vlanif1", type=type_),), asked())
    assert (found["answering"], found["count"]) == ([], 1)


def test_hardware_addresses_are_counted_for_each_port() -> None:
    entries = (
        MacEntry("aa:00:00:00:00:01", 1, "GE1"),
        MacEntry("aa:00:00:00:00:01", 2, "GE1"),
        MacEntry("aa:00:00:00:00:02", 1, "GE1"),
        MacEntry("aa:00:00:00:00:03", 1, None, "blackhole"),
    )
    found = device_macs.say(entries, asked())
    assert (found["addresses_of_port"], found["count"]) == ({"GE1": 2}, 3)
    assert found["vlans"] == {"aa:00:00:00:00:01": "1, 2", "aa:00:00:00:00:02": 1, "aa:00:00:00:00:03": 1}


def test_a_neighbour_without_a_name_is_called_by_its_chassis() -> None:
    rows = (Neighbour("GE1", "sw\n2", "GE9"), Neighbour("GE2", None, None, chassis_id="aa:00:00:00:00:01"))
    found = device_neighbours.say(rows, asked())
    assert found["links"] == ["GE1 sw 2 GE9", "GE2 aa:00:00:00:00:01 unknown"]


def test_members_that_carry_nothing_and_aggregations_of_unknown_state() -> None:
    found = device_aggregates.say((Aggregate("T1", None, {"GE1": True, "GE2": False}),), asked())
    assert (found["members"], found["lost_members"]) == ({"T1": 1}, ["T1 GE2"])
    assert reason(found["down"]) is Reason.NO_ANSWER
    assert reason(device_aggregates.say((), asked())["lost_members"]) is Reason.ABSENT


def test_a_pair_and_its_sessions() -> None:
    found = device_ha.say(HighAvailability("active", True, None), asked())
    assert (found["peer_up"], reason(found["synchronised"])) == (True, Reason.NO_ANSWER)
    assert reason(found["as_configured"]) is Reason.NO_ANSWER
    assert device_ha.say(HighAvailability("standby", True, None, "", False), asked())["as_configured"] is False
    assert device_sessions.say(Sessions(50, 200), asked())["percent"] == 25.0
    assert reason(device_sessions.say(Sessions(50, None), asked())["percent"]) is Reason.NO_ANSWER


def test_virtual_routers_and_roots() -> None:
    found = device_vrrp.say((VirtualRouter("1", "Vlanif1", "initialize", None),), asked())
    assert (found["groups"], found["unsettled"]) == (["Vlanif1 1 initialize"], ["Vlanif1 1 initialize"])
    roots = device_stp_roots.say((StpRoot("0", "aa", None), StpRoot("1", None, None)), asked())
    assert roots["ports"] == {"0": "itself"}


def test_a_policy_is_searched_for_rules_that_are_too_wide() -> None:
    text = heard("huawei_vrp", "running", "display current-configuration", FIREWALL)
    found = answers("device_policy", text, arguments=("rule name offices", "rule name bank"))
    assert found == {
        "missing": ["rule name bank"],
        "rules": 5,
        "open_rules": ["anything", "by_word"],
        "default_denies": False,
    }


@pytest.mark.parametrize(
    ("line", "denies"),
    [
        ("firewall packet-filter default permit interzone local trust direction inbound", False),
        ("firewall packet-filter default deny interzone local trust direction inbound", Reason.UNREADABLE),
        ("policy interzone trust untrust outbound", Reason.UNREADABLE),
        ("object-policy ip inside-outside", Reason.UNREADABLE),
    ],
)
def test_a_policy_of_an_older_form_is_not_taken_for_none(line: str, denies: object) -> None:
    text = heard("huawei_vrp", "running", "display current-configuration", f"#\nsysname FW1\n#\n{line}\n#\nreturn\n")
    found = answers("device_policy", text)
    assert reason(found["open_rules"]) is Reason.UNREADABLE
    assert (reason(found["default_denies"]) or found["default_denies"]) == denies


def test_a_policy_of_an_unknown_making_is_not_said_to_be_narrow() -> None:
    text = heard(
        "cisco_ios",
        "running",
        "show running-config",
        "version 15.2\nhostname x\n!\nrule name a\n action permit\n!\nend",
    )
    assert reason(answers("device_policy", text)["open_rules"]) is Reason.NO_COMMAND


def test_every_setting_is_described() -> None:
    assert list(device_configuration.SETTINGS) == [one.name for one in dataclasses.fields(shape.Settings)]


def test_idle_for_zero_minutes_is_for_ever() -> None:
    body = "version 15.2\nhostname x\n!\nline con 0\n exec-timeout 0 0\nline vty 0 4\n exec-timeout 0 0\n!\nend"
    running = heard("cisco_ios", "running", "show running-config", f"Building configuration...\n{body}")
    found = answers("device_configuration", running, document("cisco_ios", "startup", []))
    assert found["vty_idle_minutes"] == {"0-4": NO_LIMIT}
    assert found["console_idle_minutes"] == NO_LIMIT


def test_a_configuration_needs_both_of_its_documents() -> None:
    found = answers("device_configuration", document("cisco_ios", "running", []))
    assert {reason(answer) for answer in found.values()} == {Reason.UNREADABLE}


names = st.text(min_size=1, max_size=20)
rows = st.lists(st.tuples(names, st.none() | st.integers(0, 5) | st.text(max_size=10)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(rows)
def test_a_mapping_holds_what_rows_tell_and_nothing_else(found: Sequence[tuple[str, int | str | None]]) -> None:
    made = each(found, lambda row: row[0], lambda row: row[1], "nothing")
    told = [row for row in found if row[1] is not None]
    if not told:
        assert reason(made) is (Reason.NO_ANSWER if found else Reason.ABSENT)
        return
    assert isinstance(made, dict)
    assert made.keys() == {" ".join(name.split()) for name, _ in told}
    assert all(len(str(value)) <= 8 * (LABEL_LIMIT + 2) for value in made.values())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(names, st.none() | st.booleans()), max_size=8))
def test_nobody_passes_a_test_that_was_not_held(found: Sequence[tuple[str, bool | None]]) -> None:
    made = those(found, lambda row: row[0], lambda row: row[1], "nothing")
    results = [row[1] for row in found]
    if not results:
        assert reason(made) is Reason.ABSENT
    elif True in results:
        assert made == [" ".join(name.split()) for name, passed in found if passed]
    else:
        assert made == [] if None not in results else reason(made) is Reason.NO_ANSWER
