"""Which days a statement speaks of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from hfcheck.model import SHANGHAI
from hfcheck.rounds import Fact
from hfcheck.spoken import spoken

AT = datetime(2025, 10, 8, 9, tzinfo=SHANGHAI)


def word(step: int, **members: Any) -> Fact:
    return Fact({"id": f"fault/a/{step}", "type": "fault", "at": AT.isoformat(), **members}, AT, "")


ALARM, ACTED = {"alarm_at": "2025-09-30T23:00:00+08:00"}, {"acted_at": "2025-10-01T01:00:00+08:00"}


@pytest.mark.parametrize(
    ("later", "since"),
    [
        ({"says": ACTED}, date(2025, 10, 1)),
        ({"says": {"acted_at": "2025-09-30T16:00:00+00:00"}}, date(2025, 10, 1)),
        ({"says": ACTED, "corrects": "fault/a/1", "because": "误记"}, date(2025, 9, 30)),
        ({"withdraws": True, "because": "误报"}, date(2025, 9, 30)),
        ({"says": {"severity": "ordinary"}}, date(2025, 9, 30)),
        ({"says": {"effective": "2025-09-01"}}, date(2025, 9, 1)),
        ({"says": {"acted_at": "0001-01-01T00:00:00+23:00"}}, date(2025, 9, 30)),
    ],
)
def test_a_statement_speaks_of_its_own_days_or_of_all_of_its_record(later: dict[str, Any], since: date) -> None:
    first, second = spoken([word(1, says=ALARM), word(2, **later)])
    assert (first.since <= date(2025, 9, 30), second.since) == (True, since)
    assert (second.kind, second.entry, second.received) == ("fault", "fault/a/2", AT)


def test_a_record_without_a_day_is_of_the_day_on_which_it_was_stated() -> None:
    (only,) = spoken([word(1, says={"name": "故障"})])
    assert only.since == date(2025, 10, 8)
