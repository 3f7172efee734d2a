"""What a driver for NAPALM raises instead of handing out something that nobody has seen."""

from __future__ import annotations

from napalm.base.exceptions import (
    CommandErrorException,
    CommandTimeoutException,
    ConnectionClosedException,
    NapalmException,
)

from hfcheck.network.observed import Missing, Outcome
from hfcheck.network.reply import State


class NotSeen(CommandErrorException):  # type: ignore[misc]
    """There is no answer to believe: `state` is that of the output (None: it never came), `reason` one line."""

    def __init__(self, reason: str, state: State | None = None, outcome: Outcome | None = None) -> None:
        super().__init__(reason if state is None else f"{reason} ({state.value})")
        self.reason = reason
        self.state = state
        self.outcome = outcome


class NotSeenInTime(NotSeen, CommandTimeoutException):  # type: ignore[misc]
    """The device did not answer in time."""


class SessionOver(NotSeen, ConnectionClosedException):  # type: ignore[misc]
    """The session ended before, or in the middle of, the answer."""


class ChangesRefused(NapalmException):  # type: ignore[misc]
    """These drivers only look."""

    def __init__(self) -> None:
        super().__init__("these drivers never change a device: changes go through playbooks/harden_network.yml")


KINDS = {
    Outcome.TIMED_OUT: NotSeenInTime,
    Outcome.CUT_OFF: SessionOver,
    Outcome.UNASKED: SessionOver,
}


def not_seen(missing: Missing) -> NotSeen:
    """The exception that fits why there is no fact."""
    kind = NotSeen if missing.outcome is None else KINDS.get(missing.outcome, NotSeen)
    return kind(missing.detail, missing.state, missing.outcome)
