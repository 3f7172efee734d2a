"""The contract to play with: played twice it is the same ledger, its sheets are golden files, and a flipped bit shows.

HFCHECK_GOLDEN=write writes the golden files anew, to be read before they are committed.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hfcheck.cli import program
from hfcheck.demo import DemoStation, Player, Story, prepare, read_story
from hfcheck.demo.story import tell_story
from hfcheck.errors import ContentError, InputError
from hfcheck.ledger import Reader, printed
from hfcheck.scorecard import Stage
from hfcheck.station import Station

GOLDEN = Path(__file__).parents[1] / "golden" / "demo"
MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12")
POINTS = {"2025-08": 7, "2025-09": 19, "2025-10": 21, "2025-11": 7, "2025-12": 1}


def ask(root: Path, *words: str) -> Result:
    return CliRunner().invoke(program, words, env={"HFCHECK_DATA": str(root)})


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The demonstration without its papers but the settlement's, and what the command said."""
    root = tmp_path_factory.mktemp("demo") / "contract"
    found = ask(root, "demo", "--output", str(root), "--no-papers")
    assert found.exit_code == 0, found.output
    return root, found


@pytest.fixture(scope="module")
def papered(played: tuple[Path, Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration with the settlement as documents."""
    root = tmp_path_factory.mktemp("papered") / "contract"
    shutil.copytree(played[0], root)
    assert ask(root, "settle").exit_code == 0
    return root


@pytest.fixture
def spoilt(papered: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    root = tmp_path / "contract"
    shutil.copytree(papered, root)
    return root


def sheet(root: Path, month: str) -> dict[str, object]:
    found = ask(root, "scorecard", month, "--json")
    assert found.exit_code == 0, found.output
    document: dict[str, object] = json.loads(found.stdout)
    return document


def golden(name: str, document: object) -> None:
    path, text = GOLDEN / f"{name}.json", json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("HFCHECK_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("month", MONTHS)
def test_each_sheet_is_its_golden_file_finalised_and_signed_by_both(played: tuple[Path, Result], month: str) -> None:
    found = sheet(played[0], month)
    assert (found["total"], found["final"], found["unsigned"], found["changes"]) == (POINTS[month], True, [], [])
    golden(month, found)


def test_the_settlement_is_its_golden_file(papered: Path) -> None:
    found = ask(papered, "settle", "--json")
    assert found.exit_code == 0
    document = json.loads(found.stdout)
    assert (document["points"], document["deduction"], document["payable"]) == (55, "11000.00", "326000.00")
    golden("settlement", document)


def test_what_was_planted_is_found(played: tuple[Path, Result]) -> None:
    items = [item for month in MONTHS for item in sheet(played[0], month)["items"]]  # type: ignore[attr-defined]
    lines = {line["id"]: (line["stage"], line["points"]) for item in items for line in item["lines"]}
    assert lines == {
        "1/day/2025-08-06": (Stage.ACCEPTED, 1),
        "1/day/2025-08-21": (Stage.ACCEPTED, 1),
        "9/fault/storage-0812": (Stage.ACCEPTED, 5),
        "1/day/2025-09-10": (Stage.ACCEPTED, 1),
        "2/staff_change/liu-0915": (Stage.ACCEPTED, 1),
        "9/fault/core-0903": (Stage.DECIDED, 10),
        "10/power_anomaly/ups-0916": (Stage.ACCEPTED, 5),
        "11/outage/floor3-a": (Stage.ACCEPTED, 2),
        "11/outage/carrier-0923": (Stage.DECIDED, 0),
        "1/day/2025-10-03": (Stage.ACCEPTED, 1),
        "1/day/2025-10-22": (Stage.WAIVED, 0),
        "5/violation/usb-1017": (Stage.DECIDED, 5),
        "7/request/r-02": (Stage.ACCEPTED, 5),
        "11/outage/whole-1015": (Stage.ACCEPTED, 10),
        "3/report/2025-10": (Stage.ACCEPTED, 1),
        "12/security_incident/portal-1119": (Stage.ACCEPTED, 3),
        "13/meeting/video-1112": (Stage.DECIDED, 2),
        "14/fault/audio-1112": (Stage.DECIDED, 1),
        "1/day/2025-12-28": (Stage.DECIDED, 1),
    }


def test_the_board_counts_258_slots_and_the_settlement_follows(played: tuple[Path, Result]) -> None:
    rows = [line.split("\t") for line in played[1].stdout.splitlines() if "\t" in line][1:]
    assert [(row[0], *map(int, row[1:5])) for row in rows] == [
        ("2025-08", 52, 50, 1, 2),
        ("2025-09", 53, 53, 0, 0),
        ("2025-10", 49, 47, 0, 2),
        ("2025-11", 50, 50, 0, 0),
        ("2025-12", 54, 53, 0, 1),
    ]
    assert rows[0][6] == "第 2 版定稿，供应商、中心已签字"
    assert "扣 55 分 11,000.00 元（上限 101,100.00 元），应付 326,000.00 元" in played[1].stdout
    assert "八月定稿被拒绝" in played[1].stdout


def head(root: Path) -> str:
    with Reader.open(Station(root).ledger) as ledger:
        return printed(ledger.head())


def test_played_again_in_the_same_directory_it_is_the_same_ledger(played: tuple[Path, Result], tmp_path: Path) -> None:
    root = tmp_path / "again"
    left = prepare(root).records / "left-over.txt"
    left.write_text("of an earlier demonstration")
    assert ask(root, "demo", "--output", str(root), "--no-papers").exit_code == 0
    assert head(root) == head(played[0])
    assert not left.exists()


def test_the_demonstration_is_intact(papered: Path) -> None:
    found = ask(papered, "verify")
    assert found.exit_code == 0
    assert found.stdout.startswith("intact: ")
    assert "4 documents" in found.stdout


def flip(path: Path, offset: int) -> None:
    """Change the lowest bit of one byte."""
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def broken(root: Path) -> str:
    found = ask(root, "verify")
    assert found.exit_code == 1
    return found.stdout


def test_one_bit_of_the_ledger_would_save_five_points_and_is_named(spoilt: Path) -> None:
    ledger, late = Station(spoilt).ledger, b'"acted_at":"2025-08-12T12:00:01'
    data = ledger.read_bytes()
    assert data.count(late) == 1
    flip(ledger, data.index(late) + len(late) - 1)
    assert "(fault/storage-0812/1): expected the hash of its content" in broken(spoilt)


def test_one_bit_of_the_evidence_is_named(spoilt: Path) -> None:
    raw = min(Station(spoilt).evidence.rglob("*.gz"))
    flip(raw, raw.stat().st_size // 2)
    assert f"expected evidence at {raw}" in broken(spoilt)


def test_one_bit_of_a_document_is_named(spoilt: Path) -> None:
    paper = Station(spoilt).records / "settlement" / "settlement.pdf"
    flip(paper, paper.stat().st_size // 2)
    assert f"expected the document {paper} as it was given out" in broken(spoilt)


def test_a_directory_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("of a real station")
    found = CliRunner().invoke(program, ["demo", "--output", str(tmp_path)])
    assert isinstance(found.exception, InputError)
    assert str(found.exception) == (
        f"expected no directory, an empty one or an earlier demonstration at {tmp_path}, found another"
    )
    assert (tmp_path / "ledger.db").read_text() == "of a real station"


def test_a_link_and_a_file_are_refused(tmp_path: Path) -> None:
    prepare(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").write_text("")
    for name in ("link", "file"):
        with pytest.raises(InputError, match="found another"):
            prepare(tmp_path / name)


def told(*steps: dict[str, object], rounds: dict[str, object] | None = None) -> Story:
    contract = {"first_day": "2025-08-01", "last_day": "2025-08-01", "signers": {}, "steps": list(steps)}
    month = {"inspectors": ["张工"], "rounds": rounds or {}}
    return tell_story({"contract.yml": contract, "room.yml": {}, "2025-08.yml": month})


def test_a_step_without_a_verb_is_refused() -> None:
    with pytest.raises(ContentError, match=r"contract\.yml: expected a step with at and one of record, accept"):
        told({"at": "2025-08-01 08:00"})


def test_a_refusal_that_the_story_tells_of_has_to_happen(tmp_path: Path) -> None:
    says = {"person": "王工", "party": "supplier", "first_day": "2025-08-01"}
    step = {"at": "2025-08-01 08:00", "record": "mandate", "by": "王工", "says": says, "refused": "never"}
    with pytest.raises(ContentError, match="record mandate: expected a refusal with 'never', found none"):
        next(Player(prepare(tmp_path), told(step)).play())


def test_a_step_that_a_desk_refuses_is_named(tmp_path: Path) -> None:
    step = {"at": "2025-08-01 08:00", "record": "mandate", "by": "王工", "says": {"person": "王工"}}
    with pytest.raises(ContentError, match="2025-08-01 08:00 record mandate: nothing was recorded"):
        next(Player(prepare(tmp_path), told(step)).play())


def test_a_round_outside_of_the_service_is_refused(tmp_path: Path) -> None:
    story = told(rounds={"2025-08-02/restday": {"missed": "…"}})
    with pytest.raises(ContentError, match="expected a slot of the service, found 2025-08-02/restday"):
        Player(prepare(tmp_path), story).timeline()


def test_the_story_names_only_people_with_demo_keys(played: tuple[Path, Result]) -> None:
    people = {name for names in read_story().inspectors.values() for name in names} | {"王工", "李科长", "station"}
    assert {path.stem for path in DemoStation(played[0]).keys.glob("*.pem")} == people
