"""A small centre on paper: sixteen hosts, a month of runs, one round with everything that a record can show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hfcheck.ledger import Evidence, Ledger, SigningKey, signature_event
from hfcheck.model import SHANGHAI
from hfcheck.station import Station

ROUND = "round/2026-11-23/morning/1"
LAST_RUN = "20261123-0832"
START = datetime(2026, 11, 9, 8, 32, tzinfo=SHANGHAI)
RUNS = 29
INSPECTOR, REVIEWER = "张建国", "李晓梅"

CENTRE = ("centre", "中心机房")
KINDS = {
    "application_servers": "应用服务器",
    "database_servers": "数据库服务器",
    "storage": "存储",
    "switches": "交换机",
    "firewalls": "防火墙",
    "hosted_channels": "托管渠道",
    "ups": "UPS 电源",
    "office_equipment": "办公终端",
}
HOSTS: dict[str, tuple[str, tuple[str, str], str]] = {
    "app-01": ("业务应用服务器一", CENTRE, "application_servers"),
    "app-02": ("业务应用服务器二", CENTRE, "application_servers"),
    "db-01": ("核心数据库主库", CENTRE, "database_servers"),
    "db-02": ("核心数据库备库", CENTRE, "database_servers"),
    "store-01": ("集中存储", CENTRE, "storage"),
    "sw-core-01": ("核心交换机", CENTRE, "switches"),
    "fw-01": ("边界防火墙", CENTRE, "firewalls"),
    "web-hall": ("网上业务大厅", CENTRE, "hosted_channels"),
    "xiangyiban": ("湘易办", CENTRE, "hosted_channels"),
    "hongjiang-gw": ("洪江接入服务器", ("hongjiang", "洪江管理部"), "application_servers"),
    "zhongfang-gw": ("中方接入服务器", ("zhongfang", "中方管理部"), "application_servers"),
    "yuanling-gw": ("沅陵接入服务器", ("yuanling", "沅陵管理部"), "application_servers"),
    "chenxi-sw": ("辰溪交换机", ("chenxi", "辰溪管理部"), "switches"),
    "xupu-pc": ("溆浦柜面终端", ("xupu", "溆浦管理部"), "office_equipment"),
    "huitong-gw": ("会同接入服务器", ("huitong", "会同管理部"), "application_servers"),
    "zhijiang-gw": ("芷江接入服务器", ("zhijiang", "芷江管理部"), "application_servers"),
}
UNCOVERED = {
    "ups-01": ("机房 UPS 一", CENTRE, "ups"),
    "tongdao-sw": ("通道交换机", ("tongdao", "通道管理部"), "switches"),
}
RUNNING = ["nginx", "auditd"]
# id: title, severity, rule, expected, usual value, unit, trend
CHECKS: dict[str, tuple[str, str, str, Any, Any, str, bool]] = {
    "reachable.answers": ("设备有应答", "critical", "equals", True, True, "", False),
    "disk.used": ("磁盘空间使用率", "high", "at_most", 85, {"/": 41, "/var": 62, "/data": 70}, "%", True),
    "disk.inodes": ("磁盘索引节点使用率", "medium", "at_most", 85, {"/": 12, "/var": 18}, "%", False),
    "load.five": ("五分钟平均负载", "medium", "at_most", 8, 1.25, "", True),
    "memory.used": ("内存使用率", "medium", "at_most", 90, 58.5, "%", True),
    "thermal.board": ("主板温度", "high", "at_most", 70, 46, "℃", True),
    "certificates.days_left": ("证书剩余有效期", "high", "at_least", 30, {"hfgjj.crt": 212}, "天", True),
    "units.failed": ("失败的系统服务", "high", "equals", [], [], "", False),
    "services.running": ("规定的服务在运行", "high", "contains_all", RUNNING, RUNNING, "", False),
    "ports.listening": ("监听端口在规定范围内", "high", "within", [22, 80, 443], [22, 443], "", False),
    "ssh_server.root_login": ("SSH 禁止 root 直接登录", "high", "equals", "no", "no", "", False),
    "time_sync.offset": ("时间偏差", "medium", "at_most", 500, 12, "毫秒", False),
    "backup.newest": ("最近一次备份", "critical", "newer_than", "26h", "2026-11-23T02:10:00+08:00", "", False),
    "packages.forbidden": ("禁用的软件未安装", "low", "contains_none", ["telnet"], ["openssh"], "", False),
    "accounts.uid0": ("只有 root 的 UID 为 0", "critical", "equals", ["root"], ["root"], "", False),
    "banner.text": ("登录提示语", "low", "matches", "仅限.*授权.*", "仅限授权人员使用", "", False),
}
HOSTILE = '<script>alert(1)</script> =HYPERLINK("http://x.test") #import "a" ] \\ \u202egpj.exe \x1b[31m a\nb 😀'
FAULTS: dict[tuple[str, str], dict[str, Any]] = {
    ("app-01", "disk.used"): {"found": {"/": 41, "/var": 97, "/data": 91}, "offending": {"/var": 97, "/data": 91}},
    ("app-01", "units.failed"): {"found": ["hf-settle.service"], "offending": ["hf-settle.service"]},
    ("app-02", "services.running"): {"found": ["nginx"], "offending": ["auditd"]},
    ("app-02", "ports.listening"): {"found": [22, 443, 8009], "offending": [8009]},
    ("db-01", "backup.newest"): {"found": "2026-11-19T02:10:00+08:00", "offending": "2026-11-19T02:10:00+08:00"},
    ("db-02", "thermal.board"): {"found": 73, "offending": 73},
    ("web-hall", "certificates.days_left"): {"found": {"hfgjj.crt": 9}, "offending": {"hfgjj.crt": 9}},
    ("hongjiang-gw", "ssh_server.root_login"): {"found": "yes", "offending": "yes"},
    ("zhongfang-gw", "banner.text"): {"found": HOSTILE, "offending": HOSTILE},
    ("yuanling-gw", "packages.forbidden"): {"found": ["telnet"], "offending": ["telnet"]},
    ("huitong-gw", "accounts.uid0"): {"found": ["root", "toor"], "offending": ["root", "toor"]},
}
WAIVER = {
    "reason": "厂家要求保留远程调试，迁移前无法关闭",
    "owner": "王志强",
    "approver": "科技信息部 刘主任",
    "expires": "2026-12-31T23:59:59+08:00",
    "compensation": "仅允许运维网段访问，登录全程录像",
}
DOWN = "xupu-pc"
TIMED_OUT = "connect to 198.51.100.17 port 22: Connection timed out"
BODY = dict[str, Any]


def plan(run: str) -> BODY:
    """The plan document of a run."""
    hosts = HOSTS | UNCOVERED
    return {
        "run": run,
        "planned_at": START.isoformat(),
        "inventory": "inventory/example",
        "playbook": "playbooks/daily_inspection.yml",
        "plays": [{"name": "Inspect", "source": "shell", "hosts": list(HOSTS), "checks": list(CHECKS)}],
        "checks": {name: _check(name) for name in CHECKS},
        "hosts": {name: _host(*about) for name, about in hosts.items()},
        "uncovered": list(UNCOVERED),
    }


def _check(name: str) -> BODY:
    title, severity, rule, _, _, unit, trend = CHECKS[name]
    role = name.partition(".")[0]
    clause = "GB/T 22239-2019 8.1.4.2" if severity in ("high", "critical") else "招标需求 五（一）"
    about = {"title": title, "clause": clause, "severity": severity, "reading": name, "rule": rule}
    return about | {"runbook": f"fix_{role}", "unit": unit, "trend": trend}


def _host(title: str, site: tuple[str, str], kind: str) -> BODY:
    return {"title": title, "site": site[0], "site_title": site[1], "kind": kind, "kind_title": KINDS[kind]}


def run_events(evidence: Evidence, run: str, at: datetime, age: int, complete: bool = True) -> Iterator[BODY]:
    """All events of one run; `age` is how many runs it lies before the last one."""
    stored = evidence.put(json.dumps(plan(run), ensure_ascii=False).encode())
    common = {"run": run, "at": at.isoformat()}
    counts = {"hosts": len(HOSTS), "checks": len(CHECKS)}
    yield common | {"id": f"run/{run}/plan", "type": "run.planned", "plan": stored, **counts}
    raw = {host: evidence.put(f"raw output of {host}".encode()) for host in HOSTS}
    for host in HOSTS:
        for check in CHECKS:
            about = {"id": f"run/{run}/{host}/{check}", "type": "finding", "host": host, "check": check}
            yield common | about | {"evidence": raw[host]} | _finding(host, check, age)
    clock = {"synchronised": True, "offset_ms": 3}
    times = {"started": at.isoformat(), "finished": (at + timedelta(minutes=2)).isoformat()}
    problems = [] if complete else ["the stream of host app-02 ended early"]
    ended = {"id": f"run/{run}/end", "type": "run.ended", "complete": complete, "problems": problems, "clock": clock}
    yield common | ended | times


def _finding(host: str, check: str, age: int) -> BODY:
    _, _, _, expected, usual, _, _ = CHECKS[check]
    if host == DOWN:
        return _down(check, expected)
    if (host, check) == ("store-01", "disk.used"):
        return {"verdict": "not_seen", "expected": expected, "reason": "timed_out", "detail": "no end within 20 s"}
    if (host, check) == ("sw-core-01", "thermal.board"):
        return {"verdict": "not_applicable", "expected": expected, "reason": "absent", "detail": "no sensor"}
    if (host, check) == ("fw-01", "ports.listening"):
        found = {"found": [22, 443, 4430], "offending": [4430]}
        return {"verdict": "waived", "expected": expected, "waiver": WAIVER} | found
    fault = FAULTS.get((host, check))
    if fault and age <= len(host + check) % 7:
        return {"verdict": "deviates", "expected": expected} | fault
    return {"verdict": "conforms", "expected": expected, "found": _drift(usual, host, age)}


def _down(check: str, expected: Any) -> BODY:
    if check == "reachable.answers":
        return {"verdict": "deviates", "expected": expected, "found": False, "offending": False, "detail": TIMED_OUT}
    return {"verdict": "not_seen", "expected": expected, "reason": "unreachable", "detail": TIMED_OUT}


def _drift(usual: Any, host: str, age: int) -> Any:
    shift = (RUNS - age) / 3 + sum(map(ord, host)) % 17 - 8 + (age * 7 % 5) / 2
    if isinstance(usual, dict):
        return {name: round(item + shift, 1) for name, item in usual.items()}
    return round(usual + shift / 4, 2) if isinstance(usual, float) else usual


def onsite(photo: str) -> list[BODY]:
    """The answers of a person in the room."""
    items = [
        ("机房", "温度", "normal", 23.4, "℃", None),
        ("机房", "湿度", "normal", 51, "%", None),
        ("机房", "UPS 面板负载率", "abnormal", 78, "%", "二号 UPS 负载偏高，已通知厂家"),
        ("机房", "精密空调运行", "normal", None, None, None),
        ("机房", "漏水检测", "normal", None, None, None),
        ("机房", "消防主机面板", "normal", None, None, None),
        ("机房", "异常声响与气味", "normal", None, None, None),
        ("大屏", "显示正常", "abnormal", None, None, "右下单元有一条暗线"),
        ("会议", "会议终端开机自检", "not_applicable", None, None, "会议室装修"),
    ]
    photos = [{"name": "ups-panel.jpg", "sha256": photo}]
    keys = ("area", "title", "answer", "value", "unit", "note")
    return [
        dict(zip(keys, row, strict=True)) | {"item": f"item-{number}", "photos": photos if row[2] == "abnormal" else []}
        for number, row in enumerate(items)
    ]


def round_event(evidence: Evidence, **changes: Any) -> BODY:
    """The round of the morning of 2026-11-23."""
    photo = evidence.put(b"a photograph of a UPS panel")
    handling = [
        {"host": "app-01", "check": "disk.used", "note": "已清理日志 38 GB，余量 22%"},
        {"host": "db-01", "check": "backup.newest", "note": "备份任务密码过期，已报数据库厂家，今日 12 时前补备"},
    ]
    body = {
        "id": ROUND,
        "type": "round",
        "at": "2026-11-23T09:12:00+08:00",
        "slot": {"date": "2026-11-23", "kind": "morning"},
        "arrived": "2026-11-23T08:31:00+08:00",
        "completed": "2026-11-23T09:12:00+08:00",
        "inspector": INSPECTOR,
        "runs": [LAST_RUN],
        "onsite": onsite(photo),
        "handling": handling,
        "note": "二号 UPS 负载偏高，建议下周负载均衡调整后复测。",
        "clock": {"synchronised": True, "offset_ms": 3},
    }
    return body | changes


def instants() -> Iterator[tuple[str, datetime]]:
    """The runs' names and instants, oldest first; the last is that of the round."""
    for number in range(RUNS):
        half_days, second = divmod(number, 2)
        at = START + timedelta(days=half_days, hours=8 if second else 0)
        yield f"{at:%Y%m%d-%H%M}", at


def fill(root: Path, history: bool = True, complete: bool = True, **changes: Any) -> Station:
    """A station whose ledger holds the runs, the round and its signature, and which knows the keys of both people."""
    station = Station(root)
    for name in (INSPECTOR, REVIEWER):
        register(station, name)
    evidence = Evidence(station.evidence)
    runs = list(instants())[0 if history else -1 :]
    with Ledger.open(station.ledger) as ledger:
        for number, (run, at) in enumerate(runs):
            ledger.append(run_events(evidence, run, at, len(runs) - 1 - number, complete), at + timedelta(minutes=3))
        at = datetime(2026, 11, 23, 9, 13, tzinfo=SHANGHAI)
        ledger.append([round_event(evidence, **changes)], at)
        sign(ledger, "inspector", INSPECTOR, at)
    return station


def sign(ledger: Ledger, role: str, name: str, at: datetime, of: str = ROUND) -> None:
    """Put a person's signature under an entry; the key is the person's, always the same."""
    entry = ledger.entry(of)
    assert entry is not None
    ledger.append([signature_event(entry, SigningKey(private_key(name)), name, role, at)], at)


def private_key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def register(station: Station, name: str, key_of: str = "") -> None:
    """Let the station know a person's public key, or somebody else's in its place."""
    public = private_key(key_of or name).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (station.keys / f"{name}.pub").write_bytes(pem)
