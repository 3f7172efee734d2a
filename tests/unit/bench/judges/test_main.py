from pathlib import Path

import pytest

from bench.judges.__main__ import Verdict, verdicts
from hfcheck.errors import InputError


def test_only_judges_that_were_asked_say_something(tmp_path: Path) -> None:
    (tmp_path / "lynis.dat").write_text("suggestion[]=AAA-1|text|-|\nhardening_index=81\n")
    assert list(verdicts(tmp_path)) == [
        Verdict("lynis_index", 81, ">= 86", False),
        Verdict("lynis_warnings", 0, "0", True),
        Verdict("lynis_suggestions", 1, "<= 14", True, ("AAA-1",)),
    ]


def test_a_share_below_its_goal_names_what_failed(tmp_path: Path) -> None:
    (tmp_path / "debian_cis.txt").write_text("OK 1_one OK{}\nOK 2_two OK{}\nKO 3_three KO{}\n")
    (said,) = verdicts(tmp_path)
    assert (round(said.value, 1), said.met, said.failed) == (66.7, False, ("3_three",))
    assert (
        said.text() == '{"name": "debian_cis", "value": 66.7, "goal": ">= 80 %", "met": false, "failed": ["3_three"]}'
    )


def test_no_output_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found none"):
        list(verdicts(tmp_path))
