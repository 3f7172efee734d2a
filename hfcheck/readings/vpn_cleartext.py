"""Packets of protected networks that would have passed the outer side of a VPN gateway without a tunnel around them.

The rules that count them also drop them (roles/vpn_link). They begin at zero when the rules are loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, only, tagged, whole

SNIPPET = r"""
need nft
if rules=$(nft list table inet vpn_link 2>/dev/null); then
  printf '%s\n' "$rules" | awk '
    $1 == "counter" && $3 == "{" { name = $2; next }
    name != "" && $1 == "packets" { print "counter", name, $2; name = "" }
    /@outside .*counter name .*cleartext_(out|in)"? drop$/ { guards++ }
    END { print "guards", guards + 0 }'
elif nft list tables >/dev/null; then
  echo "guards 0"
else
  exit 5
fi
"""
GUARDS = 6  # rules of roles/vpn_link that count and drop: from and to the carried networks, and what is inside


def parse(output: Output) -> Mapping[str, Answer]:
    """`guards <n>`, and `counter <name> <packets>` for each way."""
    found = tagged(output.stdout, ("guards", "counter"))
    guards = whole(only(found, "guards"), "rules that guard")
    counters = dict(_counter(line) for line in found["counter"])
    if guards and counters.keys() != {"out", "in"}:
        raise Unreadable(f"expected the counters cleartext_out and cleartext_in, found {sorted(counters)[:8]}")
    unseen = NotSeen(Reason.NO_ANSWER, "nothing counts: the rules of the line are not loaded")
    return {"packets": counters if guards >= GUARDS else unseen, "guarded": guards >= GUARDS}


def _counter(line: str) -> tuple[str, int]:
    name, packets = fields(line, 2, "a counter")
    return name.removeprefix("cleartext_"), whole(packets, "packets")


READING = Reading(
    values={
        "packets": "way (out, in) → packets stopped on the outer side without a tunnel around them; both must stay 0",
        "guarded": "whether the rules that stop and count them are loaded",
    },
    parse=parse,
    snippet=SNIPPET,
    command="nft list table inet vpn_link",
    privileged=True,
)
