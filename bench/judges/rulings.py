"""What people decided about single rules of the judges: rulings.yml, read and held to its shape.

not_counted:                      # left out of what is counted, whether the rule passed or not
  - judge: openscap
    rules: [partition_for_*]       # shell patterns
    reason: a container has no partitions
    where: docs/lab.md             # the file of this project that says more
waived:                            # counted as failed, and excused
  - …
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from hfcheck.errors import InputError

RULINGS = Path(__file__).parent / "rulings.yml"
KINDS = ("not_counted", "waived")
FIELDS = ("judge", "rules", "reason", "where")


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision: whose rules, by shell pattern, why, and which file of the project says so."""

    kind: str
    judge: str
    pattern: str
    reason: str
    where: str

    def fits(self, judge: str, rule: str) -> bool:
        """Whether it is about this rule of this judge."""
        return judge == self.judge and fnmatchcase(rule, self.pattern)


def load(path: Path = RULINGS) -> tuple[Ruling, ...]:
    """All rulings, one for each pattern; raises InputError for a file that is not shaped as said above."""
    found = yaml.safe_load(path.read_text())
    if not isinstance(found, Mapping) or sorted(found) != sorted(KINDS):
        raise InputError(f"{path.name}: expected {' and '.join(KINDS)}, found {found!r:.80}")
    return tuple(ruling for kind in KINDS for raw in found[kind] for ruling in _rulings(path, kind, raw))


def _rulings(path: Path, kind: str, raw: object) -> Iterable[Ruling]:
    if not isinstance(raw, Mapping) or sorted(raw) != sorted(FIELDS) or not all(raw.values()):
        raise InputError(f"{path.name}: expected {', '.join(FIELDS)} below {kind}, found {raw!r:.80}")
    for pattern in raw["rules"]:
        yield Ruling(kind, raw["judge"], pattern, raw["reason"], raw["where"])


def ruled(rulings: Iterable[Ruling], kind: str, judge: str, rules: Iterable[str]) -> frozenset[str]:
    """Those of a judge's rules that a ruling of this kind is about."""
    mine = [ruling for ruling in rulings if (ruling.kind, ruling.judge) == (kind, judge)]
    return frozenset(rule for rule in rules if any(ruling.fits(judge, rule) for ruling in mine))


def idle(rulings: Iterable[Ruling], concerned: Mapping[tuple[str, str], frozenset[str]]) -> tuple[Ruling, ...]:
    """Rulings about none of the rules that they could be about: `concerned` has these by kind and judge."""
    return tuple(
        one
        for one in rulings
        if (one.kind, one.judge) in concerned
        and not any(one.fits(one.judge, rule) for rule in concerned[one.kind, one.judge])
    )
