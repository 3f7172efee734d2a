"""Raw outputs as files: what the target printed, one file a reading, and the whole session where nothing says more."""

from __future__ import annotations

import hashlib
from datetime import datetime

from hfcheck.audits import Audit
from hfcheck.collect.frame import framed, pack
from hfcheck.collect.plan import Plan
from hfcheck.evidence_raw import raw_files, raw_of
from hfcheck.ledger.entry import Entry
from hfcheck.model import SHANGHAI, Check, Finding, Output, Severity, Verdict

AT = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
NONCE = "0123456789abcdef"
PLAN = Plan("r1", AT.isoformat(), "i", "p.yml", "", (), {}, {})


def finding(reading: str, evidence: str | None = "e1", host: str = "app01") -> Finding:
    check = Check(f"{reading}.one", "题", "GB/T 22239-2019 8.1.4.3 a", Severity.HIGH, f"{reading}.one", "equals", "r")
    return Finding(host, check, Verdict.CONFORMS, True, AT, evidence=evidence)


def audit(*findings: Finding) -> Audit:
    return Audit("r1", AT, PLAN, "p1", Entry(1, AT, {}, bytes(32)), True, (), findings)


def kept(*outputs: tuple[str, tuple[str, ...], Output]) -> bytes:
    requests = [(reading, arguments) for reading, arguments, _ in outputs]
    return pack(framed([output for *_, output in outputs], NONCE), NONCE, requests)


def test_a_reading_is_one_file_with_the_hash_of_what_it_printed() -> None:
    evidence = kept(("audit", (), Output("rules 38")), ("sshd", (), Output("port 22")))
    found = raw_files(audit(finding("audit")), lambda _: evidence)
    assert set(found) == {("app01", "audit")}
    one = found["app01", "audit"]
    assert (one.path, one.data, one.evidence, one.taken) == ("raw/app01/audit.txt", b"rules 38\n", "e1", AT)
    assert one.sha256 == hashlib.sha256(b"rules 38\n").hexdigest()


def test_a_reading_that_was_asked_twice_says_of_what() -> None:
    evidence = kept(("backups", ("/a",), Output("one")), ("backups", ("/b", "/c"), Output("two")))
    found = raw_files(audit(finding("backups")), lambda _: evidence)
    assert found["app01", "backups"].data.decode() == "--- asked of: /a\none\n\n--- asked of: /b /c\ntwo\n"


def test_errors_and_what_was_cut_off_are_said() -> None:
    evidence = kept(("audit", (), Output("half", "auditctl: gone\n", 1)))
    found = raw_files(audit(finding("audit")), lambda _: evidence)
    text = found["app01", "audit"].data.decode()
    assert text == "half\n--- standard error\nauditctl: gone\n--- exit status: 1\n"
    nothing = pack(framed([], NONCE), NONCE, [("audit", ())])
    found = raw_files(audit(finding("audit")), lambda _: nothing)
    assert found["app01", "audit"].data.decode() == "\n--- exit status: none, cut off\n"


def test_evidence_of_an_earlier_release_is_kept_whole() -> None:
    seen = finding("audit")
    found = raw_files(audit(seen), lambda _: b"what came over the line")
    assert {one.path: one.data for one in found.values()} == {"raw/app01/session.txt": b"what came over the line"}
    assert raw_of(found, seen) is found["app01", "session"]


def test_a_host_that_said_nothing_has_no_file() -> None:
    silent = finding("audit", evidence=None)
    assert raw_files(audit(silent), lambda _: b"") == {}
    assert raw_of({}, silent) is None


def test_the_name_of_a_host_leads_nowhere() -> None:
    evidence = kept(("audit", (), Output("rules 38")))
    (one,) = raw_files(audit(finding("audit", host="../../etc/x")), lambda _: evidence).values()
    assert "/../" not in one.path
    assert one.path.count("/") == 2
