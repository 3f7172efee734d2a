"""One outage of a line is one candidate; whatever was found is in exactly one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.incidents import Candidate, Look, Trouble, candidates
from hfcheck.ledger import Ledger, Reader
from hfcheck.model import SHANGHAI
from hfcheck.outages import CARRIES
from hfcheck.root_causes import troubles

AT = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
OFFICE = {"site": "xupu", "site_title": "溆浦管理部", "lines": ["xupu_line01", "xupu_line02"]}
DEVICES = ("xupu_router01", "xupu_switch01", "xupu_printer01")
PLAN: dict[str, Any] = {
    "checks": {"network_ports.up": {"title": "登记的端口链路正常"}, "line.loss": {"title": "丢包率"}},
    "hosts": {
        **{name: OFFICE | {"title": name} for name in DEVICES},
        "xupu_line01": OFFICE | {"title": "溆浦专线", "ends": {"router02": ["GE1/0/5", "203.0.113.50"]}},
        "xupu_line02": OFFICE | {"title": "溆浦备用线路"},
        "router02": {"site": "centre", "site_title": "中心本部", "title": "汇聚路由器"},
        "server01": {"site": "centre", "site_title": "中心本部", "title": "服务器"},
    },
}
Body = Mapping[str, Any]
Findings = Mapping[tuple[str, str], Body]
SILENT: Body = {"verdict": "not_seen", "reason": "unreachable"}
DEVIATES: Body = {"verdict": "deviates"}
CONFORMS: Body = {"verdict": "conforms"}
CUT: Findings = {
    ("xupu_line01", CARRIES): DEVIATES,
    ("xupu_line01", "line.loss"): DEVIATES,
    ("xupu_line02", CARRIES): {"verdict": "not_applicable"},
    ("xupu_router01", "reachability.reachable"): DEVIATES,
    ("xupu_router01", "network_base.cpu"): SILENT,
    ("xupu_switch01", "network_base.cpu"): SILENT,
    ("xupu_printer01", "terminal.answers"): DEVIATES,
    ("xupu_printer01", "terminal.service"): DEVIATES,
    ("router02", "network_ports.up"): {"verdict": "deviates", "offending": ["GE1/0/5"]},
}


def found(directory: Path, run: str, findings: Findings) -> tuple[Trouble, ...]:
    """What a run with these findings found wrong."""
    directory.mkdir(exist_ok=True)
    events = [
        {"id": f"run/{run}/{host}/{check}", "type": "finding", "at": AT.isoformat(), "host": host, "check": check}
        | dict(body)
        for (host, check), body in findings.items()
    ]
    path = directory / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.append(events, received=AT)
    with Reader.open(path) as reader:
        return troubles(reader, run, PLAN)


def joined(directory: Path, *rounds: Findings) -> dict[str, Candidate]:
    """Cause → its candidate, of rounds an hour apart."""
    looks = []
    for number, findings in enumerate(rounds):
        seen = found(directory, f"r{number}", findings)
        silent = {one.host for one in seen if one.check == "unreachable"}
        looked = {
            host: frozenset({check for name, check in findings if name == host} | {"unreachable"})
            for host, _ in findings
            if host not in silent
        }
        looks.append(Look(f"r{number}", AT + timedelta(hours=number), looked, seen))
    return {one.check: one for one in candidates(looks, timedelta(hours=12), {})}


def test_an_office_behind_a_line_that_is_down_is_one_candidate(tmp_path: Path) -> None:
    (one,) = joined(tmp_path, CUT).values()
    assert (one.check, one.title) == ("line.xupu_line01", "溆浦专线中断（影响 3 台设备）")
    assert one.hosts == ("router02", "xupu_line01", *sorted(DEVICES))
    assert one.evidence[0] == f"run/r0/xupu_line01/{CARRIES}"
    assert len(one.evidence) == len(CUT) - 1
    assert one.item == 11


def test_both_lines_down_are_one_candidate_too(tmp_path: Path) -> None:
    assert list(joined(tmp_path, {**CUT, ("xupu_line02", CARRIES): DEVIATES})) == ["line.xupu_line01"]


def test_a_line_that_is_down_while_the_other_carries_cuts_nothing_off(tmp_path: Path) -> None:
    causes = joined(tmp_path, {("xupu_line01", CARRIES): DEVIATES, ("xupu_line02", CARRIES): CONFORMS})
    assert [(one.check, one.title) for one in causes.values()] == [("line.xupu_line01", "溆浦专线中断")]


def test_a_silent_device_behind_a_line_in_order_is_that_device(tmp_path: Path) -> None:
    up: Findings = {("xupu_line01", CARRIES): CONFORMS, ("xupu_printer01", "terminal.answers"): DEVIATES}
    (one,) = joined(tmp_path, up).values()
    assert (one.check, one.title, one.hosts) == (
        "unreachable.xupu_printer01",
        "xupu_printer01：无应答",
        ("xupu_printer01",),
    )


def test_an_office_whose_line_nobody_saw_is_silent_as_a_site(tmp_path: Path) -> None:
    findings: Findings = {(name, "network_base.cpu"): SILENT for name in DEVICES}
    assert list(joined(tmp_path, findings)) == ["unreachable.xupu"]


def test_what_names_another_port_too_is_no_consequence(tmp_path: Path) -> None:
    both = {**DEVIATES, "offending": ["GE1/0/5", "GE1/0/6"]}
    assert set(joined(tmp_path, {**CUT, ("router02", "network_ports.up"): both})) == {
        "line.xupu_line01",
        "network_ports.up",
    }


def test_the_outage_ends_with_the_line_and_a_device_that_stays_silent_is_another(tmp_path: Path) -> None:
    mended: Findings = {
        ("xupu_line01", CARRIES): CONFORMS,
        ("xupu_line01", "line.loss"): DEVIATES,
        ("xupu_router01", "network_base.cpu"): CONFORMS,
        ("xupu_printer01", "terminal.answers"): DEVIATES,
    }
    causes = joined(tmp_path, CUT, mended)
    assert set(causes) == {"line.xupu_line01", "unreachable.xupu_printer01", "line.loss"}
    assert causes["line.xupu_line01"].cleared == AT + timedelta(hours=1)
    assert causes["unreachable.xupu_printer01"].cleared is None


def test_a_device_that_was_silent_before_is_not_mended_by_an_outage(tmp_path: Path) -> None:
    before: Findings = {("xupu_line01", CARRIES): CONFORMS, ("xupu_printer01", "terminal.answers"): DEVIATES}
    causes = joined(tmp_path, before, CUT)
    assert causes["unreachable.xupu_printer01"].cleared is None
    assert causes["line.xupu_line01"].cleared is None


STRANGER = "00:e0:fc:70:00:11"
ANOTHER = "00:e0:fc:70:00:12"


def strange(*labels: str) -> Body:
    return {"verdict": "deviates", "offending": list(labels)}


def test_a_stranger_whom_several_devices_saw_is_one_candidate_for_item_5(tmp_path: Path) -> None:
    findings: Findings = {
        ("router02", "address_watch.strangers"): strange(f"{STRANGER} 192.0.2.77 GigabitEthernet1/0/1 vlan -"),
        ("server01", "port_watch.strangers"): strange(f"{STRANGER} - GigabitEthernet0/0/5 vlan 10"),
        ("server01", "address_watch.changed"): {"verdict": "deviates", "offending": {"192.0.2.11": STRANGER}},
    }
    (one,) = joined(tmp_path, findings).values()
    assert (one.check, one.item, one.hosts) == ("watch.00-e0-fc-70-00-11", 5, ("router02", "server01"))
    assert one.title.endswith(f"{STRANGER} 192.0.2.77 GigabitEthernet1/0/1 vlan -")
    assert len(one.evidence) == 3


def test_two_strangers_of_one_finding_come_and_go_by_themselves(tmp_path: Path) -> None:
    labels = [f"{mac} - GigabitEthernet0/0/5 vlan 10" for mac in (STRANGER, ANOTHER)]
    check = ("server01", "port_watch.strangers")
    causes = joined(tmp_path, {check: strange(*labels)}, {check: strange(labels[1])})
    assert causes["watch.00-e0-fc-70-00-11"].cleared == AT + timedelta(hours=1)
    assert causes["watch.00-e0-fc-70-00-12"].cleared is None
    unseen = joined(tmp_path / "more", {check: strange(*labels)}, {check: {"verdict": "not_seen"}})
    assert [one.cleared for one in unseen.values()] == [None, None]


def test_a_finding_of_the_watch_that_names_nobody_is_a_candidate_all_the_same(tmp_path: Path) -> None:
    (one,) = joined(tmp_path, {("server01", "port_watch.strangers"): DEVIATES}).values()
    assert (one.check, one.item) == ("port_watch.strangers", 0)


HOSTS = st.sampled_from([*PLAN["hosts"], "stranger"])
CHECKS = st.sampled_from([CARRIES, "line.loss", "reachability.reachable", "terminal.answers", "network_ports.up"])
BODIES = st.sampled_from([SILENT, DEVIATES, CONFORMS, {"verdict": "not_seen"}, {**DEVIATES, "offending": ["GE1/0/5"]}])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(st.tuples(HOSTS, CHECKS), BODIES, max_size=12), min_size=1, max_size=3))
def test_every_trouble_is_in_exactly_one_candidate(
    tmp_path_factory: Any, rounds: list[dict[tuple[str, str], Body]]
) -> None:
    causes = joined(tmp_path_factory.mktemp("ledger"), *rounds)
    named = [evidence for one in causes.values() for evidence in one.evidence]
    wrong = {
        (f"run/r{number}/{host}/{check}", host)
        for number, findings in enumerate(rounds)
        for (host, check), body in findings.items()
        if body["verdict"] == "deviates" or body.get("reason") == "unreachable"
    }
    assert sorted(named) == sorted(evidence for evidence, _ in wrong)
    assert {host for one in causes.values() for host in one.hosts} == {host for _, host in wrong}
