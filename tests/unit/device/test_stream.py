"""What a device prints, in any portions: over, paging, an echo, a prompt."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.device.prompts import exact
from hfcheck.device.stream import Exchange, Reader, Status
from hfcheck.network.observed import Outcome
from hfcheck.network.reply import TEXT_LIMIT

PROMPT = exact("huawei_vrp", "<SW1>")
LINE = "display version"
LOG = "%Nov 23 10:00:00:123 2026 SW1 SHELL/5/SHELL_LOGIN: admin logged in."


def read(data: bytes | str, line: str = LINE) -> Exchange:
    reader = Reader(PROMPT, line)
    assert reader.feed(data.encode() if isinstance(data, str) else data) is Status.OVER
    return reader.exchange()


def test_the_answer_is_what_stands_between_the_echo_and_the_prompt() -> None:
    found = read("display version\r\nVRP (R)\r\n  uptime 3 days\r\n<SW1>")
    assert found == Exchange(LINE, Outcome.ANSWERED, "VRP (R)\n  uptime 3 days", echoed=True, prompt="<SW1>")


ECHOES = [
    "display version\r\n",
    " display version \r\n",
    "display ver\r\nsion\r\n",
    "display ver \rsion\r\n",
    "display ver \x08sion\r\n",
    "\x1b[?2004l\rdisplay version\r\r\n",
    f"\r\n{LOG}\r\ndisplay version\r\n",
    f"\r\n{LOG}\r\n<SW1>display version\r\n",
    f"{LOG}\r\n\r\n<SW1>display version\r\n",
]


@pytest.mark.parametrize("echo", ECHOES)
def test_an_echo_may_be_wrapped_and_follow_messages_of_the_log(echo: str) -> None:
    found = read(f"{echo}VRP\r\n<SW1>")
    assert (found.text, found.stray, found.echoed) == ("VRP", "", True)
    assert found.log_before is (LOG in echo)


@pytest.mark.parametrize("stray", ["rest of before", "<SW1>", "disp", "% Error"])
def test_what_does_not_belong_in_front_of_an_echo_is_told(stray: str) -> None:
    found = read(f"\r\n{stray}\r\n<SW1>display version\r\nVRP\r\n<SW1>")
    assert (found.text, found.stray.split("\n")[0]) == ("VRP", stray)


def test_behind_a_stray_only_an_echo_at_the_prompt_is_one() -> None:
    reader = Reader(PROMPT, LINE)
    assert reader.feed(b"rest\r\ndisplay version\r\nVRP\r\n<SW1>") is Status.STALE
    assert reader.broken(Outcome.STRANGE, "why") == Exchange(LINE, Outcome.STRANGE, detail="why")


@pytest.mark.parametrize("data", ["displayversion\r\nVRP\r\n<SW1>", "display vresion\r\nVRP\r\n<SW1>", "VRP\r\n<SW1>"])
def test_another_echo_is_none(data: str) -> None:
    assert Reader(PROMPT, LINE).feed(data.encode()) is Status.STALE


@pytest.mark.parametrize("end", ["<SW2>", "<SW1>x", "x<SW1>", "<SW1>\r\n", "", "[SW1]", "<SW1>\r\n%Nov 23 10:00:00"])
def test_nothing_else_is_the_end(end: str) -> None:
    assert Reader(PROMPT, LINE).feed(f"display version\r\nVRP\r\n{end}".encode()) is Status.MORE


@pytest.mark.parametrize(
    "end", ["<SW1>", "HRP_S<SW1> ", "\x1b[0m<SW1>\x1b[K", f"<SW1>\r\n{LOG}\r\n", f"<SW1>{LOG}\r\n", f"{LOG}\r\n<SW1>"]
)
def test_the_prompt_is_the_end_even_if_a_message_of_the_log_follows(end: str) -> None:
    found = read(f"display version\r\nVRP\r\n{end}")
    assert found.text.split("\n")[0] == "VRP"
    assert found.log_behind is (end.endswith("\n"))


def test_a_prompt_that_the_log_made_the_device_print_again_is_no_answer() -> None:
    found = read(f"display version\r\nVRP\r\n<SW1>\r\n{LOG}\r\n<SW1>{LOG}\r\n\r\n<SW1>")
    assert (found.text, found.log_behind) == ("VRP", True)


def test_a_paging_mark_is_answered_once_and_leaves_nothing_behind() -> None:
    reader = Reader(PROMPT, LINE)
    assert reader.feed(b"display version\r\none\r\n  ---- More ----") is Status.PAGE
    assert reader.feed(b"\x1b[42D" + b" " * 42) is Status.MORE
    assert reader.feed(b"\x1b[42D  two\r\n\x1b[7m--More--\x1b[m") is Status.PAGE
    assert reader.feed(b"\r        \r<SW1>") is Status.OVER
    assert reader.exchange().text == "one\n  two"


def test_a_mark_in_the_middle_of_a_line_is_not_answered() -> None:
    assert Reader(PROMPT, LINE).feed(b"display version\r\ndescription ---- More ----") is Status.MORE


def test_a_mark_that_comes_in_portions_is_answered_once() -> None:
    reader = Reader(PROMPT, LINE)
    said = [reader.feed(bytes([byte])) for byte in b"display version\r\n---- More ----"]
    assert said.count(Status.PAGE) == 1


def test_the_empty_line_has_no_answer() -> None:
    assert read("\r\n<SW1>", "").stray == ""
    assert read("\r\nfrom before\r\n<SW1>", "").stray == "from before"
    assert read("from before\r\n<SW1>\r\n<SW1>", "").stray == "from before\n<SW1>"


def test_an_answer_that_broke_off_keeps_its_echo_as_a_proof_and_no_text() -> None:
    reader = Reader(PROMPT, LINE)
    reader.feed(b"display version")
    found = reader.broken(Outcome.CUT_OFF, "the session ended")
    assert (found.echoed, found.stray, found.text) == (True, "", "")
    with pytest.raises(ValueError, match="not over"):
        reader.exchange()


def test_more_than_may_be_kept_is_not_kept() -> None:
    reader = Reader(PROMPT, LINE)
    reader.feed(b"display version\r\n")
    half = b"x" * (TEXT_LIMIT // 2 - 9)
    assert [reader.feed(half), reader.feed(half), reader.feed(b"x" * 2)] == [Status.MORE, Status.MORE, Status.TOO_LONG]
    found = reader.broken(Outcome.CUT_OFF, "too long")
    assert (found.echoed, found.stray, found.text) == (True, "", "")


def test_colours_and_hidden_characters_are_taken_out() -> None:
    assert read("display version\r\n\x1b[1mpass\x1b[0mword\x07\u202e\r\n<SW1>").text == "password"


@pytest.mark.parametrize("code", ["utf-8", "gbk"])
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_the_portions_do_not_matter(code: str, sizes: list[int]) -> None:
    data = f"display version\r\n\x1b[32m怀化<桥>[西]\x1b[0m 到湖天\r\n\r\n{LOG}\r\n<SW1>".encode(code)
    reader, at, said = Reader(PROMPT, LINE), 0, Status.MORE
    for number in range(len(data)):
        if at >= len(data):
            break
        assert said is Status.MORE
        size = sizes[number % len(sizes)]
        said = reader.feed(data[at : at + size])
        at += size
    assert said is Status.OVER
    assert reader.exchange().text == f"怀化<桥>[西] 到湖天\n\n{LOG}"


@pytest.mark.parametrize("piece", [b" ", b"\r", b"\x1b[", b"<", b"---- More ----", b"<SW1>\r\n", b"\x08", b"% "])
def test_hostile_output_takes_linear_time(piece: bytes) -> None:
    reader = Reader(PROMPT, LINE)
    started = time.perf_counter()
    reader.feed(b"display version\r\n" + piece * (400_000 // len(piece)) + b"\r\n<SW1>")
    assert time.perf_counter() - started < 5
