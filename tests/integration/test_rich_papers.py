"""Papers of a month in which everything happens: hostile words, the same bytes in another process, live totals."""

from __future__ import annotations

import html
import io
import itertools
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from hfcheck.papers_desk import write_month, write_settlement
from hfcheck.report.papers import FORMATS
from tests.integration.rich_month import MONTH, rich, settled
from tests.integration.round_station import SetStation

ROOT = Path(__file__).parents[2]
PAPERS = ("scorecard", "deductions", "monthly-report")
# What somebody may type into a form.
HOSTILE = (
    '=HYPERLINK("http://x.test","点")',
    "+1+1点",
    "-1+1点",
    "@SUM(A1)点",
    "<script>alert(1)</script>点</style><img src=x onerror=alert(1)>",
    "{{ 7*7 }}点{% raw %}{%tr for x in y %}",
    "#panic()点] } $ \\ <label> @ref // /*",
    "\u202egpj.exe点\u2066\u200b\u0301",
    "点\x00\x07\x1b[31m\x7f",
    "&8 &P &N点",
    "长" * 3000,
)
FORMULA_STARTS = ("=", "+", "-", "@")


@pytest.fixture(scope="module", params=(0, 4, 8))
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The papers of a rich month in which everything that a person wrote is one of the hostile words in turn."""
    station = SetStation(tmp_path_factory.mktemp("hostile") / "var")
    turn = itertools.cycle((*HOSTILE[request.param :], *HOSTILE[: request.param]))
    # A name holds 80 characters, a text 2,000: what is longer never comes into the ledger.
    rich(station, lambda written: next(turn)[: 80 if len(written) < 20 else 2000])
    files = write_month(station, MONTH, station.now(), output=station.root / "out")
    return {path.name: path.read_bytes() for path in files}


def test_hostile_words_become_papers_in_all_formats(hostile: dict[str, bytes]) -> None:
    assert set(hostile) == {f"{name}.{form}" for name in PAPERS for form in FORMATS}
    for name in PAPERS:
        assert hostile[f"{name}.pdf"].startswith(b"%PDF-")
        page = hostile[f"{name}.html"].decode()
        assert re.findall(r"<(?:script|img|iframe|link|object)\b", page, re.IGNORECASE) == []
        assert not re.search(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f]", page)


def test_hostile_words_are_inert_in_the_office(hostile: dict[str, bytes]) -> None:
    for name in PAPERS:
        book = openpyxl.load_workbook(io.BytesIO(hostile[f"{name}.xlsx"]))
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None):
            if cell.data_type == "f":
                assert re.fullmatch(r"=SUM\([$A-Z0-9:]+\)", str(cell.value))
            elif str(cell.value).startswith(FORMULA_STARTS) and cell.data_type == "s":
                assert cell.quotePrefix, cell.value
        with ZipFile(io.BytesIO(hostile[f"{name}.docx"])) as parts:
            document = html.unescape(re.sub(r"<[^>]+>", "", parts.read("word/document.xml").decode()))
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", document)


def test_hostile_words_are_shown_as_they_were_typed(tmp_path: Path) -> None:
    station = SetStation(tmp_path / "var")
    rich(station, lambda _: HOSTILE[5])
    page, _ = (
        html.unescape(path.read_text(encoding="utf-8"))
        for path in write_month(station, MONTH, station.now(), ["html"], tmp_path / "out")
        if path.stem != "scorecard"
    )
    assert HOSTILE[5] in page
    assert "49点" not in page


def test_all_sixteen_files_are_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    station, out = settled(tmp_path / "var"), tmp_path / "out"
    now = station.now()
    files = [*write_month(station, MONTH, now, output=out), *write_settlement(station, now, output=out)]
    assert len(files) == 16
    code = (
        "import sys; from datetime import datetime; from pathlib import Path;"
        "from hfcheck.papers_desk import write_month, write_settlement; from hfcheck.station import Station;"
        "station, out, now = Station(Path(sys.argv[1])), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]);"
        f"write_month(station, '{MONTH}', now, output=out); write_settlement(station, now, output=out)"
    )
    again = tmp_path / "again"
    arguments = [sys.executable, "-c", code, str(station.root), str(again), now.isoformat()]
    subprocess.run(arguments, check=True, cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "7", "TZ": "UTC"})
    digests = [
        {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()} for folder in (out, again)
    ]
    assert digests[0] == digests[1]
