"""From captures to findings: every planned pair gets one, and what cannot be believed is never data."""

import hashlib
import json
from datetime import datetime

import pytest

from hfcheck.collect.frame import framed, pack
from hfcheck.collect.plan import HostCard, Plan, PlannedPlay
from hfcheck.model import SHANGHAI, Check, Output, Reason, Severity, Verdict
from hfcheck.observe import Arrival, host_findings

NONCE = "0123456789abcdef"
AT = datetime(2026, 1, 5, 8, 30, tzinfo=SHANGHAI)
REACHABLE = Check("reachability.reachable", "可登录", "五", Severity.CRITICAL, "transport.reachable", "equals", "r")
SESSION = Check("reachability.session", "会话", "五", Severity.HIGH, "transport.session", "equals", "r")
HTTP = Check("hosted_channel.status", "状态", "三", Severity.HIGH, "probe_tcp.open", "equals", "r")
PLAN = Plan(
    run="r1",
    planned_at=AT.isoformat(),
    inventory="lab",
    playbook="p.yml",
    since=AT.isoformat(),
    plays=(PlannedPlay("play", ("h",), (REACHABLE.id, SESSION.id, HTTP.id)),),
    checks={check.id: check for check in (REACHABLE, SESSION, HTTP)},
    hosts={"h": HostCard("h", "", "", "", "")},
)
ANSWER = {"connected": True, "latency_ms": 1.0}


def capture(state="answered", evidence="e", **changes):
    checks = {
        REACHABLE.id: {"request": None, "expected": True},
        SESSION.id: {"request": None, "expected": True},
        HTTP.id: {"request": 0, "expected": True},
    }
    fields = {
        "host": "h",
        "play": "play",
        "started": AT.isoformat(),
        "finished": AT.isoformat(),
        "nonce": NONCE,
        "state": state,
        "detail": "",
        "requests": [["probe_tcp", ["127.0.0.1", "1"]]],
        "checks": checks,
        "waivers": [],
        "evidence": evidence,
    }
    return json.dumps(fields | changes).encode()


def findings(content, evidence=b"", digest="of the content"):
    known = hashlib.sha256(content or b"").hexdigest() if digest == "of the content" else digest
    return host_findings(PLAN, Arrival("play", "h", content, known), lambda _: evidence)


def verdicts(result):
    return {finding.check.id: (finding.verdict, finding.reason) for finding in result.findings}


def test_a_host_that_left_nothing_is_a_problem_and_all_its_checks_are_not_seen():
    result = findings(None)
    assert "neither an answer nor a reason" in result.problem
    assert set(verdicts(result).values()) == {(Verdict.NOT_SEEN, Reason.NO_ANSWER)}
    assert len(result.findings) == 3


def test_a_capture_that_was_edited_is_a_problem():
    content = capture()
    result = findings(content.replace(b"true", b"True", 1), digest=hashlib.sha256(content).hexdigest())
    assert "changed after it was written" in result.problem
    assert {verdict for verdict, _ in verdicts(result).values()} == {Verdict.NOT_SEEN}


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", capture()[:-20]])
def test_a_capture_that_cannot_be_read_is_a_problem(content):
    result = findings(content)
    assert "cannot be read" in result.problem
    assert {verdict for verdict, _ in verdicts(result).values()} == {Verdict.NOT_SEEN}


def test_an_unreachable_host_deviates_once_and_the_rest_is_not_seen():
    result = findings(capture("unreachable", None, detail="No route to host"))
    assert result.problem == ""
    assert verdicts(result) == {
        REACHABLE.id: (Verdict.DEVIATES, None),
        SESSION.id: (Verdict.NOT_SEEN, Reason.UNREACHABLE),
        HTTP.id: (Verdict.NOT_SEEN, Reason.UNREACHABLE),
    }


def test_a_session_that_broke_off_deviates():
    whole = pack(framed([Output(json.dumps(ANSWER))], NONCE), NONCE)
    cut = whole[: whole.index(b" code ")]
    result = findings(capture(), cut)
    assert verdicts(result)[SESSION.id] == (Verdict.DEVIATES, None)
    assert verdicts(result)[HTTP.id] == (Verdict.NOT_SEEN, Reason.CUT_OFF)


def test_a_check_that_was_planned_but_never_asked_is_not_seen():
    content = json.loads(capture("failed", None, detail="become: password"))
    content["checks"] = {}
    result = findings(json.dumps(content).encode())
    assert {verdict for verdict, _ in verdicts(result).values()} == {Verdict.NOT_SEEN}
    assert result.findings[0].detail == "become: password"


@pytest.mark.parametrize(
    ("state", "evidence", "expected"),
    [
        ("answered", "e", (Verdict.NOT_APPLICABLE, Reason.NOT_DECLARED)),
        ("unreachable", None, (Verdict.NOT_SEEN, Reason.UNREACHABLE)),
    ],
)
def test_what_nobody_declared_is_missed_only_where_the_host_was_not_seen(state, evidence, expected):
    content = json.loads(capture(state, evidence))
    content["checks"][HTTP.id]["expected"] = None
    nothing = pack(framed([Output("")], NONCE), NONCE)
    assert verdicts(findings(json.dumps(content).encode(), nothing))[HTTP.id] == expected


def test_a_waiver_that_cannot_be_read_waives_nothing_and_says_so():
    waivers = [{"check": REACHABLE.id, "reason": "r", "owner": "o", "approver": "a", "expires": "some day"}]
    found = findings(capture("unreachable", None, waivers=waivers)).findings[0]
    assert found.verdict is Verdict.DEVIATES
    assert found.detail.startswith("its waiver is not applied: expected a waiver to expire on a day")


def test_a_waiver_in_force_is_kept_with_its_finding():
    waivers = [{"check": REACHABLE.id, "reason": "r", "owner": "o", "approver": "a", "expires": "2026-01-05"}]
    found = findings(capture("unreachable", None, waivers=waivers)).findings[0]
    assert (found.verdict, found.waiver.owner) == (Verdict.WAIVED, "o")


def test_a_capture_that_the_end_of_the_run_does_not_name_is_a_problem():
    assert "changed after it was written" in findings(capture("unreachable", None), digest="").problem
    assert findings(capture("unreachable", None), digest=None).problem == ""
