from __future__ import annotations

import random
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.incidents import Candidate, Look, Trouble, candidates
from hfcheck.model import SHANGHAI

START = datetime(2025, 9, 1, 9, tzinfo=SHANGHAI)
GAP = timedelta(hours=12)
BOTH = {"app01": frozenset({"disk.used"}), "db01": frozenset({"disk.used"})}


def look(hour: int, *hosts: str, looked: dict[str, frozenset[str]] = BOTH, seen: bool = True) -> Look:
    troubles = tuple(
        Trouble("disk.used", "磁盘使用率", host, "disk.used", f"run/{hour}/{host}", seen) for host in hosts
    )
    return Look(f"run{hour:03}", START + timedelta(hours=hour), looked, troubles)


def found(*looks: Look, triaged: dict[str, str] | None = None) -> tuple[Candidate, ...]:
    return candidates(looks, GAP, triaged or {})


def test_many_devices_and_many_looks_are_one_candidate_with_one_name() -> None:
    (one,) = found(look(0, "app01"), look(8, "app01", "db01"), look(24, "db01"))
    assert one.id == "candidate/disk.used/run000"
    assert one.hosts == ("app01", "db01")
    assert (one.first, one.last, one.cleared) == (START, START + timedelta(hours=24), None)
    assert one.evidence == ("run/0/app01", "run/8/app01", "run/8/db01", "run/24/db01")


def test_it_is_cleared_only_when_every_device_was_seen_to_be_mended() -> None:
    assert found(look(0, "app01", "db01"), look(8, "db01"))[0].cleared is None
    assert found(look(0, "app01", "db01"), look(8, "db01"), look(16))[0].cleared == START + timedelta(hours=16)


def test_what_was_not_looked_at_or_not_seen_clears_nothing() -> None:
    assert found(look(0, "app01"), look(8, looked={"db01": BOTH["db01"]}))[0].cleared is None
    assert found(look(0, "app01"), look(8, "app01", seen=False))[0].cleared is None


def test_what_was_not_seen_opens_nothing() -> None:
    assert found(look(0, "app01", seen=False)) == ()


def test_seen_again_within_the_gap_it_is_the_same_one_and_later_another() -> None:
    assert len(found(look(0, "app01"), look(8), look(20, "app01"))) == 1
    first, second = found(look(0, "app01"), look(8), look(21, "app01"))
    assert (first.cleared, second.id) == (START + timedelta(hours=8), "candidate/disk.used/run021")


def test_a_triage_is_found_by_the_name() -> None:
    (one,) = found(look(0, "app01"), triaged={"candidate/disk.used/run000": "triage/t1"})
    assert one.triaged == "triage/t1"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.sampled_from(["app01", "db01"])), max_size=12), st.randoms())
def test_order_does_not_matter_and_no_trouble_is_lost(each: list[set[str]], chance: random.Random) -> None:
    looks = [look(8 * number, *sorted(hosts)) for number, hosts in enumerate(each)]
    shuffled = looks.copy()
    chance.shuffle(shuffled)
    result = found(*looks)
    assert found(*shuffled) == result
    named = {evidence for one in result for evidence in one.evidence}
    assert named == {trouble.evidence for one in looks for trouble in one.troubles}


def alarm(hour: int, host: str) -> Look:
    told = Trouble("disk.used", "磁盘使用率", host, f"alarm.{host}", f"alarm/{host}/{hour}", alarm=True)
    return Look(f"alarm-{host}-{hour}", START + timedelta(hours=hour), {}, (told,))


def ended(hour: int, host: str) -> Look:
    return Look(f"alarm-{host}-end", START + timedelta(hours=hour), {host: frozenset({f"alarm.{host}"})}, ())


def test_an_alarm_and_an_inspection_of_the_same_check_are_one_candidate() -> None:
    (one,) = found(alarm(1, "app01"), look(0, "app01"), alarm(2, "db01"))
    assert (one.first, one.alarm, one.alarm_at) == (START, "alarm/app01/1", START + timedelta(hours=1))
    assert one.evidence == ("run/0/app01", "alarm/app01/1", "alarm/db01/2")
    assert found(look(0, "app01"))[0].alarm_at is None


def test_an_alarm_is_mended_by_its_own_end_and_an_inspection_by_an_inspection() -> None:
    assert found(alarm(0, "app01"), look(8))[0].cleared is None
    assert found(alarm(0, "app01"), look(1, "app01"), ended(2, "app01"))[0].cleared is None
    assert found(alarm(0, "app01"), look(1, "app01"), ended(2, "app01"), look(8))[0].cleared == START + timedelta(
        hours=8
    )
    assert found(alarm(0, "app01"), ended(2, "app01"))[0].cleared == START + timedelta(hours=2)
