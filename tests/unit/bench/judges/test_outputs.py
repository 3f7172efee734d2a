import json

import pytest

from bench.judges.outputs import (
    LynisReport,
    debian_cis,
    decided,
    kernel_checker,
    lynis,
    openscap,
    packages_added,
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


def test_what_could_not_be_found_out_did_not_pass() -> None:
    results = {"one": "pass", "two": "fail", "three": "notapplicable", "four": "error", "five": "unknown"}
    assert decided(results) == {"one": True, "two": False, "four": False, "five": False}


def test_lynis_counts_each_warning_and_suggestion() -> None:
    warning = "warning[]=AAA-1|text|-|\n"
    text = warning + "suggestion[]=BBB-2|words|Port (set 22)|-|\nsuggestion[]=BBB-3|text|-|-|\nhardening_index=81\n"
    assert lynis(text) == LynisReport(81, ("AAA-1 text",), ("BBB-2 words Port (set 22)", "BBB-3 text"))


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
    with pytest.raises(InputError, match="debian-cis, found none"):
        debian_cis("exiting\n")


def test_packages_are_those_that_were_not_there_before() -> None:
    assert packages_added("apt\nsudo\n\napt\nchrony\naide\n") == ("aide", "chrony")
    with pytest.raises(InputError, match="expected packages before and after, found 2 and 0"):
        packages_added("apt\nsudo\n")
