from pathlib import Path

import pytest

from bench.judges.rulings import KINDS, RULINGS, Ruling, idle, load, ruled
from bench.judges.verdicts import READINGS, heard
from hfcheck.errors import InputError
from hfcheck.station import PROJECT

PARTS = Ruling("not_counted", "openscap", "partition_for_*", "no partitions", "docs/lab.md")
HASH = Ruling("waived", "openscap", "rounds", "yescrypt", "docs/judges.md")


def written(directory: Path, text: str) -> Path:
    path = directory / "rulings.yml"
    path.write_text(text)
    return path


def test_a_ruling_is_about_rules_of_one_judge_and_one_kind() -> None:
    rules = ("partition_for_var", "rounds", "other")
    assert ruled((PARTS, HASH), "not_counted", "openscap", rules) == {"partition_for_var"}
    assert ruled((PARTS, HASH), "waived", "openscap", rules) == {"rounds"}
    assert ruled((PARTS, HASH), "waived", "lynis", rules) == frozenset()


def test_a_ruling_that_concerns_nothing_is_idle_unless_its_judge_was_not_heard() -> None:
    concerned = {("waived", "openscap"): frozenset({"other"})}
    assert idle((PARTS, HASH), concerned) == (HASH,)
    assert idle((PARTS, HASH), {("waived", "openscap"): frozenset({"rounds"})}) == ()


def test_each_pattern_of_a_file_is_a_ruling(tmp_path: Path) -> None:
    text = "not_counted: []\nwaived:\n- {judge: lynis, rules: [one, two], reason: why, where: docs/lab.md}\n"
    first, second = load(written(tmp_path, text))
    assert first == Ruling("waived", "lynis", "one", "why", "docs/lab.md")
    assert second.pattern == "two"


@pytest.mark.parametrize("text", ["", "waived: []\n", "[]\n", "waived: []\nnot_counted: []\nmore: []\n"])
def test_a_file_without_both_kinds_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"rulings\.yml: expected not_counted and waived"):
        load(written(tmp_path, text))


@pytest.mark.parametrize(
    "raw", ["one", "{judge: lynis, rules: [a], where: b}", "{judge: lynis, rules: [], reason: a, where: b}"]
)
def test_a_ruling_without_a_reason_or_rules_is_refused(tmp_path: Path, raw: str) -> None:
    with pytest.raises(InputError, match="expected judge, rules, reason, where below waived"):
        load(written(tmp_path, f"not_counted: []\nwaived:\n- {raw}\n"))


def test_our_rulings_name_judges_that_there_are_and_files_that_say_more() -> None:
    rulings = load()
    assert {ruling.kind for ruling in rulings} == set(KINDS)
    assert {ruling.judge for ruling in rulings} <= {"openscap", "lynis", "debian_cis", "kernel_checker"}
    assert [ruling for ruling in rulings if not (PROJECT / ruling.where).is_file()] == []
    patterns = [(ruling.judge, ruling.pattern) for ruling in rulings]
    assert len(set(patterns)) == len(patterns), f"a rule is ruled on once in {RULINGS.name}"


def test_nothing_heard_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"expected some of {next(iter(READINGS))}.*, found none"):
        heard(tmp_path)
