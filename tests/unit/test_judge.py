"""Rules and verdicts, by worked example and by property."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.errors import ContentError
from hfcheck.judge import RULES, duration, judge
from hfcheck.model import SHANGHAI, Check, NotApplicable, NotSeen, Observation, Reason, Severity, Verdict, Waiver

AT = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)


def check(rule):
    return Check("role.check", "标题", "条款", Severity.HIGH, "disk.used", rule, "free_disk_space")


def verdict(rule, expected, answer, waivers=()):
    return judge(Observation("db01", check(rule), expected, answer, AT), waivers)


@pytest.mark.parametrize(
    ("rule", "expected", "good", "bad", "offending"),
    [
        ("equals", "no", "no", "yes", "yes"),
        ("equals", [], [], ["a.service"], ["a.service"]),
        ("equals", {"a": "1"}, {"a": "1"}, {"a": "2"}, {"a": "2"}),
        ("at_most", 85, 85, 85.1, 85.1),
        ("at_most", 85, {"/": 3}, {"/": 3, "/var": 97}, {"/var": 97}),
        ("at_least", 30, {"a.pem": 30}, {"a.pem": 29}, {"a.pem": 29}),
        ("within", ["tcp/22", "tcp/443"], ["tcp/22"], ["tcp/22", "tcp/23"], ["tcp/23"]),
        ("within", ["ok", "fine"], "ok", "bad", ["bad"]),
        ("contains_all", ["a", "b"], ["b", "a", "c"], ["a"], ["b"]),
        ("contains_none", ["3des"], ["aes"], ["aes", "3des"], ["3des"]),
        ("matches", r"v\d+", "v12", "v12x", "v12x"),
        ("agrees", {"a": "1", "b": "2"}, {"a": "1", "c": "3"}, {"a": "2", "b": "2", "c": "3"}, {"a": "2"}),
        ("newer_than", "26h", "2026-01-04T07:00:00+08:00", "2026-01-04T06:59:59+08:00", "2026-01-04T06:59:59+08:00"),
    ],
)
def test_each_rule_below_at_and_above_its_boundary(rule, expected, good, bad, offending):
    assert verdict(rule, expected, good).verdict is Verdict.CONFORMS
    found = verdict(rule, expected, bad)
    assert (found.verdict, found.offending, found.found) == (Verdict.DEVIATES, offending, bad)


def test_equals_does_not_mix_kinds():
    assert verdict("equals", True, 1).verdict is Verdict.DEVIATES
    assert verdict("equals", 1, "1").verdict is Verdict.DEVIATES
    assert verdict("equals", 1, 1.0).verdict is Verdict.CONFORMS


@pytest.mark.parametrize(
    ("rule", "expected", "answer"),
    [
        ("at_most", 85, "97%"),
        ("at_most", 85, True),
        ("at_least", 1, ["1"]),
        ("within", ["a"], {"x": {"y": 1}}),
        ("matches", ".*", 7),
        ("agrees", {"a": "1"}, ["a"]),
        ("agrees", "@earlier", {"a": "1"}),
        ("newer_than", "1d", "yesterday"),
        ("newer_than", "1d", "2026-01-05T09:00:00"),
    ],
)
def test_a_value_of_the_wrong_kind_is_not_seen(rule, expected, answer):
    found = verdict(rule, expected, answer)
    assert (found.verdict, found.reason) == (Verdict.NOT_SEEN, Reason.UNREADABLE)


def test_what_is_not_declared_is_not_applicable_and_shows_what_was_found():
    found = verdict("within", None, ["tcp/22"])
    assert (found.verdict, found.reason, found.found) == (Verdict.NOT_APPLICABLE, Reason.NOT_DECLARED, ["tcp/22"])


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("expected", [None, 5, "5", ["5"]])
def test_nothing_unseen_ever_conforms(rule, expected):
    assert verdict(rule, expected, NotSeen(Reason.TIMED_OUT)).verdict is Verdict.NOT_SEEN
    assert verdict(rule, expected, NotApplicable(Reason.ABSENT)).verdict is Verdict.NOT_APPLICABLE


def waiver(**changes):
    fields = {"check": "role.check", "reason": "r", "owner": "o", "approver": "a", "expires": AT + timedelta(days=1)}
    return Waiver(**fields | changes)


def test_a_waiver_turns_only_a_deviation_and_only_while_it_lasts():
    assert verdict("at_most", 85, 90, [waiver()]).verdict is Verdict.WAIVED
    assert verdict("at_most", 85, 90, [waiver(expires=AT)]).verdict is Verdict.DEVIATES
    assert verdict("at_most", 85, 90, [waiver(check="role.other")]).verdict is Verdict.DEVIATES
    assert verdict("at_most", 85, 80, [waiver()]).verdict is Verdict.CONFORMS
    assert verdict("at_most", 85, NotSeen(Reason.EMPTY), [waiver()]).verdict is Verdict.NOT_SEEN


def test_an_unknown_rule_is_a_fault_of_the_content():
    with pytest.raises(ContentError, match=r"role\.check.*'about'"):
        verdict("about", 5, 5)


@pytest.mark.parametrize("text", ["26", "h", "1.5h", "-1d", ""])
def test_a_duration_needs_a_number_and_a_unit(text):
    with pytest.raises(ContentError, match="duration"):
        duration(text)


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 200)), st.integers(0, 200))
def test_at_most_names_exactly_the_instances_above(values, limit):
    found = verdict("at_most", limit, values)
    above = {name: value for name, value in values.items() if value > limit}
    assert (found.offending or {}) == above
    assert (found.verdict is Verdict.DEVIATES) == bool(above)


@given(st.lists(st.text()), st.lists(st.text()))
def test_within_and_contains_none_are_opposites(found_items, expected):
    inside = verdict("contains_none", expected, found_items).offending or []
    outside = verdict("within", expected, found_items).offending or []
    assert sorted([*inside, *outside]) == sorted(found_items)
