"""Which answers may be believed: those behind which the session went on exactly as it must.

A line that looks like the prompt may stand in the middle of an output while the device is slow. Whoever takes it for
the end types the next line too early, and what is still to come looks like the answer to that one. So an answer counts
only once the echo of the next line directly follows its prompt, and that echo itself came only once. The empty line has
no echo of its own: two of them have to come back clean.
"""

from __future__ import annotations

from collections.abc import Sequence

from hfcheck.device.prompts import Prompt
from hfcheck.device.stream import Exchange
from hfcheck.network.observed import Heard, Outcome

UNCONFIRMED = "more came behind what looked like its end"
UNFOLLOWED = "nothing confirmed that it was at its end"
TWICE = "its echo came twice"


def heard(exchanges: Sequence[Exchange], prompt: Prompt) -> list[Heard]:
    """What became of each line that is not empty, in their order; only confirmed answers have a text."""
    return [_heard(exchanges, number, prompt) for number, one in enumerate(exchanges) if one.line]


def settled(exchanges: Sequence[Exchange]) -> bool:
    """Whether two empty lines in a row came back clean: nothing of what was before is still to come."""
    last = exchanges[-2:]
    return len(last) == 2 and all(not one.line and _clean(one) for one in last)


def _heard(exchanges: Sequence[Exchange], number: int, prompt: Prompt) -> Heard:
    one = exchanges[number]
    if one.outcome is not Outcome.ANSWERED:
        return Heard(one.line, one.outcome, detail=one.detail)
    doubt = _doubt(exchanges, number, prompt)
    return Heard(one.line, Outcome.CUT_OFF, detail=doubt) if doubt else Heard(one.line, Outcome.ANSWERED, one.text)


def _doubt(exchanges: Sequence[Exchange], number: int, prompt: Prompt) -> str:
    one, behind = exchanges[number], exchanges[number + 1 :]
    if one.again:
        return TWICE
    if not behind or not behind[0].echoed or (not behind[0].line and len(behind) < 2):
        return UNFOLLOWED
    follower = behind[0]
    needed = behind[:1] if follower.line else behind[:2]
    if follower.again or any(not _clean(other) for other in needed):
        return UNCONFIRMED
    if any(prompt.repeats(follower.line, other.stray) for other in behind[1:]):
        return UNCONFIRMED
    # Messages of the log between two lines are passed over, but not behind an answer that consists of such messages.
    return UNCONFIRMED if (one.log_behind or follower.log_before) and one.holds_log else ""


def _clean(one: Exchange) -> bool:
    return one.echoed and not one.stray
