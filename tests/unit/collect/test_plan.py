"""The plan: what is expected, and which stanzas are refused."""

import pytest

from hfcheck.collect.plan import HostCard, Plan, PlannedPlay, check_of, collect_checks, load_plan
from hfcheck.errors import ContentError
from hfcheck.model import Severity

STANZA = {
    "id": "ssh_server.root_login",
    "title": "SSH 禁止 root 直接登录",
    "clause": "GB/T 22239-2019 8.1.4.2",
    "severity": "high",
    "reading": "sshd.permitrootlogin",
    "rule": "equals",
    "expected": "{{ ssh_server_root_login }}",
    "runbook": "fix_ssh_server",
}


def plan(**changes):
    check = check_of(STANZA, "here")
    fields = {
        "run": "r1",
        "planned_at": "2026-01-05T08:30:00+08:00",
        "inventory": "lab",
        "playbook": "daily_inspection.yml",
        "since": "2026-01-04T16:10:00+08:00",
        "plays": (PlannedPlay("one", ("a", "b"), (check.id,)), PlannedPlay("two", ("b", "c"), (check.id,))),
        "checks": {check.id: check},
        "hosts": {name: HostCard(name, "centre", "中心机房", "servers", "服务器") for name in "abcd"},
        "uncovered": ("d",),
    }
    return Plan(**fields | changes)


def test_a_stanza_becomes_a_check():
    check = check_of(STANZA | {"unit": "%", "trend": True}, "here")
    assert (check.severity, check.reading_module, check.value_name) == (Severity.HIGH, "sshd", "permitrootlogin")
    assert (check.unit, check.trend) == ("%", True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"runbook": ""}, "has no .*runbook"),
        ({"colour": "red"}, "no field .*colour"),
        ({"severity": "grave"}, "expected a severity .* found 'grave'"),
    ],
)
def test_a_wrong_stanza_is_named_with_its_place(change, words):
    with pytest.raises(ContentError, match=f"^here.*{words}"):
        check_of(STANZA | change, "here")


def test_an_id_must_not_come_twice():
    with pytest.raises(ContentError, match="comes twice"):
        collect_checks([STANZA, STANZA], "role ssh_server")


def test_each_pair_is_planned_once_although_two_plays_name_it():
    assert sorted(host for host, _ in plan().pairs()) == ["a", "b", "c"]
    assert plan().targets() == ["a", "b", "c"]


def test_a_play_without_checks_makes_nobody_a_target():
    assert plan(plays=(PlannedPlay("empty", ("a",), ()),)).targets() == []


def test_the_document_is_the_plan_and_its_hash_tells_any_change():
    assert load_plan(plan().document()) == plan()
    assert plan(uncovered=()).digest != plan().digest
    assert plan().digest == plan().digest


@pytest.mark.parametrize("document", [b"{}", b"[]", b"not json", b'{"run": 1}'])
def test_what_is_no_plan_is_refused(document):
    with pytest.raises(ContentError, match="expected the plan of a run"):
        load_plan(document)
