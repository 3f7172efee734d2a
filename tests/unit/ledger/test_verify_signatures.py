"""Known heads and signatures: what they tell that the chain alone cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.errors import LedgerError
from hfcheck.ledger import (
    Ledger,
    SigningKey,
    create_key,
    parse_head,
    printed,
    qr_text,
    signature_event,
)
from hfcheck.ledger.schema import head_file

from .conftest import COUNT, NOW, finding
from .thief import first, rechain, tampering, verified


def test_a_cut_tail_is_told_by_a_known_head_alone(whole: Path) -> None:
    with Ledger.open(whole) as ledger:
        last = ledger.head()
    with tampering(whole) as raw:
        raw.execute("DELETE FROM entry WHERE seq > 15")
    head_file(whole).unlink()
    assert verified(whole).intact  # nothing in the file itself can tell
    for text in (printed(last), qr_text(last)):
        said = first(whole, heads=[parse_head(text)])
        assert (
            said == f"entry 22: expected the known head {printed(last)}, found a ledger that was cut off after entry 15"
        )


def test_a_lost_tail_is_told_by_the_head_kept_beside_the_ledger(whole: Path) -> None:
    with tampering(whole) as raw:
        raw.execute("DELETE FROM entry WHERE seq > 15")
    assert "found a ledger that was cut off after entry 15" in first(whole)
    head_file(whole).write_text("1-rubbish")
    with pytest.raises(LedgerError, match=r"ledger\.head"):
        verified(whole)


def test_a_ledger_written_anew_is_told_by_a_seal_and_by_a_known_head(whole: Path) -> None:
    with Ledger.open(whole) as ledger:
        last = ledger.head()
    with tampering(whole) as raw:
        raw.execute("UPDATE entry SET body = replace(body, 'conforms', 'deviates') WHERE seq = 3")
        rechain(raw)
    head_file(whole).unlink()
    report = verified(whole)
    assert [problem.seq for problem in report.problems] == [COUNT + 1, COUNT + 2]  # the seal and the signature
    assert str(report.problems[0]).startswith("entry 21 (head/20): expected a signature over 20 ")
    said = [str(problem) for problem in verified(whole, heads=[parse_head(printed(last))]).problems]
    assert any("found a chain written anew at or before this entry" in line for line in said)


def test_a_ledger_written_anew_with_a_thiefs_key_is_told_by_the_key(whole: Path, tmp_path: Path) -> None:
    thief = create_key(tmp_path / "thief.pem")
    head_file(whole).unlink()
    whole.unlink()
    with Ledger.open(whole) as ledger:
        ledger.append([finding("r01", verdict="conforms")], NOW)
        ledger.seal(thief, NOW)
    head_file(whole).unlink()
    assert first(whole).startswith("entry 2 (head/1): expected the signature of a known key, found key ")


def test_signatures_that_do_not_fit_are_named(whole: Path, engineer: SigningKey) -> None:
    with Ledger.open(whole) as ledger:
        sixth, seventh = list(ledger.entries(after_seq=5))[:2]
        wrong = signature_event(sixth, engineer, "李工", "reviewer", NOW)
        later = finding("r99")
        ledger.append(
            [
                {**wrong, "signer": "王工"},
                {**signature_event(seventh, engineer, "李工", "reviewer", NOW), "id": "s/2", "of": "run/none"},
                later,
            ],
            NOW,
        )
    said = [str(problem) for problem in verified(whole).problems]
    assert [line.partition(":")[0] for line in said] == [f"entry 23 ({wrong['id']})", "entry 24 (s/2)"]
    assert all("expected a signature by its key over its content, found one that does not fit" in line for line in said)


def test_a_signature_in_the_name_of_somebody_else_is_named(whole: Path, key: SigningKey, engineer: SigningKey) -> None:
    with Ledger.open(whole) as ledger:
        sixth, seventh, eighth = list(ledger.entries(after_seq=5))[:3]
        ledger.append(
            [
                signature_event(sixth, engineer, "王主任", "reviewer", NOW),
                signature_event(seventh, key, "李工", "inspector", NOW),
                signature_event(eighth, engineer, "李工", "inspector", NOW),
            ],
            NOW,
        )
    assert [str(problem).partition(": ")[::2] for problem in verified(whole).problems] == [
        (f"entry 23 (signature/{sixth.id}/reviewer)", "expected the key of 王主任, found the key of 李工"),
        (f"entry 24 (signature/{seventh.id}/inspector)", "expected the key of 李工, found the key of station"),
    ]


def test_a_signature_over_another_entry_is_named(whole: Path, engineer: SigningKey) -> None:
    with Ledger.open(whole) as ledger:
        entry = ledger.entry("run/r05/app-01/disk.used")
        assert entry is not None
        other = signature_event(type(entry)(5, NOW, entry.event, bytes(32)), engineer, "李工", "reviewer", NOW)
        ledger.append([other], NOW)
    assert f"expected a signature over {entry.hash.hex()}, found one over {'00' * 32}" in first(whole)
