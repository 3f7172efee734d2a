"""What both sides said about a deduction (供方确认, 申诉, 认定, 豁免), and what it comes to.

A waiver speaks over a decision, a decision over the supplier's word, and of several such words the last one counts. A
word that no longer fits the facts counts for nothing: the deduction is as open as if nobody had spoken, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from shlex import quote
from typing import Any

from hfcheck.book import Book, Record
from hfcheck.kinds import Acceptance, Decision, Dispute, Kind, Party, Request, Task, Waiver
from hfcheck.rulings import Outcome, Ruling, clock
from hfcheck.scorecard.form import Line, Obstacle, Stage

WORDS: tuple[type[Kind], ...] = (Acceptance, Dispute, Decision, Waiver)
# The first of these groups that has a word decides.
PRECEDENCE: tuple[tuple[type[Kind], ...], ...] = ((Waiver,), (Decision,), (Acceptance, Dispute))
SETTLES: Mapping[Stage, str] = {
    Stage.CANDIDATE: "供应商确认或申诉，或由考核小组认定",
    Stage.DISPUTED: "考核小组认定",
}
# What a waiver may give another date, by its own number or that of its deduction.
OWED: Mapping[type[Kind], tuple[str, ...]] = {Request: ("7/", "8/"), Task: ("4/",)}
GONE = "事实其后有变，不再适用"


@dataclass(frozen=True, slots=True)
class Flow:
    """All that was said, by what it is of, oldest first; and the record behind each ledger entry."""

    words: Mapping[str, tuple[Record[Any], ...]]
    behind: Mapping[str, Record[Any]]

    @classmethod
    def of(cls, book: Book) -> Flow:
        """What a book holds of it."""
        words: dict[str, list[Record[Any]]] = defaultdict(list)
        for record in sorted(_spoken(book), key=_spoken_at):
            words[record.facts.of].append(record)
        known = (record for records in book.records.values() for record in records)
        behind = {entry: record for record in known for entry in record.entries}
        return cls({of: tuple(records) for of, records in words.items()}, behind)

    def line(self, ruling: Ruling) -> Line:
        """A deduction as it stands."""
        words = self.about(ruling)
        counting = self.counting(ruling)
        stage, points = _standing(ruling, counting if counting and self.fits(counting, ruling) else None)
        return Line(
            id=ruling.id,
            item=ruling.item,
            record=ruling.record,
            outcome=ruling.outcome,
            stage=stage,
            at=ruling.at,
            proposed=ruling.points,
            points=points,
            reason=ruling.reason,
            settles=ruling.settles if stage is Stage.REVIEW else SETTLES.get(stage, ""),
            said="；".join(_sentence(word) + ("" if self.fits(word, ruling) else f"（{GONE}）") for word in words),
            evidence=tuple(dict.fromkeys((*ruling.evidence, *(entry for word in words for entry in word.entries)))),
        )

    def about(self, ruling: Ruling) -> tuple[Record[Any], ...]:
        """Every word about a deduction, oldest first; a waiver may also name the record that it is about."""
        spared = (word for word in self.words.get(ruling.record, ()) if isinstance(word.facts, Waiver))
        return tuple(sorted((*self.words.get(ruling.id, ()), *spared), key=_spoken_at))

    def counting(self, ruling: Ruling) -> Record[Any] | None:
        """The word that decides, if it fits."""
        words = self.about(ruling)
        heard = ([word for word in words if isinstance(word.facts, kinds)] for kinds in PRECEDENCE)
        return next((found[-1] for found in heard if found), None)

    def fits(self, word: Record[Any], ruling: Ruling) -> bool:
        """Whether a word is about the facts as they are known now.

        What was accepted are points, so these have to be the same; what was decided on are statements, so none may have
        been made or have come in since. Where nothing is to be deducted any more, only a decision of no points fits.
        """
        match word.facts:
            case Acceptance(points=points):
                return bool(points == ruling.points)
            case Decision(points=points) if ruling.outcome is Outcome.KEPT:
                return bool(points == 0)
            case Decision():
                heard = (self.behind[entry] for entry in ruling.evidence if entry in self.behind)
                return all(one.claimed <= word.claimed and one.received <= word.received for one in heard)
            case _:
                return True

    def unfit(self, rulings: Iterable[Ruling]) -> Iterator[Obstacle]:
        """What would decide, did it fit."""
        for ruling in rulings:
            word = None if ruling.outcome is Outcome.RUNNING else self.counting(ruling)
            if word is not None and not self.fits(word, ruling):
                sentence = f"{word.facts.title}后事实有变：{_sentence(word)}；现为：{ruling.reason}"
                yield Obstacle(ruling.id, sentence, _mended(word, ruling.outcome))

    def stray(self, rulings: Iterable[Ruling]) -> Iterator[Obstacle]:
        """What is about nothing that the rules know of."""
        known = list(rulings)
        ids, records = {ruling.id for ruling in known}, {ruling.record for ruling in known}
        for of, words in sorted(self.words.items()):
            for word in words:
                if of not in ids and not (of in records and isinstance(word.facts, Waiver)):
                    title = word.facts.title
                    yield Obstacle(word.id, f"{title}所指的 {of} 不是现有的扣分事项", f"更正或撤回该{title}")


def _mended(word: Record[Any], outcome: Outcome) -> str:
    """What to do about a word that no longer fits: nobody can say one of what is not to be deducted any more."""
    kind, _, subject = word.id.partition("/")
    withdrawal = f"hfcheck log {kind} --subject {quote(subject)} --withdraw --because 理由 --by 姓名"
    withdrawn = f"撤回：{withdrawal}，再 hfcheck sign {quote(word.id)} --as 姓名"
    if outcome is Outcome.KEPT:
        return withdrawn
    decided = isinstance(word.facts, Decision) or outcome is Outcome.UNDETERMINED
    return f"{'由考核小组认定' if decided else '重新供方确认'}；或{withdrawn}"


def _spoken(book: Book) -> Iterator[Record[Any]]:
    """All words about deductions; a waiver with a date moves a deadline, which is the rules' business."""
    found = (record for kind in WORDS for record in book.of(kind))
    return (record for record in found if not (isinstance(record.facts, Waiver) and record.facts.until))


def _spoken_at(word: Record[Any]) -> tuple[datetime, datetime, str]:
    return word.claimed, word.received, word.id


def _standing(ruling: Ruling, word: Record[Any] | None) -> tuple[Stage, int | None]:
    match word.facts if word else None:
        case Waiver():
            return Stage.WAIVED, 0
        case Decision(points=points):
            return Stage.DECIDED, points
        case Dispute():
            return Stage.DISPUTED, None
        case Acceptance(points=points):
            return Stage.ACCEPTED, points
        case _:
            return (Stage.REVIEW if ruling.outcome is Outcome.UNDETERMINED else Stage.CANDIDATE), ruling.points


def _sentence(word: Record[Any]) -> str:
    """Who said what, when and why."""
    when = clock(word.claimed) + ("（补录）" if word.late else "")
    match word.facts:
        case Acceptance(points=points, note=note):
            return f"{when} {_signers(word, Party.SUPPLIER)}确认 {points} 分{f'：{note}' if note else ''}"
        case Dispute(reason=reason):
            return f"{when} {_signers(word, Party.SUPPLIER)}申诉：{reason}"
        case Decision(points=points, reason=reason, by=by):
            return f"{when} {by}认定 {points} 分：{reason}"
        case facts:
            return f"{when} {facts.approver}豁免：{facts.reason}"


def _signers(word: Record[Any], party: Party) -> str:
    return "、".join(word.signed.get(party, (word.by,)))


def extended(book: Book) -> Iterator[Obstacle]:
    """Waivers with a date that name nothing owed by a date, so that no deadline moves."""
    owed = {f"{number}{record.id}" for kind in OWED for record in book.of(kind) for number in ("", *OWED[kind])}
    for record in book.of(Waiver):
        if record.facts.until and record.facts.of not in owed:
            yield Obstacle(record.id, f"延期所指的 {record.facts.of} 不是现有的需求或任务", "更正或撤回该延期")
