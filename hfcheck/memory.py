"""What a check may expect that no person declared: what its earlier findings found, or what others found in this run.

A stanza of the rule `agrees` asks for it by a word in place of a value: `@earlier` is what the last findings of this
check on this host found, `@others` what the hosts of the same site that came before found in this run. It is looked up
when a run is judged, and what was expected of the parts that deviate is kept in the finding, so that the ledger alone
says what a finding was compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hfcheck.collect.plan import Plan
from hfcheck.ledger import Entry, Reader
from hfcheck.model import Check, Finding, Scalar, Value
from hfcheck.observe import as_asked

EARLIER, OTHERS = "@earlier", "@others"
# Findings, not days: a week of two rounds a day. A printer that was off over the weekend is still known on Monday.
DEPTH = 14


class Memory:
    """The memory of one run, which is judged by its plan."""

    def __init__(self, ledger: Reader, plan: Plan) -> None:
        self.plan, self._ledger = plan, ledger
        self._found: dict[tuple[str, str], dict[str, Scalar]] = defaultdict(dict)

    def recall(self, host: str, check: Check, asked: Any) -> Value | None:
        """What is expected of a check on a host, where its stanza asks for `asked`; None while nothing is known."""
        if asked == EARLIER:
            past = self._ledger.history(host, check.id, DEPTH + 1)
            earlier = [entry for entry in past if entry.event["run"] != self.plan.run]
            return _merged(earlier[-DEPTH:]) or None
        if asked == OTHERS:
            return dict(self._found[self._place(host, check)]) or None
        return as_asked(host, check, asked)

    def kept(self, finding: Finding) -> Finding:
        """Remember a finding for the hosts that come later; it keeps of what was expected what it deviates from."""
        if finding.check.rule != "agrees":
            return finding
        if isinstance(finding.found, Mapping):
            self._found[self._place(finding.host, finding.check)] |= finding.found
        offending = finding.offending if isinstance(finding.offending, Mapping) else {}
        expected = finding.expected if isinstance(finding.expected, Mapping) else {}
        return replace(finding, expected={name: expected[name] for name in offending} or None)

    def _place(self, host: str, check: Check) -> tuple[str, str]:
        card = self.plan.hosts.get(host)
        # Two sites may both use 192.168.1.0/24: an address means one device within a site only.
        return (card.site if card else host), check.id


def _merged(past: Iterable[Entry]) -> dict[str, Scalar]:
    """All that these findings found, of each instance the newest."""
    known: dict[str, Scalar] = {}
    for entry in past:
        found = entry.event.get("found")
        if isinstance(found, Mapping):
            known |= found
    return known
