from __future__ import annotations

from typing import Any

import pytest

from hfcheck.errors import ContentError
from hfcheck.watching import Watched, channels, echoes, modules, rules, targets

STANZA = {"title": "磁盘", "severity": "high", "runbook": "free_disk_space", "expected": "{{ disk_used }}"}
ALERT = {"check": "disk.used", "of": "servers", "expr": "used{$hosts} > $limit"}
DEFAULTS = {"disk_used": 85.0, "page_url": "https://{{ page_name }}/", "page_name": "", "line_far": None}
HOSTS: dict[str, dict[str, Any]] = {
    "app01": {"ansible_host": "192.0.2.11", "title": "应用", "site": "centre"},
    "app-02.x": {"disk_used": 70.0},
    "db01": {"disk_used": None, "ansible_host": "2001:db8::1"},
}


def watched(hosts: dict[str, dict[str, Any]] = HOSTS, **more: Any) -> Watched:
    groups = {"servers": list(hosts), "lines": [name for name in hosts if name.startswith("line")]}
    return Watched(hosts, groups, DEFAULTS | more.pop("defaults", {}), {"disk.used": STANZA | more})


def expressions(found: dict[str, Any]) -> list[str]:
    return [rule["expr"] for group in found["groups"] for rule in group["rules"]]


def test_hosts_of_one_limit_share_a_rule_and_what_is_not_declared_makes_none() -> None:
    assert expressions(rules(watched(), [ALERT], "2m")) == [
        'used{host=~"app\\\\-02\\\\.x"} > 70.0',
        'used{host=~"app01"} > 85.0',
    ]


def test_a_rule_has_the_words_of_its_check() -> None:
    (rule,) = rules(watched({"app01": {}}), [ALERT], "2m")["groups"][0]["rules"]
    assert rule["labels"] == {"check": "disk.used", "severity": "high", "runbook": "free_disk_space"}
    assert (rule["annotations"]["summary"], rule["for"]) == ("磁盘", "2m")


def test_what_is_no_number_or_no_check_is_refused() -> None:
    with pytest.raises(ContentError, match=r"expected a number as the limit of disk\.used for app01, found 'much'"):
        rules(watched({"app01": {"disk_used": "much"}}), [ALERT], "2m")
    with pytest.raises(ContentError, match=r"expected an alert to stand for a check, found 'disk\.odd'"):
        rules(watched(), [ALERT | {"check": "disk.odd"}], "2m")


def test_a_default_refers_to_what_the_inventory_says() -> None:
    found = watched({"hall": {"page_name": "hall.example"}})
    assert found.value("hall", "page_url") == "https://hall.example/"
    for default in ("{{ page_url }}", "{{ a | b }}", "x {{ page_url | upper }}"):
        with pytest.raises(ContentError, match="expected a default that refers to variables alone"):
            watched({"hall": {}}, defaults={"page_url": default}).value("hall", "page_url")


def test_targets_carry_who_they_are() -> None:
    assert targets(watched(), "servers", 9100) == [
        {"targets": ["app-02.x:9100"], "labels": {"host": "app-02.x"}},
        {"targets": ["192.0.2.11:9100"], "labels": {"host": "app01", "title": "应用", "site": "centre"}},
        {"targets": ["[2001:db8::1]:9100"], "labels": {"host": "db01"}},
    ]
    assert targets(watched(), "nowhere", 1) == []


def test_a_line_is_asked_at_its_far_end_and_nowhere_without_one() -> None:
    found = watched({"line01": {"line_far": "203.0.113.2"}, "line02": {}})
    assert echoes(found, ["lines", "servers"]) == [{"targets": ["203.0.113.2"], "labels": {"host": "line01"}}]


def test_a_channel_is_asked_by_a_module_of_its_own() -> None:
    said = {
        "url": "https://hall.example/",
        "deadline": 10,
        "statuses": [200],
        "redirects": 0,
        "content": "a.b",
        "ca_file": "",
    }
    host = {f"hosted_channel_{name}": value for name, value in said.items()}
    found = Watched({"hall": host}, {"hosted_channels": ["hall"]}, {}, {})
    (channel,) = channels(found)
    assert (channel["targets"], channel["labels"]["__param_module"]) == (["https://hall.example/"], "channel_hall")
    page = modules(found)["modules"]["channel_hall"]
    assert (page["timeout"], page["http"]["fail_if_body_not_matches_regexp"]) == ("10s", [r"a\.b"])
    assert "tls_config" not in page["http"]
