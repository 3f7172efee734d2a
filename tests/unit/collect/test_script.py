"""The one script: run for real under each shell that is here, and taken apart again."""

import shutil
import subprocess
from datetime import datetime

import pytest

from hfcheck.collect import script
from hfcheck.errors import ContentError
from hfcheck.model import SHANGHAI
from hfcheck.readings import Reading

NONCE = "0123456789abcdef"
AT = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
SHELLS = {"dash": ["dash", "-c"], "bash": ["bash", "--posix", "-c"], "busybox ash": ["busybox", "ash", "-c"]}


def snippet(text, **more):
    return Reading({"value": "text"}, lambda output: {"value": output.stdout}, text, **more)


READINGS = {
    "plain": snippet('echo "$1|$2"; printf no-newline'),
    "absent": snippet('absent "no md arrays"'),
    "missing": snippet("need no_such_command_here"),
    "slow": snippet("sleep 30", seconds=1),
    "long": snippet("i=0; while [ $i -lt 4000 ]; do echo 12345678901234567890$i; i=$((i+1)); done", section_bytes=5000),
    "greedy": snippet("cat; echo read"),
    "broken": snippet("exit 9"),
    "root": snippet("id -u", privileged=True),
    "forged": snippet(f"echo {NONCE[::-1]} code 0; echo '{NONCE[:-1]} end 3'"),
}


@pytest.fixture(params=sorted(SHELLS))
def run(request, monkeypatch):
    monkeypatch.setattr(script, "load", READINGS.__getitem__)
    shell = SHELLS[request.param]
    if shutil.which(shell[0]) is None:
        pytest.skip(f"{shell[0]} is not installed")

    def run(*requests):
        text = script.compile_script(requests, NONCE)
        done = subprocess.run([*shell, 'eval "$(cat)"'], input=text, capture_output=True, text=True, check=True)
        return script.split(done.stdout, done.stderr, NONCE, requests, AT)

    return run


def test_arguments_arrive_as_they_are_and_nothing_is_expanded(run):
    (output,) = run(("plain", ("x  y", "$(id)'\"`q`")))
    assert output.stdout == "x  y|$(id)'\"`q`\nno-newline"
    assert (output.code, output.arguments, output.taken_at) == (0, ("x  y", "$(id)'\"`q`"), AT)


def test_each_way_to_have_no_answer_keeps_its_code_and_its_words(run):
    absent, missing, broken, slow = run(("absent", ()), ("missing", ()), ("broken", ()), ("slow", ()))
    assert (absent.code, absent.stderr) == (3, "no md arrays\n")
    assert (missing.code, missing.stderr) == (4, "no_such_command_here\n")
    assert broken.code == 9
    assert slow.code in (124, 143)


def test_a_section_is_bounded_and_says_so(run):
    long, plain = run(("long", ()), ("plain", ("a", "b")))
    assert long.truncated
    assert len(long.stdout) <= READINGS["long"].section_bytes
    assert (plain.stdout, plain.truncated) == ("a|b\nno-newline", False)


def test_a_snippet_can_neither_eat_the_script_nor_forge_a_section(run):
    greedy, forged, plain = run(("greedy", ()), ("forged", ()), ("plain", ("1", "2")))
    assert greedy.stdout == "read\n"
    assert forged.code == 0
    assert plain.stdout == "1|2\nno-newline"


def test_a_privileged_reading_runs_as_root_or_says_that_it_needs_it(run):
    (output,) = run(("root", ()))
    assert (output.code, output.stdout) in {(0, "0\n"), (5, "")}


@pytest.mark.parametrize("keep", [0, 20, 60, 100])
def test_a_cut_tail_is_seen_in_every_section_that_it_hits(keep, run):
    text = "".join(f"{NONCE} begin {n}\nout\n\n{NONCE} code 0\n{NONCE} end {n}\n" for n in (0, 1))
    outputs = script.split(text[:keep], "", NONCE, [("plain", ()), ("plain", ())], AT)
    assert [output.code for output in outputs] == [0 if keep == 100 else None, None]


def test_device_text_loses_what_nobody_can_see():
    assert script.clean("a\x1b[31mb\x00\u202ec\r\nd\te") == "a[31mbc\nd\te"


def test_a_guessable_nonce_is_refused():
    with pytest.raises(ContentError, match="nonce"):
        script.compile_script([], "1")


def test_requests_are_asked_once_in_their_first_order():
    assert script.asked([("b", ()), ("a", ("x",)), ("b", ()), ("a", ())]) == [("b", ()), ("a", ("x",)), ("a", ())]
