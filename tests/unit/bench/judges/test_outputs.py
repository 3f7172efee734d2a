import json

import pytest

from bench.judges.outputs import (
    LynisReport,
    debian_cis,
    feasible,
    kernel_checker,
    lynis,
    openscap,
    share,
    ssh_audit,
    ssh_policy,
)
from hfcheck.errors import InputError

PREFIX = "xccdf_org.ssgproject.content_rule_"


@pytest.mark.parametrize("between", ["\r\t", "\n\t", "\t"])
def test_openscap_names_each_rule_and_its_result(between: str) -> None:
    rules = (
        f"Rule{between}{PREFIX}{name}\nResult{between}{result}\n" for name, result in (("one", "pass"), ("two", "fail"))
    )
    text = f"Title{between}One\n" + "".join(rules)
    assert openscap(text) == {"one": "pass", "two": "fail"}


@pytest.mark.parametrize("text", ["", f"Rule\t{PREFIX}one\n", "Result\tpass\n"])
def test_openscap_that_was_cut_off_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected a result for every rule of OpenSCAP"):
        openscap(text)


def test_what_a_container_cannot_have_or_nobody_decided_is_not_feasible() -> None:
    results = {"one": "pass", "two": "fail", "three": "notapplicable", "partition_for_var": "fail"}
    assert feasible(results | {"sysctl_kernel_sysrq": "pass"}) == {"one": True, "two": False}


def test_lynis_counts_each_warning_and_suggestion() -> None:
    text = "warning[]=AAA-1|text|-|\nsuggestion[]=BBB-2|text|-|\nsuggestion[]=BBB-3|text|-|\nhardening_index=81\n"
    assert lynis(text) == LynisReport(81, ("AAA-1",), ("BBB-2", "BBB-3"))


def test_lynis_without_an_index_did_not_finish() -> None:
    with pytest.raises(InputError, match="hardening index of a finished Lynis report, found none"):
        lynis("suggestion[]=BBB-2|text|-|\n")


def test_ssh_audit_names_what_it_fails() -> None:
    good: dict[str, object] = {"algorithm": "good", "notes": {"warn": ["x"]}}
    bad: dict[str, object] = {"algorithm": "bad", "notes": {"fail": ["broken"]}}
    report = {"kex": [good, bad], "key": [good], "enc": [good], "mac": [good]}
    assert ssh_audit(json.dumps(report)) == ("kex bad",)
    with pytest.raises(InputError, match="expected ssh-audit to list kex"):
        ssh_audit(json.dumps(report | {"mac": []}))


def test_a_policy_names_the_fields_that_differ() -> None:
    assert ssh_policy('{"passed": true, "errors": []}') == ()
    assert ssh_policy('{"passed": false, "errors": [{"mismatched_field": "Host keys"}]}') == ("Host keys",)
    with pytest.raises(InputError, match="whether the policy passed"):
        ssh_policy("{}")


def test_the_kernel_checker_is_asked_for_sysctl_alone() -> None:
    checks = [
        {"option_name": "kernel.a", "type": "sysctl", "check_result": "OK"},
        {"option_name": "kernel.b", "type": "sysctl", "check_result": 'FAIL: "1"'},
        {"option_name": "CONFIG_C", "type": "kconfig", "check_result": "OK"},
    ]
    assert kernel_checker(json.dumps(checks)) == {"kernel.a": True, "kernel.b": False}
    with pytest.raises(InputError, match="found none"):
        kernel_checker("[]")


@pytest.mark.parametrize("judge", [ssh_audit, ssh_policy, kernel_checker])
def test_what_is_no_json_is_refused(judge: object) -> None:
    assert callable(judge)
    with pytest.raises(InputError, match="expected JSON of"):
        judge("connection refused")


def test_debian_cis_counts_checks_whatever_their_colour() -> None:
    text = "\x1b[32mOK 1.1_one  OK{it is so}\x1b[0m\n\x1b[31mKO 1.2_two  KO{it is not}\x1b[0m\n"
    assert debian_cis(text) == {"1.1_one": True, "1.2_two": False}
    assert share(debian_cis(text)) == 50
    with pytest.raises(InputError, match="debian-cis, found none"):
        debian_cis("exiting\n")
