from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.command import PLATFORMS
from hfcheck.network.observed import Outcome
from hfcheck.readings import probing
from hfcheck.report import words
from hfcheck.report.words import detail_in_words, in_words
from hfcheck.station import PROJECT

STANZAS: list[dict[str, Any]] = [
    stanza
    for path in sorted(PROJECT.glob("roles/*/vars/main/checks.yml"))
    for stanzas in yaml.safe_load(path.read_text()).values()
    for stanza in stanzas
]
DEFAULTS: dict[str, Any] = {
    name: value
    for path in sorted(PROJECT.glob("roles/*/defaults/main.yml"))
    for name, value in (yaml.safe_load(path.read_text()) or {}).items()
}
VARIABLE = re.compile(r"\{\{ (\w+) \}\}")


@pytest.mark.parametrize("outcome", sorted(probing.SEEN | probing.STATION | {str(one) for one in Outcome}))
def test_every_outcome_of_a_probe_and_of_a_line_is_in_chinese(outcome: str) -> None:
    assert words.OUTCOMES[outcome] != outcome
    assert not words.OUTCOMES[outcome].isascii()


def test_every_platform_has_a_name() -> None:
    assert set(words.PLATFORMS) == set(PLATFORMS)


@pytest.mark.parametrize(
    ("check", "value", "told"),
    [
        ("line.carries", "no_echo", "无应答"),
        ("terminal.service", "refused", "拒绝连接"),
        ("hosted_channel.dns_outcome", "no_such_name", "域名不存在"),
        ("hosted_channel.certificate_chain", "ok", "可信"),
        ("firewall_policy.role", "standby", "备用"),
        ("service_state.active", {"a.service": "active"}, {"a.service": "运行中"}),
        ("network_ports.duplex", {"GE1/0/1": "half"}, {"GE1/0/1": "半双工"}),
        ("network_routing.ospf_down", ["10.0.0.1 Init/DROther"], ["10.0.0.1 初始化（Init/DROther）"]),
        ("network_routing.ospf_neighbours", ["10.0.0.1"], ["10.0.0.1"]),
        ("network_routing.bgp_down", ["10.0.0.1 Active"], ["10.0.0.1 正在重试连接（Active）"]),
        ("network_routing.vrrp_groups", ["Vlanif10 1 master"], ["Vlanif10 1 主（master）"]),
        ("network_routing.vrrp_unsettled", ["Vlan10 1 odd"], ["Vlan10 1 odd"]),
        ("network_base.fans", ["slot 1 fan 2: fault"], ["槽位 1 风扇 2：故障（fault）"]),
        ("network_base.fans", ["Slot 1 Fan 2: Wobbles"], ["槽位 1 风扇 2: Wobbles"]),
        ("network_base.cpu", {"device": 12.0, "slot 2": 90.5}, {"整机": 12.0, "槽位 2": 90.5}),
        ("network_base.vty_filtered", {"0-4": ""}, {"0-4": "未绑定"}),
        ("network_base.vty_protocols", {"0-4": "all"}, {"0-4": "SSH 与 Telnet"}),
        (
            "network_base.saved",
            ["+ vlan 20: name x", "- ftp server enable"],
            ["新增 vlan 20: name x", "删去 ftp server enable"],
        ),
        ("network_base.users_outside", ["unknown@console con 0"], ["未具名（控制台） con 0"]),
        (
            "address_watch.home_made",
            ["b0:95:8e:00:00:01 10.20.20.77 GigabitEthernet1/0/5 vlan 20: made by TP-Link"],
            ["b0:95:8e:00:00:01 10.20.20.77 GigabitEthernet1/0/5 VLAN 20，厂商 TP-Link"],
        ),
        (
            "address_watch.moved",
            ["aa:bb:cc:00:00:01 10.0.0.5 - vlan - instead of aa:bb:cc:00:00:02"],
            ["aa:bb:cc:00:00:01 10.0.0.5 - VLAN 未知，登记为 aa:bb:cc:00:00:02"],
        ),
        (
            "port_watch.hidden_switches",
            ["GE1/0/7 vlan 10: 4 addresses a, b, c, …", "and 3 more"],
            ["GE1/0/7 VLAN 10: 4 个地址：a, b, c, …", "另有 3 项"],
        ),
        ("port_watch.radios", ["GE1/0/7 vlan 10: locally administered 3 addresses a"], None),
        ("disk.used", {"active": 3, "device": 4}, {"active": 3, "device": 4}),
        ("line.loss", 12.5, 12.5),
        ("firewall_policy.peer", False, False),
        ("line.carries", None, None),
    ],
)
def test_words_of_a_value(check: str, value: Any, told: Any) -> None:
    assert in_words(check, value) == (
        ["GE1/0/7 VLAN 10: 随机 MAC 3 个地址：a"] if check == "port_watch.radios" else told
    )


def test_names_that_would_read_alike_stay_as_they_are() -> None:
    alike = {"slot 1": 1, "槽位 1": 2}
    assert in_words("network_base.cpu", alike) == alike


@settings(max_examples=50)
@given(st.text(max_size=80) | st.lists(st.text(max_size=30), max_size=4) | st.dictionaries(st.text(), st.booleans()))
def test_a_check_that_no_table_knows_keeps_its_values(value: Any) -> None:
    assert in_words("storage_volumes.used", value) == value


@pytest.mark.parametrize("key", [*words.EXACT, *words.PIECES, *words.ENDINGS, *words.EXPECTED])
def test_every_key_begins_the_id_of_a_check(key: str) -> None:
    assert any(stanza["id"].startswith(key) for stanza in STANZAS)


def test_where_no_is_expected_yes_and_no_have_words() -> None:
    """The title says what is right, so that 否 beside it would read as its contrary."""
    denied = [stanza for stanza in STANZAS if stanza["rule"] == "equals" and _default(stanza) is False]
    assert len(denied) >= 6
    assert [stanza["id"] for stanza in denied if stanza.get("unit", "").count("/") != 1] == []


def _default(stanza: dict[str, Any]) -> Any:
    found = VARIABLE.fullmatch(str(stanza["expected"]))
    return DEFAULTS.get(found[1]) if found else stanza["expected"]


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("no command of huawei_vrp tells sessions", "华为 VRP 没有可用的读取命令"),
        ("settings of frr cannot be read", "FRRouting 的配置暂不能解读"),
        ("the device does not tell whether it sees its peer", "设备不提供此项数据"),
        ("the device tells no count of discards", "设备不提供此项数据"),
        ("the device does not tell it of fan 1, fan 2", "设备未提供：fan 1, fan 2"),
        ("the clock follows no source", "时钟没有同步的时间源"),
        ("display fan: Error: Unrecognized command.", "display fan：设备回答“Error: Unrecognized command.”"),
        ("show ntp status: timed_out", "show ntp status：超时"),
        ("unreachable: no route to host", "不可达：no route to host"),
        ("refused: ", "拒绝连接"),
        ("connect to 198.51.100.17 port 22: timed out", "connect to 198.51.100.17 port 22: timed out"),
        ("198.51.100.17 port 22: no answer within 20 s", "198.51.100.17 端口 22：20 秒内无应答"),
        ("198.51.100.17 port 22: it refused the login of 'inspect'", "198.51.100.17 端口 22：拒绝用户 inspect 登录"),
        ("198.51.100.17 port 22: its host key is not known. Compare it.", "198.51.100.17 端口 22：主机密钥未登记"),
        (
            "198.51.100.17 port 22: its host key is not the one in known_hosts: somebody stands in between",
            "198.51.100.17 端口 22：主机密钥与登记的不符",
        ),
        ("198.51.100.17 port 22: Connection refused", "198.51.100.17 端口 22 连接失败：Connection refused"),
        (
            'Data could not be sent to remote host "a". Make sure this host can be reached over ssh: no route\nto host',
            "SSH 连接失败：no route\nto host",
        ),
        ("", ""),
    ],
)
def test_words_of_a_reason(detail: str, told: str) -> None:
    assert detail_in_words(detail) == told
