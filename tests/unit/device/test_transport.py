"""The holder of the writer sends what is permitted, and not a byte of anything else."""

from __future__ import annotations

import functools

import pytest

from hfcheck.device.allowed import allowed
from hfcheck.device.transport import Channel, Inbox
from hfcheck.errors import ForbiddenLine


class Writer:
    """Keeps what is written, as asyncssh's channel takes it."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data


def channel(writer: Writer, inbox: Inbox | None = None, secret: str | None = None) -> Channel:
    return Channel(writer, inbox or Inbox(), functools.partial(allowed, "huawei_vrp"), secret)  # type: ignore[arg-type]


def test_a_permitted_line_goes_out_with_a_line_feed() -> None:
    writer = Writer()
    channel(writer).send("display version")
    assert writer.written == b"display version\n"


@pytest.mark.parametrize("line", ["system-view", "display version\n", "display version\x03", "\u7684", "reboot", "?"])
def test_of_a_forbidden_line_no_byte_goes_out(line: str) -> None:
    writer = Writer()
    with pytest.raises(ForbiddenLine, match=r"found .*; it was not sent"):
        channel(writer).send(line)
    assert writer.written == b""


def test_a_password_is_one_line_or_none() -> None:
    writer = Writer()
    channel(writer, secret="Fake 9027").enable()
    assert writer.written == b"Fake 9027\n"
    with pytest.raises(ForbiddenLine, match="expected an enable password of printable characters") as caught:
        channel(writer, secret="Fake-9027\nreboot")
    assert "9027" not in str(caught.value)


def test_nothing_is_written_to_a_session_that_ended() -> None:
    writer, inbox = Writer(), Inbox()
    inbox.connection_lost(None)
    channel(writer, inbox).send("display version")
    assert writer.written == b""
