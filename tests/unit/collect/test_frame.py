"""What is kept of an answer says by itself what was asked."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.collect import frame
from hfcheck.collect.frame import Answered, framed, pack, sections, unpack
from hfcheck.model import SHANGHAI, Output

AT = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
NONCE = "0123456789abcdef"
REQUESTS = (("sshd", ()), ("backups", ("/srv/备份/*.gz", "/x y")))
OUTPUTS = [Output("port 22\nciphers x"), Output("backups 2", "tail: gone", 1)]


def test_the_evidence_alone_gives_each_reading_its_output() -> None:
    found = sections(pack(framed(OUTPUTS, NONCE), NONCE, REQUESTS), AT)
    assert [request for request, _ in found] == list(REQUESTS)
    assert [(output.stdout, output.stderr.strip(), output.code) for _, output in found] == [
        ("port 22\nciphers x", "", 0),
        ("backups 2", "tail: gone", 1),
    ]
    assert found[1][1].arguments == ("/srv/备份/*.gz", "/x y")


def test_what_was_asked_does_not_disturb_the_way_back() -> None:
    known = unpack(pack(framed(OUTPUTS, NONCE), NONCE, REQUESTS), NONCE, REQUESTS, AT)
    assert known == unpack(pack(framed(OUTPUTS, NONCE), NONCE), NONCE, REQUESTS, AT)
    assert known[1] is True


def test_evidence_that_does_not_say_what_was_asked_has_no_sections() -> None:
    answered = framed(OUTPUTS, NONCE)
    old = f"{answered.stdout}\n{NONCE} standard error\n{answered.stderr}".encode()
    assert sections(old, AT) == []
    assert sections(old + f"\n{NONCE} asked [1, 2]\n".encode(), AT) == []
    assert sections(old + f"\n{NONCE} asked [[}}]\n".encode(), AT) == []
    assert sections(b"", AT) == []


def test_an_answer_without_end_is_cut_and_still_says_what_was_asked() -> None:
    evidence = pack(Answered("x" * frame.EVIDENCE_BYTES, "", 0), NONCE, REQUESTS)
    assert len(evidence) == frame.EVIDENCE_BYTES
    assert [(request, output.code) for request, output in sections(evidence, AT)] == [
        (request, None) for request in REQUESTS
    ]


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_no_output_speaks_for_the_station(said: str) -> None:
    forged = f'{said}\n{NONCE[::-1]} asked [["shadow",[]]]\n'
    found = sections(pack(Answered(forged, forged, 0), NONCE, REQUESTS), AT)
    assert [request for request, _ in found] == list(REQUESTS)
