"""The topology section of the record: from findings to the picture, whatever devices call themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.model import Verdict
from hfcheck.network.topology import Condition, Device, Topology, topology
from hfcheck.outages import CARRIES
from hfcheck.report import fonts, html, pdf
from hfcheck.report.record import Place, RoundRecord
from hfcheck.report.sources import Row, Run, Scope, rows, scope
from hfcheck.report.text import Printer, printable
from hfcheck.report.topology import remarks, svg, topology_of

HOSTILE = '</text><script>alert(1)</script>&"\x1b[31m\u202e' + "很长的名字" * 40
TITLES = {"switch01": "核心交换机一", "switch03": "服务器区接入交换机", "xupu_router01": "溆浦专线路由器"}
PLAN = Scope(
    {
        host: Place(host, title, "溆浦管理部" if host.startswith("xupu") else "中心本部", "网络设备")
        for host, title in {**TITLES, "line01": "溆浦专线"}.items()
    },
    {},
    {},
    (),
    ends={"line01": ("switch01", "xupu_router01")},
)
Findings = Mapping[tuple[str, str], tuple[Verdict, Mapping[str, Any]]]
USUAL: Findings = {
    ("switch01", "topology.name"): (Verdict.CONFORMS, {"expected": "HH-CORE", "found": "HH-CORE"}),
    ("switch01", "topology.neighbours"): (Verdict.CONFORMS, {"found": {"XGE1": "switch03"}}),
    ("switch01", "topology.links"): (Verdict.CONFORMS, {"expected": ["XGE1 switch03 GE24"], "found": []}),
    ("switch03", "topology.neighbours"): (Verdict.NOT_APPLICABLE, {"found": {"GE24": "hh-core"}}),
    ("xupu_router01", "topology.neighbours"): (Verdict.NOT_APPLICABLE, {"reason": "absent"}),
    ("line01", CARRIES): (Verdict.CONFORMS, {}),
}


def drawn(findings: Findings) -> Topology:
    return topology_of([Row(host, check, verdict, **more) for (host, check), (verdict, more) in findings.items()], PLAN)


def conditions(picture: Topology) -> dict[tuple[str, str], Condition]:
    return {(link.near, link.far): link.condition for link in picture.links}


def test_what_devices_tell_and_the_lines_of_the_plan_are_the_links() -> None:
    picture = drawn(USUAL)
    assert conditions(picture) == {
        ("switch01", "switch03"): Condition.UP,
        ("switch01", "xupu_router01"): Condition.UP,
    }
    assert [node.title for node in picture.nodes] == list(TITLES.values())
    assert list(remarks(picture)) == []


def test_a_neighbour_that_the_plan_accepts_is_no_stranger() -> None:
    told = {"found": {"XGE1": "switch03", "GE9": "CARRIER-PE"}, "expected": ["switch03", "CARRIER-PE"]}
    picture = drawn({**USUAL, ("switch01", "topology.neighbours"): (Verdict.CONFORMS, told)})
    assert {node.key: node.known for node in picture.nodes}["CARRIER-PE"]
    assert list(remarks(picture)) == []


def test_without_any_neighbour_there_is_no_picture() -> None:
    empty: Findings = {("switch01", "topology.neighbours"): (Verdict.CONFORMS, {"found": {}})}
    assert drawn(empty) == Topology()
    assert drawn({("switch01", CARRIES): (Verdict.DEVIATES, {})}) == Topology()


def test_what_stands_out_is_said_in_words_too() -> None:
    picture = drawn(
        {
            **USUAL,
            ("switch01", "topology.links"): (Verdict.DEVIATES, {"offending": ["XGE2 switch03 GE23"]}),
            ("switch03", "topology.neighbours"): (Verdict.DEVIATES, {"found": {"GE24": "switch01", "GE9": "MY-AP"}}),
            ("line01", CARRIES): (Verdict.DEVIATES, {}),
            ("xupu_router01", "topology.neighbours"): (Verdict.NOT_SEEN, {"reason": "unreachable"}),
        }
    )
    assert list(remarks(picture)) == [
        "断开：核心交换机一 — 服务器区接入交换机（XGE2 switch03 GE23）",
        "断开：核心交换机一 — 溆浦专线路由器（溆浦专线）",
        "未登记的相邻设备：MY-AP（服务器区接入交换机 GE9）",
        "未取得相邻关系：溆浦专线路由器",
    ]
    assert svg(picture).count("#a61b1b") == 4
    assert "不在设备清单中" in svg(picture)


def test_a_port_without_a_link_makes_its_link_red() -> None:
    ports = {("switch01", "network_ports.up"): (Verdict.DEVIATES, {"offending": ["XGE1"]})}
    assert conditions(drawn({**USUAL, **ports}))["switch01", "switch03"] is Condition.DOWN


def test_more_strangers_than_fit_are_counted() -> None:
    heard = {"found": {f"GE{number}": f"ghost{number}" for number in range(50)}}
    assert list(remarks(drawn({("switch01", "topology.neighbours"): (Verdict.CONFORMS, heard)})))[-1] == (
        "另有 10 台未登记的相邻设备未画出，见各设备检查结果。"
    )


def test_the_names_of_a_plan_and_what_is_drawn_is_kept_of_a_large_record() -> None:
    card = {"title": "核心交换机一", "site": "centre"}
    body = {"host": "switch01", "check": "topology.neighbours", "verdict": "conforms", "found": {"GE1": "switch03"}}
    run = Run("r1", {"hosts": {"switch01": card, "line01": {"ends": {"switch01": ["GE1"]}}}}, None, None, [body])
    plan = scope([run])
    assert plan.ends == {"line01": ("switch01",)}
    assert next(rows([run], plan, keep_all=False)).found == {"GE1": "switch03"}


TEXTS = st.text(max_size=80)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(TEXTS, TEXTS, max_size=6), TEXTS)
def test_whatever_devices_call_themselves_the_picture_is_well_formed(heard: dict[str, str], title: str) -> None:
    picture = printable(topology([Device("switch01", title, "中心", neighbours=heard)], {}), Printer(fonts.coverage()))
    root = ET.fromstring(svg(picture))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "g", "title", "path", "rect", "text"}


@pytest.mark.parametrize("render", [html.render, pdf.render])
def test_the_record_shows_the_picture_where_there_is_one(record: RoundRecord, render: Any) -> None:
    hostile = {"found": {"GE9": HOSTILE, "GE1": "switch03"}}
    picture = drawn({**USUAL, ("switch01", "topology.neighbours"): (Verdict.DEVIATES, hostile)})
    shown = printable(replace(record, topology=picture), Printer(fonts.coverage()))
    page = render(shown)
    assert page != render(record)
    if render is html.render:
        assert "<h2>网络拓扑" in page.decode()
        assert "<script>" not in page.decode()
        assert "<h2>网络拓扑" not in render(record).decode()
