"""hfcheck template: our template as a file to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hfcheck.cli.template import COMMAND, PAPERS
from hfcheck.errors import InputError
from hfcheck.report import paper_docx
from tests.unit.report import sample_paper


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_written_makes_the_same_paper(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.docx"
    done = CliRunner().invoke(COMMAND, [name, "--output", str(path)], catch_exceptions=False)
    assert (done.exit_code, done.output) == (0, f"{path}\n")
    if name == "scorecard":
        assert paper_docx.render(sample_paper.form(), tmp_path) == paper_docx.render(sample_paper.form())


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    path.write_text("mine")
    with pytest.raises(InputError, match=r"expected no file at .*own\.docx, found one"):
        CliRunner().invoke(COMMAND, ["scorecard", "--output", str(path)], catch_exceptions=False)
    assert path.read_text() == "mine"


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected to write the template at .*x\.docx, found: No such file"):
        CliRunner().invoke(
            COMMAND, ["scorecard", "--output", str(tmp_path / "none" / "x.docx")], catch_exceptions=False
        )


def test_papers_that_there_are() -> None:
    done = CliRunner().invoke(COMMAND, ["invoice"])
    assert done.exit_code == 2
    assert "'scorecard', 'deductions', 'monthly-report', 'settlement'" in done.output
