"""The words of readings in Chinese: one table for every state, outcome and English phrase that a paper shows.

Readings keep English words in the ledger. What a device, a file or a person wrote stays as it is, and so does what no
table knows. A table counts for the checks whose ids begin with its key, as one word means different things: `active`
is a firewall's role and a service's state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from hfcheck.model import Value

Known = TypeVar("Known", Value, Value | None)
Phrases = Sequence[tuple[re.Pattern[str], str]]

OUTCOMES: Mapping[str, str] = {
    "answered": "有应答",
    "no_echo": "无应答",
    "timed_out": "超时",
    "refused": "拒绝连接",
    "reset": "连接被重置",
    "unreachable": "不可达",
    "unresolvable": "域名无法解析",
    "certificate": "证书不可信",
    "no_tls": "不是 TLS 服务",
    "malformed": "应答不合规范",
    "no_network": "巡检站无网络",
    "no_such_name": "域名不存在",
    "no_addresses": "域名没有地址",
    "cut_off": "输出中断",
    "strange": "回显不符",
    "unasked": "会话已结束，未询问",
}
SERVICES: Mapping[str, str] = {
    "active": "运行中",
    "inactive": "未运行",
    "failed": "失败",
    "activating": "启动中",
    "deactivating": "停止中",
    "enabled": "自启",
    "disabled": "不自启",
    "masked": "已屏蔽",
    "static": "由其他服务启动",
    "alias": "别名",
    "indirect": "间接启动",
    "generated": "自动生成",
}
DUPLEX: Mapping[str, str] = {"full": "全双工", "half": "半双工", "auto": "自协商"}
INPUT: Mapping[str, str] = {"drop": "丢弃", "accept": "放行", "reject": "拒绝"}
STATES: Mapping[str, str] = {
    "master": "主",
    "backup": "备",
    "active": "主",
    "standby": "备",
    "initialize": "初始化",
    "init": "初始化",
    "listen": "侦听",
    "speak": "协商中",
    "down": "中断",
    "attempt": "尝试中",
    "2-way": "双向可达",
    "exstart": "协商中",
    "exchange": "同步中",
    "loading": "同步中",
    "full": "完全邻接",
    "idle": "空闲，未连接",
    "connect": "正在连接",
    "opensent": "协商中",
    "openconfirm": "协商中",
    "established": "已建立",
}
# BGP's Active is no state of a pair: it is still trying.
BGP_STATES: Mapping[str, str] = {**STATES, "active": "正在重试连接"}
PARTS: Mapping[str, str] = {
    "normal": "正常",
    "absent": "未安装",
    "faulty": "故障",
    "fault": "故障",
    "failed": "故障",
    "fail": "故障",
    "abnormal": "异常",
    "not ok": "异常",
}
# Whole values.
EXACT: Mapping[str, Mapping[str, str]] = {
    "line.": OUTCOMES,
    "terminal.": OUTCOMES,
    "hosted_channel.": {**OUTCOMES, "ok": "可信"},
    "service_state.": SERVICES,
    "network_ports.duplex": DUPLEX,
    "network_interfaces.duplex": DUPLEX,
    "host_firewall.input": INPUT,
    "kernel_settings.core_dumps": {"off": "关闭", "collected": "集中收集", "off_for_logins": "登录会话中关闭"},
    "ssh_server.root_login": {
        "no": "禁止",
        "yes": "允许",
        "prohibit-password": "仅限密钥",
        "without-password": "仅限密钥",
        "forced-commands-only": "仅限指定命令",
    },
    "firewall_policy.role": {"active": "主用", "standby": "备用"},
    "network_base.vty_authentication": {"aaa": "AAA", "password": "仅口令", "none": "不鉴别"},
    "network_base.vty_protocols": {"ssh": "SSH", "telnet": "Telnet", "all": "SSH 与 Telnet", "none": "不接受"},
    "network_base.vty_filtered": {"": "未绑定"},
    "network_base.vty_acl": {"": "未绑定"},
    "network_base.login_banner": {"": "未设置"},
    "network_base.": {"device": "整机"},
    "network_access.stp_root_port": {"itself": "本机为根桥"},
}
WHERE: Phrases = ((re.compile(r"\bvlan -"), "VLAN 未知"), (re.compile(r"\bvlan (?=\d)"), "VLAN "))
WATCH: Phrases = (
    (re.compile(r": made by "), "，厂商 "),
    (re.compile(r" instead of "), "，登记为 "),
    (re.compile(r"\blocally administered (?=\d)"), "随机 MAC "),
    (re.compile(r"\b(\d{1,6}) addresses "), r"\1 个地址："),
    (re.compile(r"\Aand (\d{1,6}) more\Z"), r"另有 \1 项"),
    *WHERE,
)
GEAR: Phrases = (
    (re.compile(r"\bchassis (?=\d)", re.IGNORECASE), "机框 "),
    (re.compile(r"\bslot (?=\d)", re.IGNORECASE), "槽位 "),
    (re.compile(r"\bfan (?=\d)", re.IGNORECASE), "风扇 "),
    (re.compile(r"\b(?:power|psu) (?=\d)", re.IGNORECASE), "电源 "),
)
# Parts of values that a reading composed; what stands between them is the device's.
PIECES: Mapping[str, Phrases] = {
    "address_watch.": WATCH,
    "port_watch.": WATCH,
    "network_base.users": ((re.compile(r"\Aunknown@"), "未具名@"), (re.compile(r"@console(?= |\Z)"), "（控制台）")),
    "network_base.saved": ((re.compile(r"\A\+ "), "新增 "), (re.compile(r"\A- "), "删去 ")),
    "network_base.": GEAR,
    "network_ports.": ((re.compile(r"( \S+) unknown\Z"), r"\1 端口未知"),),
}
# What stands behind a mark at the end of a value: the neighbour's state, the group's role, the part's condition.
ENDINGS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "network_routing.ospf": (" ", STATES),
    "network_routing.bgp": (" ", BGP_STATES),
    "network_routing.vrrp": (" ", STATES),
    "network_base.fans": (": ", PARTS),
    "network_base.power": (": ", PARTS),
    "network_base.modules": (": ", PARTS),
}
# What a check expects, where its pattern says nothing to who reads it.
EXPECTED: Mapping[str, str] = {
    "network_base.vty_filtered": "每条线路都绑定访问控制列表",
}
PLATFORMS: Mapping[str, str] = {
    "cisco_ios": "思科 IOS",
    "frr": "FRRouting",
    "h3c_comware": "新华三 Comware",
    "hillstone_stoneos": "山石 StoneOS",
    "huawei_vrp": "华为 VRP",
    "ruijie_os": "锐捷 RGOS",
}
AT = r"(\S{1,80}) port (\d{1,5})"
NO_LOG = "设备时钟不准，日志时间不可信"
# Why there is no value, in our own words; a device's words follow behind its command.
DETAILS: Phrases = (
    (re.compile(r"no command of (\w{1,40}) tells \w{1,40}"), r"{\1} 没有可用的读取命令"),
    (re.compile(r"(?:settings|the policy) of (\w{1,40}) cannot be read"), r"{\1} 的配置暂不能解读"),
    (re.compile(r"the policy, or a part of it, is of an older form that cannot be read"), "安全策略为旧格式，不能解读"),
    (re.compile(r"the device does not tell it of (.{1,400})"), r"设备未提供：\1"),
    (re.compile(r"the device (?:does not tell|tells no) .{1,200}"), "设备不提供此项数据"),
    (re.compile(r"the clock follows no source"), "时钟没有同步的时间源"),
    (re.compile(r"the device's clock is not right, so its log has no times"), NO_LOG),
    (re.compile(r"the log does not reach back to the last round"), "日志没有覆盖到上轮巡检"),
    (re.compile(r"no request was answered"), "探测报文均无应答"),
    (re.compile(r"fewer than two answers"), "应答不足两个"),
    (re.compile(r"no finding in the ledger"), "台账中没有结果"),
    (re.compile(r"no end within (\d{1,6}) s"), r"\1 秒内没有结束"),
    (re.compile(rf"{AT}: no answer within (\S{{1,20}}) s"), r"\1 端口 \2：\3 秒内无应答"),
    (re.compile(rf"{AT}: it refused the login of '(.{{1,64}})'"), r"\1 端口 \2：拒绝用户 \3 登录"),
    (re.compile(rf"{AT}: its host key is not known\. .{{1,800}}"), r"\1 端口 \2：主机密钥未登记"),
    (re.compile(rf"{AT}: its host key is not the one in .{{1,800}}"), r"\1 端口 \2：主机密钥与登记的不符"),
    (re.compile(rf"{AT}: (.{{1,800}})", re.DOTALL), r"\1 端口 \2 连接失败：\3"),
    (
        re.compile(r'Data could not be sent to remote host "(\S{1,80})"\.[^:]{1,80}: (.{1,800})', re.DOTALL),
        r"SSH 连接失败：\2",
    ),
)
ASKED = re.compile(r"((?:display|show) [\w ./:-]{1,120}?|\w{1,20}): (.{0,800})", re.DOTALL)


def in_words(check: str, value: Known) -> Known:
    """A value of a check with our words in Chinese; numbers and truth stay what they are."""
    if isinstance(value, str):
        return _words(check, value)
    if isinstance(value, Mapping):
        told = {_words(check, name): _scalar(check, item) for name, item in value.items()}
        # Two names that read alike would hide one of them.
        return told if len(told) == len(value) else value
    return [_scalar(check, item) for item in value] if isinstance(value, Sequence) else value


def _scalar(check: str, item: bool | float | str) -> bool | float | str:
    return _words(check, item) if isinstance(item, str) else item


def _words(check: str, text: str) -> str:
    for prefix, whole in EXACT.items():
        if check.startswith(prefix) and text in whole:
            return whole[text]
    for prefix, (mark, endings) in ENDINGS.items():
        head, found, end = text.rpartition(mark)
        state = endings.get(end.partition("/")[0].lower())
        if check.startswith(prefix) and found and state:
            text = f"{head}{mark.replace(': ', '：')}{state}（{end}）"
    for prefix, pieces in PIECES.items():
        if check.startswith(prefix):
            for pattern, words in pieces:
                text = pattern.sub(words, text)
    return text


def detail_in_words(detail: str) -> str:
    """Why there is no value, in Chinese where the words are ours; others stay as they are."""
    for pattern, words in DETAILS:
        if found := pattern.fullmatch(detail):
            told = found.expand(words)
            return re.sub(r"\{(\w+)\}", lambda one: PLATFORMS.get(one[1], one[1]), told)
    asked = ASKED.fullmatch(detail)
    if asked and asked[1] in OUTCOMES:
        return f"{OUTCOMES[asked[1]]}：{asked[2]}" if asked[2].strip() else OUTCOMES[asked[1]]
    if asked and " " in asked[1]:
        return f"{asked[1]}：{OUTCOMES.get(asked[2]) or f'设备回答“{asked[2]}”'}"
    return detail
