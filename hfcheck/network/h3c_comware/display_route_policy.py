"""`display route-policy`: the nodes of each policy, their conditions and what they set; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

POLICY = re.compile(r"Route-policy ?: ?(?P<name>\S{1,64})", re.IGNORECASE)
NODE = re.compile(r"(?P<action>permit|deny) ?: ?(?P<node>[0-9]{1,5})", re.IGNORECASE)
CLAUSE = re.compile(r"(?P<kind>if-match|apply|continue|description) ?:? ?(?P<text>.{0,400})", re.IGNORECASE)
KINDS = {"if-match": "if_match", "apply": "apply", "continue": "others", "description": "others"}


def parse(text: str) -> Mapping[str, object]:
    """One row a policy."""
    found = [line.strip() for line in lines(text)]
    return {"policies": some([_policy(block) for block in blocks(found, POLICY.fullmatch)], "a route policy")}


def _policy(block: Sequence[str]) -> dict[str, object]:
    name = fit(POLICY, block[0], "a route policy")["name"]
    if len(block) == 1:
        raise Unreadable(f"route policy {name}: expected a node, found none")
    return {"name": name, "nodes": [_node(node) for node in blocks(block[1:], NODE.fullmatch)]}


def _node(block: Sequence[str]) -> dict[str, object]:
    head = fit(NODE, block[0], "a node")
    clauses: dict[str, list[str]] = {"if_match": [], "apply": [], "others": []}
    for line in block[1:]:
        clause = fit(CLAUSE, line, f"a clause of node {head['node']}")
        kind = KINDS[clause["kind"].lower()]
        clauses[kind].append(line if kind == "others" else clause["text"])
    return {"node": int(head["node"]), "action": head["action"].lower(), **clauses}


COMMAND = Command(
    line="display route-policy",
    values={"policies": "rows of name, nodes: node (number), action (permit, deny), if_match, apply, others (clauses)"},
    parse=parse,
    aliases=("display route-policy *", "display route-policy name *"),
)
