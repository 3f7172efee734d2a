"""The few things everything else is made of: checks, outputs, answers, observations, findings.

All are frozen; values are plain JSON-able data (`Value`), instants are aware datetimes, times of day are those of
Asia/Shanghai. The walk of the data is described in docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# So begins the playbook of a run that only verified what a runbook did, on a few hosts: it is nobody's inspection.
RUNBOOKS = "runbooks/"

# A value is a scalar, a list of scalars, or a mapping from an instance (a mount, a unit, a file) to a scalar.
Scalar = bool | int | float | str
Value = Scalar | Sequence[Scalar] | Mapping[str, Scalar]


class Verdict(StrEnum):
    """What the difference between expected and observed means."""

    CONFORMS = "conforms"
    DEVIATES = "deviates"
    NOT_SEEN = "not_seen"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Severity(StrEnum):
    """How soon somebody has to act: at once, today, this week, when convenient."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reason(StrEnum):
    """Why there is no value. The first group goes with not_seen, the second with not_applicable."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    CUT_OFF = "cut_off"
    REJECTED = "rejected"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NEEDS_ROOT = "needs_root"
    NO_COMMAND = "no_command"
    NO_ANSWER = "no_answer"

    ABSENT = "absent"
    NOT_DECLARED = "not_declared"


@dataclass(frozen=True, slots=True)
class NotSeen:
    """The value may exist, but was not observed; `detail` is one bounded English line, possibly empty."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The target has no such thing, and that was observed; or nobody declared what to expect of it."""

    reason: Reason
    detail: str = ""


Answer = Value | NotSeen | NotApplicable


@dataclass(frozen=True, slots=True)
class Output:
    """What one reading returned from one target, before anyone believes it.

    `code` is the exit status; None means that the section never ended (cut off). `taken_at` is the controller's clock
    when the target was asked.
    """

    stdout: str
    stderr: str = ""
    code: int | None = 0
    arguments: tuple[str, ...] = ()
    taken_at: datetime = field(default_factory=lambda: datetime.fromtimestamp(0, tz=SHANGHAI))
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One stanza of a role's vars/main/checks.yml, without the values that differ from host to host.

    `reading` is "<module of hfcheck.readings>.<value name>". `trend` marks a number worth comparing over time;
    `unit` is printed behind it; a check of truth has its two words there, as 开启/关闭.
    """

    id: str
    title: str
    clause: str
    severity: Severity
    reading: str
    rule: str
    runbook: str
    unit: str = ""
    trend: bool = False

    @property
    def reading_module(self) -> str:
        """The reading's module name: "disk" of "disk.used_percent"."""
        return self.reading.partition(".")[0]

    @property
    def value_name(self) -> str:
        """The value's name within its reading: "used_percent" of "disk.used_percent"."""
        return self.reading.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted exception (例外) for one check on one host; it never outlives `expires` (an aware instant)."""

    check: str
    reason: str
    owner: str
    approver: str
    expires: datetime
    compensation: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One planned check of one host, with what was expected and what was seen or why it was not."""

    host: str
    check: Check
    expected: Value | None
    answer: Answer
    at: datetime
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """An observation with its verdict.

    `found` is the whole observed value (None when there is none), `offending` the part of it that deviates;
    `reason` and `detail` say why there is no value; `evidence` is the SHA-256 of the raw output behind it.
    """

    host: str
    check: Check
    verdict: Verdict
    expected: Value | None
    at: datetime
    found: Value | None = None
    offending: Value | None = None
    reason: Reason | None = None
    detail: str = ""
    evidence: str | None = None
    waiver: Waiver | None = None
