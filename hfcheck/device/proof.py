"""Which answers may be believed: those behind which the session went on exactly as it must.

A line that looks like the prompt may stand in the middle of an output while the device is slow. Whoever takes it for
the end types the next line too early, and what is still to come looks like the answer to that one. So an answer counts
only once the echo of the next line directly follows its prompt, and no echo came where none belongs: a terminal that
echoes at once does so in the middle of an output, and again behind it. A last line of our own, which a device answers
in a few words, confirms the answer before it.

Two things stay beyond proof. A terminal that echoes at once, with several bare prompts in a row within an output, each
at the end of a portion, cannot be told from an idle one. And where an output ends in a line like the prompt and
messages of the log behind it, those are taken for what they look like, and are no part of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from hfcheck.device.prompts import Prompt
from hfcheck.device.stream import Exchange
from hfcheck.network.observed import Heard, Outcome

UNCONFIRMED = "more came behind what looked like its end"
UNFOLLOWED = "nothing confirmed that it was at its end"
MIXED = "the echo of a line came where none belongs"


def heard(exchanges: Sequence[Exchange], asked: Sequence[int], prompt: Prompt) -> list[Heard]:
    """What became of the exchanges with the numbers `asked`; only confirmed answers have a text."""
    lines = frozenset(one.line for one in exchanges if one.line)
    within = [prompt.echoed_in(one.text, lines) for one in exchanges]
    misplaced = [found | prompt.echoed_in(one.stray, lines) for found, one in zip(within, exchanges, strict=True)]
    found = []
    for number in asked:
        one, behind = exchanges[number], exchanges[number + 1 :]
        # The echo of a line that is asked by now belongs where it came first; a second one is the true one.
        known = {other.line for other in exchanges[: number + 2]}
        mixed = within[number] or any(known & echoes for echoes in misplaced[number + 1 :])
        found.append(_heard(one, MIXED if mixed else _doubt(one, behind)))
    return found


def settled(exchanges: Sequence[Exchange]) -> bool:
    """Whether two exchanges in a row were clean and the last line an empty one: nothing else is still to come."""
    last = exchanges[-2:]
    return len(last) == 2 and not last[1].line and all(_clean(one) for one in last)


def _heard(one: Exchange, doubt: str) -> Heard:
    if one.outcome is not Outcome.ANSWERED:
        return Heard(one.line, one.outcome, detail=one.detail)
    return Heard(one.line, Outcome.CUT_OFF, detail=doubt) if doubt else Heard(one.line, one.outcome, one.text)


def _doubt(one: Exchange, behind: Sequence[Exchange]) -> str:
    """Why an answer may not be believed, from what came behind it."""
    if not behind or not behind[0].echoed:
        return UNFOLLOWED
    if not _clean(behind[0]):
        return UNCONFIRMED
    # Messages of the log between two lines are passed over, but not behind an answer that consists of such messages.
    return UNCONFIRMED if (one.log_behind or behind[0].log_before) and one.holds_log else ""


def _clean(one: Exchange) -> bool:
    return one.echoed and not one.stray
