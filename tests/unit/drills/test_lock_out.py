"""What the lock-out drills say of a server that did not come back, or too late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from drills import lock_out
from drills.lockouts.stories import ATTENDED, DEEDS, KILLED, REFUSED
from hfcheck.lab import LabError


class Server:
    """In place of a server: whether it is as it was in the end, and whether it was made fresh again."""

    def __init__(self, harmed: str = "") -> None:
        self.harmed, self.resets = harmed, []  # type: tuple[str, list[str]]
        self.servers = SimpleNamespace(reset=self.resets.append)

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        yield
        if self.harmed:
            raise LabError(self.harmed)


def line(server: Any, late: float) -> tuple[float, bool | None]:
    found = lock_out._line(server, "name", lambda _: late)
    assert (found.name, found.unit, found.goal) == ("lock-out: name", "s beyond the timer", "<= 5 s")
    return found.value, found.met


@pytest.mark.parametrize(("late", "met"), [(0.0, True), (5.0, True), (5.1, False)])
def test_seconds_beyond_the_timer_are_held_to_five(late: float, met: bool) -> None:
    server = Server()
    assert line(server, late) == (late, met)
    assert server.resets == []


def test_a_server_that_is_not_as_it_was_missed_the_goal_and_is_made_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    server = Server("expected a new login with sudo to d12, found none")
    assert line(server, 1.0) == (lock_out.NEVER, False)
    assert server.resets == ["d12"]
    assert capsys.readouterr().err == "drills: name: expected a new login with sudo to d12, found none\n"


def test_at_least_twelve_are_drilled_half_of_them_with_a_killed_controller() -> None:
    refused, taken_back = set(lock_out.CHOSEN), lock_out._taken_back()
    assert refused <= set(REFUSED)
    assert len(refused) == len(lock_out.CHOSEN)
    assert len(refused) + len(taken_back) >= 12
    assert len(taken_back) >= len(refused)
    assert sorted([*KILLED, *ATTENDED]) == sorted(DEEDS)
