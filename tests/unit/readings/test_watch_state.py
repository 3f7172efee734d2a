from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.model import NotSeen, Output, Reason
from hfcheck.readings import load, read
from tests.unit.readings.planted import SHELLS, answers

PROMTOOL = r"""#!/bin/sh
[ "$1 $2 $3" = "query instant http://127.0.0.1:9090" ] || exit 1
case $4 in
  vector*) echo '{} => 1 @[1.5]' ;;
  up*) echo 'up{host="db01", job="node", title="a \"b\""} => 0 @[1.5]' ;;
  count*) echo '{} => 3 @[1.5]' ;;
  *) exit 1 ;;
esac
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_each_question_is_asked_and_those_that_fail_are_told(
    shell: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "promtool").write_text(PROMTOOL)
    (tmp_path / "promtool").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = answers(shell, "watch_state", tmp_path, "http://127.0.0.1:9090")
    assert (found["answering"], found["silent"], found["targets"]) == (True, ["node db01"], 3)
    assert isinstance(found["waiting"], NotSeen)
    down = answers(shell, "watch_state", tmp_path, "http://127.0.0.1:1")
    assert (down["answering"], down["silent"]) == (False, NotSeen(Reason.NO_ANSWER, "Prometheus does not answer"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("watch\nup => 1 @[1]\n", "expected a question before its answer"),
        ("watch\n[answering]\nfailed\nup => 1 @[1]\n", "expected a question before its answer"),
        ("watch\n[answering]\nodd\n", "expected a sample"),
        ("watch\n[odd]\n", "expected the questions"),
        ("odd\n", "expected a first line"),
    ],
)
def test_what_does_not_fit_is_said(text: str, words: str) -> None:
    found = read(load("watch_state"), Output(text, "", 0, ()))["answering"]
    assert isinstance(found, NotSeen)
    assert found.reason is Reason.UNREADABLE
    assert words in found.detail
