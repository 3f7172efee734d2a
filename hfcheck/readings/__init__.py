"""Readings: what can be seen of a target, one file a reading.

A reading is a POSIX sh snippet (for servers) and a pure parser from its output to typed values. A file
`hfcheck/readings/<name>.py` that defines `READING` is found by its path; nothing else has to be registered.

A snippet runs in a subshell with `$@` set to the stanza's arguments, LC_ALL=C and no standard input. It prints what the
parser reads and exits 0, or says why it cannot through the prelude's words (hfcheck/collect/script.py):
    absent "no md arrays"      the target has no such thing           → not_applicable
    need smartctl              the command is missing                 → not_seen (no_command)
It must never print nothing on success: an empty answer is not_seen.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hfcheck.errors import ContentError
from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings.parsing import Unreadable

EXIT_ABSENT, EXIT_NO_COMMAND, EXIT_NEEDS_ROOT = 3, 4, 5
TIMEOUT_CODES = frozenset({124, 137, 143})
DETAIL_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """How one kind of fact is read.

    `values` names each value and says what it is, with its unit. `source` is "shell" (the snippet runs on the target),
    "probe" (the station asks from outside) or "device" (`facts` of network gear; see of_device.py); the latter have no
    snippet. `seconds` and `section_bytes` bound the snippet on the target.
    `command`: what an evaluator types to see the same, shown beside the raw output and run by nobody here.
    """

    values: Mapping[str, str]
    parse: Callable[[Output], Mapping[str, Answer]]
    snippet: str = ""
    source: str = "shell"
    privileged: bool = False
    seconds: int = 20
    section_bytes: int = 65536
    facts: tuple[str, ...] = ()
    command: str = ""


@functools.cache
def load(name: str) -> Reading:
    """The reading that `hfcheck/readings/<name>.py` defines; raises ContentError for an unknown name."""
    if not name.isidentifier():
        raise ContentError(f"expected the name of a reading, found {name!r}")
    try:
        module = importlib.import_module(f"hfcheck.readings.{name}")
    except ModuleNotFoundError as error:
        raise ContentError(f"no reading is named {name!r}: hfcheck/readings/{name}.py does not exist") from error
    reading = getattr(module, "READING", None)
    if not isinstance(reading, Reading):
        raise ContentError(f"hfcheck/readings/{name}.py defines no READING")
    return reading


def read(reading: Reading, output: Output) -> dict[str, Answer]:
    """Turn an output into one answer for each of the reading's values; what cannot be believed becomes NotSeen."""
    refusal = _refusal(output)
    if refusal is not None:
        return dict.fromkeys(reading.values, refusal)
    try:
        answers = reading.parse(output)
    except Unreadable as problem:
        return dict.fromkeys(reading.values, NotSeen(Reason.UNREADABLE, str(problem)[:DETAIL_LIMIT]))
    missing = NotSeen(Reason.UNREADABLE, "the output does not hold this value")
    return {name: answers.get(name, missing) for name in reading.values}


def _refusal(output: Output) -> NotSeen | NotApplicable | None:
    detail = " ".join(output.stderr.split())[:DETAIL_LIMIT]
    if output.code == 0 and not output.truncated and output.stdout.strip():
        return None
    if output.code == EXIT_ABSENT:
        return NotApplicable(Reason.ABSENT, detail)
    reason = _reason(output)
    return NotSeen(reason, detail if reason is not Reason.REJECTED else f"exit {output.code}: {detail}")


def _reason(output: Output) -> Reason:
    if output.code is None or output.truncated:
        return Reason.CUT_OFF
    if output.code == 0:
        return Reason.EMPTY
    known = {EXIT_NO_COMMAND: Reason.NO_COMMAND, EXIT_NEEDS_ROOT: Reason.NEEDS_ROOT}
    return Reason.TIMED_OUT if output.code in TIMEOUT_CODES else known.get(output.code, Reason.REJECTED)
