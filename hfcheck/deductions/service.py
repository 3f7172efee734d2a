"""What became true outside of the days of service belongs to no month by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hfcheck.rulings import Case, Outcome, Ruling, clock

ONE_SECOND = timedelta(seconds=1)


def in_service(case: Case, ruling: Ruling) -> Ruling:
    """The ruling in a month of the service.

    What is open or costs points before the service is shown in its first month, what does so after it in its last: the
    group decides, unless the parties agreed (common.after_end) that the last month takes what the service left behind.
    """
    if ruling.outcome not in (Outcome.BREACHED, Outcome.UNDETERMINED):
        return ruling
    if ruling.at < case.begins:
        return _undecided(ruling, case.begins, "服务期之前")
    if ruling.at < case.ends:
        return ruling
    last = case.ends - ONE_SECOND
    if case.terms.word("common.after_end", case.contract.last_day) == "last_month":
        return replace(ruling, at=last, reason=f"{ruling.reason}（{clock(ruling.at)}，服务期之后，按约定计入末月）")
    return _undecided(ruling, last, "服务期之后")


def _undecided(ruling: Ruling, at: datetime, words: str) -> Ruling:
    settles = "；并".join(filter(None, (ruling.settles, "由考核小组认定是否计入考核")))
    reason = f"{ruling.reason}（{clock(ruling.at)}，{words}）"
    return replace(ruling, outcome=Outcome.UNDETERMINED, at=at, points=None, reason=reason, settles=settles)
