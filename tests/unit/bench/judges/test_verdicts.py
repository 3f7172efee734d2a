import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.judges.rulings import Ruling
from bench.judges.verdicts import Said, failures, heard, judge, needless, percent

LEFT_OUT = Ruling("not_counted", "judge", "left", "a container", "docs/lab.md")
WAIVED = Ruling("waived", "judge", "waived", "breaks servers", "docs/lab.md")
RESULTS = {"left": False, "waived": False, "good": True, "better": True}


def said(results: dict[str, bool], goal: float = 60, waivers_count: bool = False) -> Said:
    return Said("share", "judge", goal, True, percent, results, waivers_count)


def test_what_is_left_out_changes_the_number_and_what_is_waived_does_not() -> None:
    verdict = judge(said(RESULTS), (LEFT_OUT, WAIVED))
    assert (round(verdict.value, 1), verdict.of_all, verdict.rules) == (66.7, 50, 3)
    assert (verdict.met, verdict.failed, verdict.not_waived) == (True, ("waived",), ())


def test_a_goal_is_missed_by_the_number_or_by_one_rule_that_nobody_waived() -> None:
    assert not judge(said(RESULTS, 70), (LEFT_OUT, WAIVED)).met
    unexcused = judge(said(RESULTS), (LEFT_OUT,))
    assert (unexcused.met, unexcused.not_waived) == (False, ("waived",))


def test_waivers_meet_a_goal_only_where_it_says_so() -> None:
    verdict = judge(said(RESULTS, 100, waivers_count=True), (LEFT_OUT, WAIVED))
    assert (verdict.met, round(verdict.value, 1), verdict.goal) == (True, 66.7, ">= 100 with waivers")
    assert not judge(said(RESULTS, 100), (LEFT_OUT, WAIVED)).met


def test_where_everything_is_left_out_nothing_passed() -> None:
    assert judge(said({"left": True}), (LEFT_OUT,)).value == 0


def test_a_number_of_failures_looks_the_other_way() -> None:
    counted = Said("suggestions", "judge", 1, False, failures, {"waived": False, "left": False})
    assert judge(counted, (LEFT_OUT, WAIVED)).met
    assert judge(counted, (LEFT_OUT, WAIVED)).goal == "<= 1"


def test_rulings_that_leave_nothing_out_or_excuse_nothing_are_named() -> None:
    assert needless([said(RESULTS)], (LEFT_OUT, WAIVED)) == ()
    assert needless([said({"left": False, "waived": True})], (LEFT_OUT, WAIVED)) == (WAIVED,)
    assert needless([said({"waived": False})], (LEFT_OUT, WAIVED)) == (LEFT_OUT,)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["left", "waived", "good", "a", "b"]), st.booleans(), min_size=1))
def test_a_met_goal_has_no_failure_that_nobody_waived(results: dict[str, bool]) -> None:
    verdict = judge(said(results), (LEFT_OUT, WAIVED))
    assert set(verdict.not_waived) == {name for name in ("good", "a", "b") if results.get(name) is False}
    assert not (verdict.met and verdict.not_waived)


def test_only_judges_that_were_asked_say_something(tmp_path: Path) -> None:
    (tmp_path / "lynis.dat").write_text("suggestion[]=AAA-1|text|-|\nhardening_index=85\n")
    index, warnings, suggestions = (judge(one, ()) for one in heard(tmp_path))
    assert (index.name, index.value, index.met) == ("lynis_index", 85, False)
    assert (warnings.name, warnings.value, warnings.met) == ("lynis_warnings", 0, True)
    assert (suggestions.value, suggestions.met, suggestions.not_waived) == (1, False, ("AAA-1 text",))


def test_a_line_names_what_nobody_waived(tmp_path: Path) -> None:
    (tmp_path / "debian_cis.txt").write_text("OK 1_one OK{}\nOK 2_two OK{}\nKO 3_three KO{}\nKO 4_waived KO{}\n")
    (one,) = heard(tmp_path)
    line = json.loads(judge(one, [Ruling("waived", "debian_cis", "4_*", "why", "docs/lab.md")]).text())
    assert line == {
        "name": "debian_cis",
        "value": 50.0,
        "of_all": 50.0,
        "goal": ">= 80",
        "met": False,
        "rules": 4,
        "failed": 2,
        "not_waived": ["3_three"],
    }
