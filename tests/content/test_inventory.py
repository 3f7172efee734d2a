"""The example inventory has the centre's shape, and an office is one file."""

from __future__ import annotations

import ipaddress
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "inventory" / "example"
RESERVED = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
OFFICES = {"洪江", "中方", "沅陵", "辰溪", "溆浦", "会同", "麻阳", "新晃", "芷江", "靖州", "通道", "洪江区"}
SYSTEMS = {
    "归集提取管理系统", "个人贷款管理系统", "会计核算管理系统", "数据上报系统", "报表系统", "转移接续平台", "征信上报",
    "统计分析系统", "住建部结算应用系统对接", "客户管理子系统", "电子档案系统", "综合服务平台", "个人网厅", "单位网厅",
    "开发商网厅", "好差评系统对接", "支付宝小程序核心对接", "微信小程序核心对接", "短信数据后台生成", "清理缓存",
    "服务渠道接口运维",
}  # fmt: skip
CHANNELS = {"网上业务大厅", "手机APP", "微信", "湘易办"}
KINDS = {
    "servers", "storage", "network", "firewalls", "vpn_gateways", "bank_access", "ups", "cooling", "power_environment",
    "conference", "big_screen_video", "office_equipment", "business_services", "hosted_channels", "lines",
}  # fmt: skip
SUBGROUPS = {
    "servers": {
        "application_servers",
        "database_servers",
        "middleware_servers",
        "operations_servers",
        "watch_stations",
        "vpn_link_gateways",
        "failover_nodes",
        "backup_sources",
    },
    "network": {"switches", "routers"},
}
# Groups of kinds that share the way in to them.
WAYS_IN = {
    "network_devices": {"network", "firewalls", "vpn_gateways", "bank_access"},
    "terminals": {"big_screen_video", "office_equipment"},
}
# Kinds that no playbook asks yet.
UNASKED = {"storage", "ups", "cooling", "power_environment", "conference", "business_services"}
PLACES = {"ansible_host", "hosted_channel_name", "line_near", "line_far"}
SECRET = re.compile(r"password|passwd|secret|token|community|private_key$|passphrase", re.IGNORECASE)
ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


def listed(inventory: Path) -> dict[str, Any]:
    """What Ansible itself makes of an inventory."""
    program = [sys.executable, "-m", "ansible.cli.inventory", "-i", str(inventory), "--list"]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=120, cwd=inventory)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return listed(EXAMPLE)


def hosts(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every host with its variables."""
    variables: dict[str, dict[str, Any]] = found["_meta"]["hostvars"]
    return variables


def members(found: dict[str, Any], group: str) -> set[str]:
    """The hosts of a group and of the groups below it."""
    entry = found.get(group, {})
    below = [members(found, child) for child in entry.get("children", [])]
    return set(entry.get("hosts", [])).union(*below)


def groups_above(found: dict[str, Any], host: str, names: set[str]) -> set[str]:
    """Which of the named groups hold a host."""
    return {name for name in names if host in members(found, name)}


def site_groups(found: dict[str, Any]) -> set[str]:
    """The groups that are sites."""
    return {name for name in found if name.startswith("site_")}


def plain_files() -> list[Path]:
    """Every file of the inventory."""
    return sorted(path for path in EXAMPLE.rglob("*") if path.is_file())


def test_the_centre_and_twelve_offices_are_sites(example: dict[str, Any]) -> None:
    titles = {(host["site"], host["site_title"]) for host in hosts(example).values()}
    assert {title for _, title in titles} == {f"{name}管理部" for name in OFFICES} | {"中心本部"}
    assert {f"site_{site}" for site, _ in titles} == site_groups(example)
    assert {path.stem for path in (EXAMPLE / "sites").iterdir()} == {site for site, _ in titles}


def test_every_host_has_one_site_one_kind_and_a_chinese_title(example: dict[str, Any]) -> None:
    for name, host in hosts(example).items():
        assert groups_above(example, name, site_groups(example)) == {f"site_{host['site']}"}
        assert groups_above(example, name, KINDS) == {host["kind"]}
        assert re.search(r"[\u4e00-\u9fff]", host["title"])
        assert re.search(r"[\u4e00-\u9fff]|UPS|VPN", host["kind_title"])
    assert len({host["title"] for host in hosts(example).values()}) == len(hosts(example))


def test_the_tree_of_functions_has_no_hosts_and_every_kind_is_named() -> None:
    tree = yaml.safe_load((EXAMPLE / "groups.yml").read_text(encoding="utf-8"))
    assert set(tree) == KINDS | WAYS_IN.keys()
    assert {name: tree[name] for name in WAYS_IN} == {
        name: {"children": dict.fromkeys(kinds)} for name, kinds in WAYS_IN.items()
    }
    for name, group in ((kind, tree[kind]) for kind in KINDS):
        assert set(group) <= {"vars", "children"}
        assert set(group["vars"]) == {"kind", "kind_title"}
        assert group["vars"]["kind"] == name
        assert set(group.get("children", {})) == SUBGROUPS.get(name, set())


def test_every_functional_group_is_used(example: dict[str, Any]) -> None:
    leaves = (KINDS - SUBGROUPS.keys()).union(*SUBGROUPS.values())
    assert {name for name in leaves if not members(example, name)} == set()


def test_sites_join_only_groups_of_the_tree(example: dict[str, Any]) -> None:
    known = KINDS.union(*SUBGROUPS.values())
    for path in (EXAMPLE / "sites").iterdir():
        named = set(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert named - known == {f"site_{path.stem}"}
    assert "ungrouped" not in example["all"]["children"] or not members(example, "ungrouped")


def test_the_systems_and_channels_of_the_tender_are_there(example: dict[str, Any]) -> None:
    def titles(group: str) -> set[str]:
        return {hosts(example)[name]["title"] for name in members(example, group)}

    assert len(SYSTEMS) == 21
    assert titles("business_services") == SYSTEMS
    assert titles("hosted_channels") == CHANNELS


def test_addresses_are_reserved_and_used_once(example: dict[str, Any]) -> None:
    used: Counter[str] = Counter()
    for host in hosts(example).values():
        used.update(host[name] for name in PLACES if name in host)
        assert PLACES & set(host)
        used.update(host.get("hosted_channel_addresses", []))
    assert {name: count for name, count in used.items() if count > 1} == {}
    for place in used:
        numbers = ADDRESS.fullmatch(place)
        assert any(ipaddress.ip_address(place) in net for net in RESERVED) if numbers else place.endswith(".example")


def test_no_file_names_another_address() -> None:
    found = {text for path in plain_files() for text in ADDRESS.findall(path.read_text(encoding="utf-8"))}
    assert found
    assert {text for text in found if not any(ipaddress.ip_address(text) in net for net in RESERVED)} == set()


def test_every_address_is_in_the_table_of_the_docs(example: dict[str, Any]) -> None:
    page = (PROJECT / "docs" / "inventory.md").read_text(encoding="utf-8")
    rows = page.split("## Addresses of the example")[1].split("## ")[0].splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| ") and "/" in row]
    documented = [ipaddress.ip_network(name.strip()) for cell in cells for name in cell.split(",")]
    used = {
        place
        for host in hosts(example).values()
        for name in PLACES & set(host)
        if ADDRESS.fullmatch(place := host[name])
    }
    assert len(used) > 150
    assert [place for place in sorted(used) if not any(ipaddress.ip_address(place) in net for net in documented)] == []


def scalars(node: object, key: str = "") -> list[tuple[str, str]]:
    """Every scalar of a document with the key it stands under."""
    if isinstance(node, dict):
        return [pair for name, value in node.items() for pair in scalars(value, str(name))]
    if isinstance(node, list):
        return [pair for value in node for pair in scalars(value, key)]
    return [(key, str(node))]


def test_secrets_are_only_names_of_the_vault() -> None:
    expected = yaml.safe_load((EXAMPLE / "group_vars/all/vault.yml.example").read_text(encoding="utf-8"))
    assert all(name.startswith("vault_") for name in expected)
    read = [path for path in plain_files() if path.suffix == ".yml" and path.name != "vault.yml"]
    pairs = [pair for path in read for pair in scalars(yaml.safe_load(path.read_text(encoding="utf-8")))]
    secrets = {value for key, value in pairs if SECRET.search(key)}
    assert secrets
    assert secrets <= {f"{{{{ {name} }}}}" for name in expected}
    assert {name for _, value in pairs for name in re.findall(r"vault_\w+", value)} == set(expected)


def test_the_vault_example_is_not_read(example: dict[str, Any]) -> None:
    assert not any(name.startswith("vault_") for host in hosts(example).values() for name in host)


def office_of_the_docs() -> str:
    """The file that the documentation shows."""
    page = (PROJECT / "docs" / "inventory.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


def test_an_office_is_one_new_file(tmp_path: Path, example: dict[str, Any]) -> None:
    copy = tmp_path / "inventory"
    shutil.copytree(EXAMPLE, copy)
    (copy / "sites" / "hecheng.yml").write_text(office_of_the_docs(), encoding="utf-8")
    after = listed(copy)
    added = {name: host for name, host in hosts(after).items() if name not in hosts(example)}
    assert {host["site_title"] for host in added.values()} == {"鹤城管理部"}
    assert {(host["kind"], host["kind_title"]) for host in added.values()} == {
        ("servers", "服务器"),
        ("network", "网络设备"),
        ("lines", "线路"),
        ("office_equipment", "办公设备"),
    }
    assert {tuple(host["site_lines"]) for host in added.values()} == {("hecheng_line01",)}
    assert site_groups(after) - site_groups(example) == {"site_hecheng"}
    assert members(after, "servers") - members(example, "servers") == {"hecheng_app01"}
    assert {name: host for name, host in hosts(after).items() if name in hosts(example)} == hosts(example)


def test_the_office_of_the_docs_takes_free_addresses(example: dict[str, Any]) -> None:
    taken = {host[name] for host in hosts(example).values() for name in PLACES & set(host)}
    wanted = set(ADDRESS.findall(office_of_the_docs())) - {"198.51.100.224", "203.0.113.176", "192.0.2.0"}
    assert len(wanted) == 5
    assert not taken & wanted


def test_an_office_stands_behind_its_lines_and_each_ends_at_two_devices(example: dict[str, Any]) -> None:
    offices = [host for host in hosts(example).values() if host["site"] != "centre"]
    assert all(len(host["site_lines"]) == 2 for host in offices)
    lines = {name: hosts(example)[name] for name in members(example, "lines")}
    assert {line for host in offices for line in host["site_lines"]} <= set(lines)
    for line in lines.values():
        assert ipaddress.ip_network(f"{line['line_near']}/30", strict=False) == ipaddress.ip_network(
            f"{line['line_far']}/30", strict=False
        )
        assert set(line["line_ends"]) <= set(hosts(example))
        assert all(words for words in line["line_ends"].values())


def test_no_two_lines_end_at_one_port(example: dict[str, Any]) -> None:
    ends = [
        (device, words[0])
        for name in members(example, "lines")
        for device, words in hosts(example)[name]["line_ends"].items()
    ]
    assert len(ends) == len(set(ends)) == 50


def test_every_kind_but_the_known_ones_is_asked_by_the_daily_inspection(example: dict[str, Any]) -> None:
    books = yaml.safe_load((PROJECT / "playbooks/daily_inspection.yml").read_text(encoding="utf-8"))
    plays = [
        play
        for book in books
        for play in yaml.safe_load(
            (PROJECT / "playbooks" / book["ansible.builtin.import_playbook"]).read_text(encoding="utf-8")
        )
    ]
    asked = {name for play in plays for name in members(example, play["hosts"])}
    left = {host["kind"] for name, host in hosts(example).items() if name not in asked}
    assert left == UNASKED


def test_what_has_an_operating_system_is_no_network_device(example: dict[str, Any]) -> None:
    assert hosts(example)["bank01"]["kind"] == "servers"
    assert "device_platform" not in hosts(example)["bank01"]
    assert not members(example, "servers") & members(example, "network_devices")


def settings_of_groups() -> list[Path]:
    """The files of group_vars that Ansible reads."""
    return sorted((EXAMPLE / "group_vars").glob("*/*.yml"))


@pytest.mark.parametrize("path", settings_of_groups(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_group_vars_steer_the_role_they_are_named_for(path: Path) -> None:
    assert path.parent.name in {"all"} | WAYS_IN.keys() | KINDS.union(*SUBGROUPS.values())
    defaults = PROJECT / "roles" / path.stem / "defaults" / "main.yml"
    if path.stem in {"connection", "onsite", "vault"}:
        assert not defaults.exists()
        return
    known = yaml.safe_load(defaults.read_text(encoding="utf-8"))
    named = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert named
    assert {name for name, value in named.items() if name not in known or value == known[name]} == set()
