"""What a check expects that no person declared: earlier rounds, and other devices of the site."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hfcheck.collect.plan import HostCard, Plan
from hfcheck.ingest import finding_event
from hfcheck.judge import judge
from hfcheck.ledger import Ledger
from hfcheck.memory import DEPTH, EARLIER, OTHERS, Memory
from hfcheck.model import SHANGHAI, Answer, Check, Finding, NotSeen, Observation, Reason, Severity, Verdict

AT = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
CHANGED = Check(
    "address_watch.changed", "固定地址未换设备", "", Severity.MEDIUM, "device_addresses.fixed", "agrees", "r"
)
DISPUTED = Check("address_watch.disputed", "归属一致", "", Severity.HIGH, "device_addresses.fixed", "agrees", "r")
USUAL = Check("system.load", "负载", "", Severity.LOW, "load_average.one", "at_most", "r")
PRINTER, LAPTOP, ROUTER = "02:00:5e:10:00:87", "02:00:5e:10:00:99", "02:00:5e:10:00:01"


def plan(run: str) -> Plan:
    sites = {"switch01": "centre", "switch02": "centre", "xupu_switch01": "xupu"}
    hosts = {host: HostCard(host, site, site, "", "") for host, site in sites.items()}
    return Plan(run, AT.isoformat(), "lab", "p.yml", AT.isoformat(), (), {}, hosts)


def seen(memory: Memory, host: str, check: Check, asked: object, answer: Answer) -> Finding:
    """One finding as an ingest judges it."""
    expected = memory.recall(host, check, asked)
    return memory.kept(judge(Observation(host, check, expected, answer, AT)))


def rounds(directory: Path, *answers: Answer) -> list[Finding]:
    """The findings of one check on one host, round after round."""
    found = []
    directory.mkdir(exist_ok=True)
    with Ledger.open(directory / "ledger.db") as ledger:
        for number, answer in enumerate(answers):
            one = seen(Memory(ledger, plan(f"r{number}")), "switch01", CHANGED, EARLIER, answer)
            ledger.append([finding_event(f"r{number}", one)], received=AT + timedelta(hours=number))
            found.append(one)
    return found


def test_the_first_round_is_compared_with_nothing_and_remembered(tmp_path: Path) -> None:
    first, second = rounds(tmp_path, {"192.0.2.87": PRINTER}, {"192.0.2.87": PRINTER, "192.0.2.90": LAPTOP})
    assert (first.verdict, first.reason) == (Verdict.NOT_APPLICABLE, Reason.NOT_DECLARED)
    assert (second.verdict, second.expected) == (Verdict.CONFORMS, None)


def test_a_change_is_told_with_what_it_was_and_is_the_usual_from_then_on(tmp_path: Path) -> None:
    before = {"192.0.2.1": ROUTER, "192.0.2.87": PRINTER}
    after = {"192.0.2.1": ROUTER, "192.0.2.87": LAPTOP}
    _, changed, settled = rounds(tmp_path, before, after, after)
    assert (changed.verdict, changed.offending) == (Verdict.DEVIATES, {"192.0.2.87": LAPTOP})
    assert (changed.expected, changed.found) == ({"192.0.2.87": PRINTER}, after)
    assert settled.verdict is Verdict.CONFORMS


def test_an_address_that_was_away_and_a_round_that_was_not_seen_are_not_forgotten(tmp_path: Path) -> None:
    unseen = NotSeen(Reason.TIMED_OUT)
    found = rounds(tmp_path, {"192.0.2.87": PRINTER}, {"192.0.2.1": ROUTER}, unseen, {"192.0.2.87": LAPTOP})
    assert [one.verdict for one in found[1:]] == [Verdict.CONFORMS, Verdict.NOT_SEEN, Verdict.DEVIATES]
    assert found[2].expected is None


def test_what_is_long_ago_is_forgotten(tmp_path: Path) -> None:
    away = [{"192.0.2.1": ROUTER}] * DEPTH
    changed = rounds(tmp_path, {"192.0.2.87": PRINTER}, *away[1:], {"192.0.2.87": LAPTOP})[-1]
    forgotten = rounds(tmp_path / "more", {"192.0.2.87": PRINTER}, *away, {"192.0.2.87": LAPTOP})[-1]
    assert (changed.verdict, forgotten.verdict) == (Verdict.DEVIATES, Verdict.CONFORMS)


def test_a_run_that_is_judged_again_is_not_compared_with_itself(tmp_path: Path) -> None:
    changed = rounds(tmp_path, {"192.0.2.87": PRINTER}, {"192.0.2.87": LAPTOP})[-1]
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        again = seen(Memory(ledger, plan("r1")), "switch01", CHANGED, EARLIER, {"192.0.2.87": LAPTOP})
    assert again == changed


@pytest.mark.parametrize(
    ("host", "verdict"), [("switch02", Verdict.DEVIATES), ("xupu_switch01", Verdict.NOT_APPLICABLE)]
)
def test_devices_of_one_site_have_to_agree_and_those_of_two_need_not(
    tmp_path: Path, host: str, verdict: Verdict
) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        memory = Memory(ledger, plan("r1"))
        first = seen(memory, "switch01", DISPUTED, OTHERS, {"192.168.1.1": ROUTER, "192.168.1.2": PRINTER})
        second = seen(memory, host, DISPUTED, OTHERS, {"192.168.1.1": LAPTOP, "192.168.1.2": PRINTER})
    assert first.verdict is Verdict.NOT_APPLICABLE
    assert second.verdict is verdict
    assert second.expected == ({"192.168.1.1": ROUTER} if verdict is Verdict.DEVIATES else None)


def test_any_other_check_expects_what_its_stanza_says(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        memory = Memory(ledger, plan("r1"))
        found = seen(memory, "switch01", USUAL, 4, 8)
    assert (found.verdict, found.expected) == (Verdict.DEVIATES, 4)
