"""`make inspect` after its set-up: lab, inspection, demonstration round and documents, as a newcomer runs them."""

import functools
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hfcheck.lab.faults import LOOPBACK, expected
from hfcheck.lab.tiers import TIERS
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT
from tests.integration.lab_station import borrow_tree, environment, hfcheck, traces

SCRIPT = PROJECT / "scripts/inspect.sh"
TRIVIAL = {"html": 50_000, "xlsx": 8_000, "pdf": 30_000}  # bytes that a record of eight hosts exceeds by far


# openpyxl does not read the sparklines, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group:UserWarning")


@pytest.fixture(scope="module")
def tier():
    """The tier that `lab up` takes here, where the nodes are not the machine itself."""
    best = next((tier for tier in TIERS if tier.name != LOOPBACK and tier.obstacle() is None), None)
    if best is None:
        pytest.skip(f"only {LOOPBACK} works here, which shows the machine's own deviations too: {TIERS[1].obstacle()}")
    if not (PROJECT / ".venv/bin/hfcheck").exists():
        pytest.skip("the script uses .venv of the project: make setup")
    return best


def start(data):
    """The script, running in a process group of its own; it can be interrupted even where the tests cannot."""
    return subprocess.Popen(
        [SCRIPT],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
        preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )


def inspect(data):
    """What the script printed; it has to end well."""
    with start(data) as running:
        out, err = running.communicate(timeout=300)
    assert running.returncode == 0, out + err
    return out


def deviations(printed):
    """The (host, check) pairs that the script calls deviating."""
    return {tuple(pair) for pair in re.findall(r"^deviates: (\S+) (\S+): expected ", printed, re.MULTILINE)}


def documents(printed):
    """The paths of the documents that the script names, by their suffix."""
    paths = re.findall(r"^\S+：(/.+\.(html|xlsx|pdf))$", printed, re.MULTILINE)
    return {suffix: Path(path) for path, suffix in paths}


@pytest.fixture(scope="module")
def first(tier, tmp_path_factory):
    """A data directory and what the first inspection in it printed."""
    data = tmp_path_factory.mktemp("newcomer") / "his data"
    borrow_tree(data, tier)
    printed = inspect(data)
    yield data, printed
    hfcheck(data, "lab", "down")


def test_it_says_which_tier_runs_and_what_that_leaves_out(first, tier):
    assert f"lab: up, tier {tier.name}: {tier.sentence}\n" in first[1]
    assert f"lab: this tier leaves out {tier.missing}\n" in first[1]


def test_it_names_the_planted_faults_and_no_others(first, tier):
    assert deviations(first[1]) == expected(tier.name, root=os.geteuid() == 0)
    assert ", complete\n" in first[1]


def test_it_leaves_three_documents_that_carry_the_findings(first):
    found = documents(first[1])
    assert {suffix for suffix, path in found.items() if path.stat().st_size > TRIVIAL[suffix]} == set(TRIVIAL)
    sheets = load_workbook(found["xlsx"]).worksheets
    cells = " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    text = found["html"].read_text(encoding="utf-8")
    for word in ("/var/lib/database", "portal.pem", "mid01", "演示巡检员"):
        assert word in cells
        assert word in text
    assert found["pdf"].read_bytes().startswith(b"%PDF-")


def test_its_ledger_verifies_with_all_evidence(first):
    done = hfcheck(first[0], "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("intact: ")
    pieces = re.search(r"(\d+) pieces of evidence", done.stdout)
    assert pieces is not None
    assert int(pieces[1]) >= 8  # the plan, three nodes and four channels


def test_it_takes_down_what_it_put_up(first):
    assert traces(first[0]) == []


def test_a_second_run_makes_a_second_record_and_leaves_a_lab_up_that_was_up(first):
    data, earlier = first
    assert hfcheck(data, "lab", "up").returncode == 0
    printed = inspect(data)
    assert "lab: up already since" in printed
    assert "all running nodes answer" in hfcheck(data, "lab", "status").stdout
    assert hfcheck(data, "lab", "down").stdout == "lab: down\n"
    assert deviations(printed) == deviations(earlier)
    assert not set(documents(printed).values()) & set(documents(earlier).values())
    with Reader.open(data / "ledger.db") as ledger:
        assert [entry.event["complete"] for entry in ledger.entries(type="run.ended")] == [True, True]
        assert len(list(ledger.entries(type="round"))) == 2


def test_an_interrupt_takes_the_lab_down_and_the_next_run_goes_on(first):
    data, _ = first
    with start(data) as running:
        deadline = time.monotonic() + 120
        while not list((data / "runs").glob("*/plan.json")) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=120)
    assert running.returncode == 130, out + err
    assert out.count(", INCOMPLETE\n") == 1
    assert traces(data) == []
    assert ", complete\n" in inspect(data)
    assert hfcheck(data, "verify").stdout.startswith("intact: ")
