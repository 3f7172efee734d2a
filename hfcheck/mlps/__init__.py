"""Reads the clauses of 等保 level 3 that a tool can say something about: one stanza a clause in `hfcheck/mlps/*.yml`.

- id: 8.1.4.3 a
  unit: CES1-12                 # its unit in GB/T 28448, where known
  title, requirement: …         # in our own words
  kind: E                       # E enforced and checked, C checked, V evidence alone
  gate: …                       # the high-risk item that it holds (高风险项), optional
  remains: …                    # what only a person can judge; optional where checks suffice, never for V
  command: …                    # what an evaluator types, optional
  needs: [audit_daemon.active]  # checks without which nothing is said to conform; where nothing remains
  optional: true                # the clause does not apply where the thing is absent
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from hfcheck.conformity import REFERENCE, Clause, Kind
from hfcheck.errors import ContentError

FOLDER = Path(__file__).parent
# In the order of the standard.
FILES = ("network", "boundary", "host", "management")
REQUIRED = frozenset({"id", "title", "requirement", "kind"})


@functools.cache
def clauses(folder: Path = FOLDER) -> Mapping[str, Clause]:
    """All clauses by id, in the order of the standard; raises ContentError for a stanza that does not fit."""
    found: dict[str, Clause] = {}
    for name in FILES:
        for stanza in yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8")):
            clause = _clause(stanza, f"mlps/{name}.yml: {stanza.get('id')}")
            if clause.id in found:
                raise ContentError(f"mlps/{name}.yml: the clause {clause.id} comes twice")
            found[clause.id] = clause
    return found


def _clause(stanza: Mapping[str, Any], where: str) -> Clause:
    missing, strange = sorted(REQUIRED - stanza.keys()), sorted(stanza.keys() - set(Clause.__dataclass_fields__))
    if missing or strange:
        raise ContentError(f"{where}: expected a clause, found no {missing} and the unknown {strange}")
    if not REFERENCE.fullmatch(str(stanza["id"])):
        raise ContentError(f"{where}: expected a clause such as 8.1.4.1 a, found {stanza['id']!r}")
    try:
        kind = Kind(stanza["kind"])
    except ValueError:
        raise ContentError(f"{where}: expected a kind of {[*Kind]}, found {stanza['kind']!r}") from None
    clause = Clause(**{**stanza, "kind": kind, "needs": tuple(stanza.get("needs", ()))})
    if not clause.remains and (kind is Kind.EVIDENCE or not clause.needs):
        raise ContentError(f"{where}: expected what remains for a person or the checks that it needs, found neither")
    return clause
