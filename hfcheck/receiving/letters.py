"""What may be posted: which addresses there are, and what each takes. All of it is refused before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from hfcheck.alarms import events, notification
from hfcheck.errors import InputError
from hfcheck.kinds import Switchover
from hfcheck.kinds.form import NAME_LIMIT, Instant, one_line
from hfcheck.receiving.inbox import Letter
from hfcheck.statements import parse

ALERTMANAGER, SWITCHOVER = "alertmanager", "switchover"
Node = Annotated[
    str, BeforeValidator(one_line), StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LIMIT)
]


class Switched(BaseModel):
    """What a node posts of a switch: when it was detected, told and done, from where to where, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: Node
    node: Node
    detected_at: Instant
    notified_at: Instant
    switched_at: Instant
    origin: Node = Field(alias="from")
    target: Node = Field(alias="to")
    cause: Annotated[str, BeforeValidator(one_line), StringConstraints(strip_whitespace=True, max_length=500)]


def switched(letter: Letter) -> Switched:
    """The switch that a letter tells of; raises InputError."""
    try:
        found = Switched.model_validate_json(letter.body)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise InputError(f"expected a switchover, found at {where[:60]}: {first['msg']}") from None
    ahead = [at for at in (found.detected_at, found.notified_at, found.switched_at) if at > letter.heard]
    if min(found.notified_at, found.switched_at) < found.detected_at:
        raise InputError(f"expected to be detected first, at {found.detected_at}, found an earlier instant beside it")
    if ahead:
        raise InputError(f"expected instants up to now ({letter.heard}), found {ahead[0]}: are both clocks right?")
    return found


def statement(letter: Letter) -> Mapping[str, object]:
    """A switch as a statement about a record of its own (故障切换): the same letter again is the same statement."""
    told = switched(letter)
    mark = sha256("\0".join([told.service, told.node, told.origin, told.target]).encode()).hexdigest()[:8]
    says = {
        "name": f"{told.service}：{told.origin} → {told.target}"[:NAME_LIMIT],
        "learnt_at": told.detected_at.isoformat(),
        "notified_at": told.notified_at.isoformat(),
        "switched_at": told.switched_at.isoformat(),
        "reason": told.cause or None,
    }
    return {
        "type": Switchover.type,
        "subject": f"{told.detected_at:%Y%m%dT%H%M%S.%f%z}-{mark}",
        "by": letter.source,
        "says": {name: value for name, value in says.items() if value is not None},
    }


def alarm_events(letter: Letter) -> Iterator[dict[str, Any]]:
    """The events of a notification; raises InputError."""
    return events(notification(letter.body), letter.source, letter.heard)


def _check_alarms(letter: Letter) -> None:
    notification(letter.body)


def _check_switchover(letter: Letter) -> None:
    parse(statement(letter))


CHECKS: Mapping[str, Callable[[Letter], None]] = {ALERTMANAGER: _check_alarms, SWITCHOVER: _check_switchover}
"""Each address with what raises InputError for a letter that it does not take."""


def check(letter: Letter) -> None:
    """Raise InputError for a letter that its address does not take."""
    if letter.kind not in CHECKS:
        raise InputError(f"expected one of {', '.join(CHECKS)}, found {letter.kind!r:.60}")
    try:
        letter.body.decode()
    except UnicodeDecodeError:
        raise InputError("expected JSON as UTF-8, found other bytes") from None
    CHECKS[letter.kind](letter)
