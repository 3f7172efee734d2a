"""Which packet filter is loaded, and what becomes of packets that no rule names (nftables, iptables, firewalld)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, known, only, tagged, whole

# Whole rulesets can be long, so awk keeps the base chains of the input and forward hooks, the last rule of each, a
# count, and whether a rule lets answers in because their connection is known. The
# root of a user namespace lacks the capability: then the kernel refuses, and a legacy tool would fare no better.
SNIPPET = r"""
nft_reduced() {
  awk '
    function flush() { if (hooked) print tag, family, chain, policy, last; hooked = 0 }
    $1 == "table" { family = $2; next }
    $1 == "chain" { chain = $2; policy = "accept"; last = "-"; hooked = 0; inside = 1; next }
    $1 == "type" && inside { hooked = ($2 == "filter" && ($4 == "input" || $4 == "forward"))
      tag = ($4 == "input" ? "chain" : $4)
      if (match($0, /policy [a-z]+/)) policy = substr($0, RSTART + 7, RLENGTH - 7); next }
    $1 == "}" { flush(); inside = 0; next }
    inside && /ct state .*established.*accept/ { stateful = 1 }
    inside && NF { rules++; last = $0; sub(/^[ \t]+/, "", last); sub(/ *# handle.*/, "", last) }
    END { print "rules", rules + 0; print "stateful", (stateful ? "yes" : "no") }'
}
legacy_reduced() {
  awk -v family="$1" '
    $1 == "-P" { policy[$2] = tolower($3) }
    $1 == "-A" { rules++; last[$2] = $0; sub(/^-A [^ ]+ */, "", last[$2]) }
    $1 == "-A" && /state .*ESTABLISHED.*-j ACCEPT/ { stateful = 1 }
    function base(tag, name) { print tag, family, name, policy[name], (last[name] == "" ? "-" : last[name]) }
    END { base("chain", "INPUT"); base("forward", "FORWARD")
      print "rules", rules + 0; print "stateful", (stateful ? "yes" : "no") }'
}
denied() { "$@" 2>&1 >/dev/null | grep -qiE 'not permitted|permission denied'; }
tool() { command -v "$1-legacy" 2>/dev/null || command -v "$1"; }
if grep -q . /proc/net/if_inet6 2>/dev/null; then echo "ipv6 yes"; else echo "ipv6 no"; fi
if command -v systemctl >/dev/null 2>&1; then
  echo manager -
  for unit in firewalld ufw netfilter-persistent iptables nftables; do
    systemctl is-active --quiet "$unit" 2>/dev/null && echo "manager $unit"
  done
fi
asked=
if command -v nft >/dev/null 2>&1; then
  if ruleset=$(nft -s list ruleset); then
    printf '%s\n' "$ruleset" | nft_reduced
    asked=nft
  elif denied nft -s list ruleset; then
    exit 5
  fi
fi
for pair in ip_tables_names:iptables:ip ip6_tables_names:ip6tables:ip6; do
  names=/proc/net/${pair%%:*} rest=${pair#*:}
  # Without nft its iptables shows every rule; beside nft only the old kernel tables are left to ask.
  if [ "$asked" = nft ]; then grep -q filter "$names" 2>/dev/null || continue; fi
  found=$(tool "${rest%:*}") || need "${rest%:*}"
  listed=$("$found" -S) || { denied "$found" -S && exit 5; exit 1; }
  printf '%s\n' "$listed" | legacy_reduced "${rest#*:}"
done
"""
FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
POLICIES = ("accept", "drop")
# A last rule that takes every packet: "drop", "counter reject with …", "-j DROP", "-j REJECT --reject-with …".
CATCH_ALL = re.compile(r"(counter (packets \d+ bytes \d+ )?)?(drop|reject)( .*)?|-j (DROP|REJECT)( --reject-with \S+)?")


@dataclass(frozen=True, slots=True)
class Chain:
    """A base chain of the input or forward hook: what it does with a packet in the end."""

    family: str
    drops: bool


def _chain(line: str) -> Chain:
    family, _, policy, last = fields(line, 4, "a base chain")
    known(family, FAMILIES, "the family of a chain")
    return Chain(family, known(policy, POLICIES, "the policy of a chain") == "drop" or bool(CATCH_ALL.fullmatch(last)))


def _default(chains: Iterable[Chain], family: str) -> str:
    # A packet passes every base chain of its hook, so one chain that drops what it does not know is enough.
    return "drop" if any(chain.drops for chain in chains if chain.family in (family, "inet")) else "accept"


def parse(output: Output) -> Mapping[str, Answer]:
    """`ipv6 yes|no`, `manager -|<unit>`, and of each tool that was asked `chain` (input) and `forward` lines, each with
    `<family> <name> <policy> <last rule or ->`, `rules <n>` and `stateful yes|no`."""
    found = tagged(output.stdout, ("ipv6", "manager", "chain", "forward", "rules", "stateful"))
    chains, forward = ([_chain(line) for line in found[hook]] for hook in ("chain", "forward"))
    if not found["rules"]:
        raise Unreadable("expected a count of rules, found none")
    six = known(only(found, "ipv6"), ("yes", "no"), "whether IPv6 is on") == "yes"
    without_six = NotApplicable(Reason.ABSENT, "IPv6 is off")
    return {
        "rules": sum(whole(count, "a count of rules") for count in found["rules"]),
        "input_ipv4": _default(chains, "ip"),
        "input_ipv6": _default(chains, "ip6") if six else without_six,
        "forward_ipv4": _default(forward, "ip"),
        "forward_ipv6": _default(forward, "ip6") if six else without_six,
        "stateful": "yes" in [known(word, ("yes", "no"), "a word of stateful") for word in found["stateful"]],
        "managers": _managers(found["manager"]),
    }


def _managers(names: list[str]) -> Answer:
    return [name for name in names if name != "-"] if names else NotSeen(Reason.NO_COMMAND, "systemctl")


READING = Reading(
    values={
        "rules": "rules of all tables that the kernel holds",
        "input_ipv4": "what becomes of incoming IPv4 that no rule names: drop (rejecting included) or accept",
        "input_ipv6": "the same for IPv6; absent where no interface has it",
        "forward_ipv4": "what becomes of IPv4 on its way through that no rule names: drop or accept",
        "forward_ipv6": "the same for IPv6; absent where no interface has it",
        "stateful": "whether a rule lets answers in because their connection is known",
        "managers": "active services that manage the rules: firewalld, ufw, netfilter-persistent, iptables, nftables",
    },
    parse=parse,
    snippet=SNIPPET,
    command="nft list ruleset；iptables -S；ip6tables -S",
    privileged=True,
)
