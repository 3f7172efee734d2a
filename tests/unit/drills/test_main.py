import json
from pathlib import Path

import pytest

from drills.__main__ import discovered, main
from drills.span import LONG, span

LINE = 'Line("{name}", {value}, "s", "≤ 2 s", {met})'
DRILL = """
from collections.abc import Iterator
from pathlib import Path
from bench.line import Line
from hfcheck.errors import CollectError

def lines(directory: Path) -> Iterator[Line]:
    (directory / "{name}.svg").write_text("<svg/>")
    yield {line}
    {end}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with drills of all kinds, beside files that are none."""
    package = tmp_path / "planted_drills"
    package.mkdir()
    kinds = {
        "good": ("True", ""),
        "bare": ("None", ""),
        "slow": ("False", ""),
        "unfit": ("True", 'raise CollectError("expected root, found user 1000")'),
        "broken": ("True", "raise RuntimeError('boom')"),
    }
    for name, (met, end) in kinds.items():
        line = LINE.format(name=name, value=1.5, met=met)
        (package / f"{name}.py").write_text(DRILL.format(name=name, line=line, end=end))
    (package / "picture.py").write_text("def picture() -> str:\n    return 'lines('\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return package


def test_drills_are_found_by_path_and_other_files_are_none(here: Path) -> None:
    assert discovered(here) == ["bare", "broken", "good", "slow", "unfit"]


def test_a_drill_prints_its_five_fields_and_leaves_its_picture(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["good", "bare", "--directory", str(tmp_path / "made")], here, here.name) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found == [
        {"name": "good", "value": 1.5, "unit": "s", "goal": "≤ 2 s", "met": True},
        {"name": "bare", "value": 1.5, "unit": "s", "goal": "≤ 2 s", "met": None},
    ]
    assert (tmp_path / "made" / "good.svg").read_text() == "<svg/>"


def test_a_missed_goal_or_a_drill_that_cannot_run_fails_and_costs_no_other(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["slow", "unfit", "broken", "good", "--directory", str(tmp_path)], here, here.name) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["name"] for line in said.out.splitlines()] == ["slow", "unfit", "broken", "good"]
    assert "missed: slow" in said.err
    assert "drills: unfit could not run: expected root, found user 1000\n" in said.err
    assert "boom" in said.err


def test_each_kind_of_failure_alone_is_one(here: Path, tmp_path: Path) -> None:
    for name in ("slow", "unfit", "broken"):
        assert main([name, "--directory", str(tmp_path)], here, here.name) == 1


def test_an_unknown_name_runs_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["good", "godo"], here, here.name)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, "found godo" in said.err) == ("", True)


def test_a_long_cut_is_asked_for(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(LONG, "0")
    assert span(90, 600) == 90
    assert main(["good", "--long", "--directory", str(tmp_path)], here, here.name) == 0
    assert span(90, 600) == 600
