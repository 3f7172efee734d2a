"""display acl all: access lists with their rules and how often each matched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import count_of
from hfcheck.readings.parsing import Unreadable, whole

TOTAL = re.compile(r"Total (?:quantity of )?nonempty ACL6? number is (?P<count>\d{1,6})", re.IGNORECASE)
HEAD = re.compile(
    r"(?P<kind>[A-Za-z][A-Za-z0-9 ]{0,40}?) ACL6? (?:(?P<name>[^ ]+) )?(?P<number>\d{1,6}), (?P<rules>\d{1,6}) rules?"
    r"(?:,? *(?P<order>match-order is \w+))?",
    re.IGNORECASE,
)
STEP = re.compile(r"ACL6?'s step is (?P<count>\d{1,3})", re.IGNORECASE)
DESCRIBED = re.compile(r"rule (?P<rule>\d{1,10}) description (?P<text>.*)")
RULE = re.compile(r"rule (?P<rule>\d{1,10}) (?P<action>permit|deny)(?: (?P<condition>[^(]*))?(?P<tail>\(.*)?")
MATCHES = re.compile(r"\((?:(?P<one>\d{1,20}) (?:matches|times? matched)|match-counter (?P<two>\d{1,20}))\)")
# Whether the time range of a rule is on at this moment may stand beside its matches.
MOMENT = re.compile(r"\((?:in)?active\)", re.IGNORECASE)
# A basic list has no protocol: its conditions begin with a word of their own.
CONDITIONS = frozenset(
    {
        "source",
        "destination",
        "source-port",
        "destination-port",
        "vpn-instance",
        "time-range",
        "fragment",
        "logging",
    }
)
PORT_WORDS = frozenset({"eq", "gt", "lt", "neq"})


def parse(text: str) -> Mapping[str, object]:
    """One entry a list."""
    found = lines(text)
    # A list that is asked for by its number comes alone, without a total.
    alone = HEAD.fullmatch(found[0].strip()) is not None
    total = None if alone else count_of(TOTAL, found[0], "the number of access lists")
    lists = [_list(block) for block in blocks(found[not alone :], lambda line: HEAD.fullmatch(line.strip()))]
    if total and not lists:
        raise Unreadable(f"expected {total} access lists, found none")
    return {"nonempty": total, "lists": lists}


def _list(block: Sequence[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "an access list")
    rules: list[dict[str, object]] = []
    step: int | None = None
    description: str | None = None
    for line in (part.strip() for part in block[1:]):
        if line.lower().startswith(("acl's step", "acl6's step")):
            step = count_of(STEP, line, "the step")
        elif (described := DESCRIBED.fullmatch(line)) is not None:
            _describe(rules, described)
        elif step is None and not line.startswith("rule "):
            description = line
        else:
            rules.append(_rule(line))
    return {
        "kind": head["kind"].strip().lower(),
        "number": whole(head["number"], "the number of an access list"),
        "name": head["name"] or None,
        "description": description,
        "step": step,
        "declared_rules": int(head["rules"]),
        "rules": rules,
    }


def _describe(rules: Sequence[dict[str, object]], described: re.Match[str]) -> None:
    if not rules or rules[-1]["rule"] != int(described["rule"]):
        raise Unreadable(f"expected rule {described['rule']} before its description, found none")
    rules[-1]["description"] = described["text"].strip().removeprefix('"').removesuffix('"')


def _rule(line: str) -> dict[str, object]:
    found = fit(RULE, line, "a rule")
    matches = MOMENT.sub("", found["tail"]).strip()
    tail = fit(MATCHES, matches, "the number of matches") if matches else {"one": "", "two": ""}
    matched = tail["one"] or tail["two"]
    condition = _condition(found["condition"].split())
    return {
        "rule": int(found["rule"]),
        "action": found["action"],
        **condition,
        "matches": int(matched) if matched else None,
        "description": None,
    }


def _condition(words: list[str]) -> dict[str, object]:
    left = list(words)
    protocol = left.pop(0) if left and left[0] not in CONDITIONS else None
    found: dict[str, object] = {"protocol": protocol}
    for name in ("source", "destination", "source-port", "destination-port"):
        found[name.replace("-", "_")] = _taken(left, name)
    return found | {"other": " ".join(left)}


def _taken(left: list[str], name: str) -> str | None:
    if name not in left:
        return None
    at = left.index(name)
    first = left[at + 1 : at + 2]
    # IPv6 writes its prefix into the address.
    size = 2 if first == ["any"] or "/" in "".join(first) else 3
    if name.endswith("-port"):
        size = 3 if first and first[0] in PORT_WORDS else 4
    value = left[at + 1 : at + size]
    if len(value) != size - 1:
        raise Unreadable(f"expected a value behind {name}, found {' '.join(value)!r}")
    del left[at : at + size]
    return " ".join(value)


COMMAND = Command(
    line="display acl all",
    aliases=("display acl *", "display acl name *", "display acl ipv6 all", "display acl ipv6 *"),
    values={
        "nonempty": "how many lists have rules, as the device counts; None where one list was asked for",
        "lists": "kind, number, name, description, step, declared_rules, rules: rule (its number), action, protocol, "
        "source and destination (address and wildcard, any), source_port and destination_port, other (conditions as "
        "printed), matches (None where none is printed), description",
    },
    parse=parse,
)
