"""The catalogue of clauses: whole, in order, and never promising what no check sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.conformity import Kind, references
from hfcheck.errors import ContentError
from hfcheck.mlps import FILES, clauses

GOOD = "- {id: 8.1.4.1 a, title: 题, requirement: 求, kind: E, remains: 核对}\n"


def folder(path: Path, stanza: str) -> Path:
    for name in FILES:
        (path / f"{name}.yml").write_text(stanza if name == "host" else "[]\n", encoding="utf-8")
    return path


def order(name: str) -> tuple[list[int], str]:
    number, _, letter = name.partition(" ")
    return [int(part) for part in number.split(".")], letter


def test_the_clauses_stand_in_the_order_of_the_standard_without_gaps() -> None:
    names = list(clauses())
    assert names == sorted(names, key=order)
    assert len(names) == 74
    letters: dict[str, str] = {}
    for name in names:
        number, _, letter = name.partition(" ")
        letters[number] = letters.get(number, "") + letter
    assert {number: found for number, found in letters.items() if found != "abcdefgh"[: len(found)]} == {}
    assert letters["8.1.4.2"] == "abcdefg"


def test_every_clause_names_itself_and_says_what_it_is_about() -> None:
    for name, clause in clauses().items():
        assert references(f"GB/T 22239-2019 {name}") == [name]
        assert clause.title
        assert clause.requirement


def test_the_high_risk_items_are_gates() -> None:
    gates = {name for name, clause in clauses().items() if clause.gate}
    assert gates == {
        *("8.1.4.1 a", "8.1.4.1 c", "8.1.4.1 d", "8.1.4.3 a", "8.1.4.4 b"),
        *("8.1.4.4 e", "8.1.4.5 a", "8.1.4.9 a"),
    }


def test_what_is_evidence_alone_always_leaves_something_to_a_person() -> None:
    alone = [clause for clause in clauses().values() if clause.kind is Kind.EVIDENCE]
    assert len(alone) > 10
    assert all(clause.remains for clause in alone)


def test_a_stanza_is_read(tmp_path: Path) -> None:
    (clause,) = clauses(folder(tmp_path, GOOD)).values()
    assert (clause.id, clause.kind, clause.remains) == ("8.1.4.1 a", Kind.ENFORCE, "核对")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: 题, ", "", r"mlps/host.yml: 8.1.4.1 a: expected a clause, found no \['title'\]"),
        ("kind: E", "kind: E, colour: red", r"the unknown \['colour'\]"),
        ("kind: E", "kind: X", r"expected a kind of .*, found 'X'"),
        ("8.1.4.1 a", "8.1.4.1 z", r"expected a clause such as 8.1.4.1 a, found '8.1.4.1 z'"),
        (", remains: 核对", "", r"expected what remains for a person or the checks that it needs, found neither"),
        ("kind: E, remains: 核对", "kind: V, needs: [a.b]", r"expected what remains for a person"),
        (GOOD, GOOD * 2, r"the clause 8.1.4.1 a comes twice"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        clauses(folder(tmp_path, GOOD.replace(old, new)))
