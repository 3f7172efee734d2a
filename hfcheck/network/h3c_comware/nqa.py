"""What the commands of NQA, Comware's own probes, share: the head of an entry."""

from __future__ import annotations

import re

from hfcheck.network.columns import fit

ENTRY = re.compile(
    r"NQA entry ?\(admin (?P<admin>[^\s,]{1,64}), tag:? ?(?P<tag>[^\s)]{1,64})\)"
    r" (?:test results?|history record(?:s|\(s\))) ?:",
    re.IGNORECASE,
)


def entry(line: str) -> dict[str, object]:
    """The owner and the name of an entry."""
    return {**fit(ENTRY, line, "an NQA entry")}
