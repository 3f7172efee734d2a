"""The load client against a server that misbehaves as it is told."""

from __future__ import annotations

import asyncio
import time

import pytest

from drills import load as loads
from drills.load import Load, Outcome
from drills.service_failover import Drill, figures

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nweb01\n"


def asked(answer: bytes, *, keep: bool = False, count: int = 5) -> tuple[list[Outcome], int]:
    """The outcomes of some requests to a server that answers each so, and how many connections it saw."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
                if not keep or answer != GOOD:
                    break
        except asyncio.IncompleteReadError:
            pass
        if answer:
            writer.close()

    async def run() -> list[Outcome]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        outcomes = await Load("127.0.0.1", port, keep=keep).run(time.monotonic(), 50, count)
        server.close()
        return outcomes

    return asyncio.run(run()), connections


def test_good_answers_are_no_errors_and_say_who_gave_them() -> None:
    outcomes, connections = asked(GOOD)
    assert [(one.error, one.by) for one in outcomes] == [("", "web01")] * 5
    assert [one.at for one in outcomes] == [0.0, 0.02, 0.04, 0.06, 0.08]
    assert connections == 5


def test_connections_that_are_kept_are_used_again() -> None:
    outcomes, connections = asked(GOOD, keep=True)
    assert [one.error for one in outcomes] == [""] * 5
    assert connections < 5


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            b"HTTP/1.1 503 Service Unavailable\r\n\r\n",
            "Wrong: expected status 200, found 'http/1.1 503 service unavailable'",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\n", "Wrong: expected a body of at most 4096 bytes, found a length of ''"),
        (GOOD.replace(b"6", b"99999"), "found a length of '99999'"),
        (GOOD[:-3], "IncompleteReadError"),
        (b"HTTP/1.1 200", "IncompleteReadError"),
    ],
)
def test_an_answer_that_is_none_is_an_error(answer: bytes, error: str) -> None:
    outcomes, _ = asked(answer, count=2)
    assert all(error in one.error for one in outcomes), outcomes


def test_an_answer_that_comes_too_late_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loads, "LIMIT", 0.1)
    outcomes, _ = asked(b"", count=2)
    assert [one.error for one in outcomes] == ["no answer within 0.1 s"] * 2


def test_a_port_where_nobody_listens_is_an_error() -> None:
    (outcome,) = asyncio.run(Load("127.0.0.1", 1, keep=False).run(time.monotonic(), 50, 1))
    assert "ConnectionRefusedError" in outcome.error


def outcomes(signs: str) -> list[Outcome]:
    return [
        Outcome(index / 10, 0.01 * (index + 1), "" if sign == "." else "gone", "") for index, sign in enumerate(signs)
    ]


@pytest.mark.parametrize(
    ("limit", "signs", "expected"),
    [
        (0.0, "....", [(0, True), (0.0, True), (0.04, None)]),
        (0.0, ".x..", [(1, False), (0.1, False), (0.04, None)]),
        (0.25, ".xx.", [(2, None), (0.2, True), (0.04, None)]),
        (0.15, ".xx.", [(2, None), (0.2, False), (0.04, None)]),
    ],
)
def test_what_a_drill_says_of_its_outcomes(limit: float, signs: str, expected: list[tuple[float, bool | None]]) -> None:
    drill = Drill("d", "D", lambda _: None, lambda _: None, limit=limit)
    found = list(figures(drill, outcomes(signs)))
    assert [line.name for line in found] == [
        "service_failover.d.lost",
        "service_failover.d.window",
        "service_failover.d.slowest",
    ]
    assert [line.value for line in found] == pytest.approx([value for value, _ in expected])
    assert [line.met for line in found] == [met for _, met in expected]
