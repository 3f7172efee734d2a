"""What the command line says, and how it ends, when it is used wrongly or finds its data unfit."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click
import pytest

from hfcheck.cli import Commands, main
from tests.integration.lab_station import hfcheck


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that could not be run."""
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize(
    "words",
    [
        ["inspect"],
        ["round", "--slot", "2026-11-23/morning"],
        ["today"],
        ["verify"],
        ["record"],
        ["lab", "up"],
        ["countersign", "2026-11-23/morning", "--as", "王主任"],
        ["approve", "2026-11-23/morning", "--by", "王主任", "--reason", "x"],
    ],
    ids=lambda words: words[0],
)
def test_a_data_directory_that_cannot_be_is_said_in_one_sentence(words: list[str], tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_text("a file\n", encoding="utf-8")
    said = refused(hfcheck(place, *words))
    assert re.match("hfcheck: .*(Not a directory|File exists)", said)
    assert str(place) in said


@pytest.mark.parametrize("words", [["inspect", "--forks", "many"], ["frobnicate"], ["countersign", "x"]])
def test_a_wrong_option_is_no_verdict(words: list[str], tmp_path: Path) -> None:
    assert "Error: " in refused(hfcheck(tmp_path, *words))


def test_help_ends_well(tmp_path: Path) -> None:
    done = hfcheck(tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    summaries = done.stdout.partition("Commands:\n")[2].splitlines()
    assert len(summaries) == len(Commands().list_commands(click.Context(Commands())))
    assert not [line for line in summaries if line.endswith("...")]


def test_the_doctor_names_a_file_that_is_no_ledger_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("no database\n", encoding="utf-8")
    done = hfcheck(tmp_path, "doctor")
    assert done.returncode == 3
    assert f"BROKEN   Ledger: could not open {tmp_path}/ledger.db: file is not a database" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (OSError(28, "No space left on device", "x.db"), "hfcheck: [Errno 28] No space left on device: 'x.db'\n"),
        (KeyboardInterrupt(), "hfcheck: interrupted\n"),
        (ValueError("odd"), "ValueError: odd\nhfcheck: this is a defect of hfcheck, please report"),
    ],
    ids=["machine", "interrupt", "defect"],
)
def test_whatever_ends_a_command_early_is_no_verdict(
    raised: BaseException, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise raised

    monkeypatch.setattr(Commands, "get_command", lambda *_: click.Command("today", callback=fail))
    with pytest.raises(SystemExit) as ended:
        main(["today"])
    assert ended.value.code == 3
    assert said in capsys.readouterr().err
