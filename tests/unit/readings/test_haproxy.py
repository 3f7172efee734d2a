from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.model import NotSeen, Output, Reason
from hfcheck.readings import load, read
from tests.unit.readings.planted import SHELLS, plant, run

HEAD = "stat # pxname,svname,qcur,status,weight,\n"
ROWS = (
    "stat alive,FRONTEND,,OPEN,,\n"
    "stat web,FRONTEND,,OPEN,,\n"
    "stat web,web01,0,UP,1,\n"
    "stat web,web02,0,UP 1/2,1,\n"
    "stat web,web03,0,DOWN,1,\n"
    "stat web,web04,0,DRAIN,0,\n"
    "stat web,web05,0,MAINT,1,\n"
    "stat web,BACKEND,0,UP,2,\n"
    "stat pay,pay01,0,no check,1,\n"
)
GOOD = "haproxy\nvalid yes\nexpect web provident fund is open\nmode 600\n" + HEAD + ROWS
CONFIGURATION = """
global
  stats socket /x mode 600
backend web
  http-check send meth GET uri /health
  http-check expect status 200
  http-check expect string provident\\ fund\\ is\\ open
backend pay
\thttp-check expect string a\\\\b\\ {\\\"c\\\"\\}\\#\\'\\\\
"""


def answers(text: str, code: int = 0) -> dict[str, Any]:
    return read(load("haproxy"), Output(text, "", code))


def test_servers_are_counted_and_named_by_what_keeps_them_out() -> None:
    assert answers(GOOD) == {
        "valid": True,
        "content": {"web": "provident fund is open"},
        "socket_mode": "600",
        "answering": True,
        "servers_up": {"web": 2, "pay": 0},
        "servers_down": ["pay/pay01", "web/web03"],
        "servers_drained": ["web/web04", "web/web05"],
    }


def test_a_balancer_that_does_not_answer_has_no_counts() -> None:
    found = answers("haproxy\nvalid no\nexpect web x\n")
    assert (found["valid"], found["answering"]) == (False, False)
    for name in ("servers_up", "servers_down", "servers_drained", "socket_mode"):
        assert isinstance(found[name], NotSeen)
        assert found[name].reason is Reason.NO_ANSWER


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (GOOD.replace("valid yes", "valid perhaps"), "found 'perhaps'"),
        (GOOD.replace("expect web provident fund is open", "expect web"), "2 fields of an expected content"),
        (GOOD.replace("stat # pxname", "stat # name"), "expected a row with # pxname, svname, status"),
        (GOOD + "stat web,web06\n", "expected a row with"),
        (GOOD + 'stat web,"web06,0,UP\n', "a table of statistics, found one that is broken"),
        (GOOD + "mode 666\n", "expected one line of 'mode', found 2"),
        (GOOD + "something else\n", "expected a line of"),
    ],
)
def test_what_does_not_fit_is_refused_whole(text: str, detail: str) -> None:
    for answer in answers(text).values():
        assert isinstance(answer, NotSeen)
        assert answer.reason is Reason.UNREADABLE
        assert detail in answer.detail


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    assert set(answers(GOOD + "stat " + text)) == set(load("haproxy").values)


@pytest.mark.parametrize("shell", SHELLS)
def test_of_the_configuration_only_the_expected_content_is_told(
    shell: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, status in (("haproxy", 1), ("socat", 0)):
        (programs / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    plant(tmp_path, {"/etc/haproxy/haproxy.cfg": CONFIGURATION})
    assert run(shell, "haproxy", tmp_path).stdout == (
        'haproxy\nvalid no\nexpect web provident fund is open\nexpect pay a\\b {"c"\\}#\'\\\n'
    )
