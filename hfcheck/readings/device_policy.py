"""The policy of a firewall, as its running configuration holds it: lines that must be there, rules that are too wide.

A rule is a line such as `rule name X` (Huawei), `rule 0 name X` (H3C) or `rule id 1` (Hillstone) with the deeper lines
below it. It is open if it permits without naming an address or a service, whatever its zones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.network.facts import Configuration
from hfcheck.network.observed import Missing, told
from hfcheck.readings import Reading
from hfcheck.readings.of_device import label, why

KNOWN = frozenset({"huawei_vrp", "h3c_comware", "hillstone_stoneos"})
POLICY = re.compile(r"security-policy(?: ip)?|policy-global|rule id [0-9]{1,6}")
# Forms of a policy that older releases have, and whose rules cannot be read.
OLDER = re.compile(
    r"(?:policy interzone|interzone source|object-policy ip(?:v6)?|zone-pair security|firewall packet-filter default)"
    r" \S.{0,200}"
)
RULE = re.compile(r"rule (?:[0-9]{1,6} )?(?:name|id) (?P<name>.{1,200})")
PERMITS = frozenset({"action permit", "action pass"})
NARROWING = re.compile(
    r"(?:source-(?:address|ip)|src-(?:addr|ip|host|range)|destination-(?:address|ip)|dst-(?:addr|ip|host|range)"
    r"|service|application|app\b|user|profile-user)\S{0,40} +\"?(?P<value>[^\" ]{1,200})"
)
DEFAULT_PERMIT = re.compile(
    r"(?:default[ -]action|default packet-filter|firewall packet-filter default) (?:permit|pass)\b.{0,100}"
)


def parse(output: Output) -> Mapping[str, Answer]:
    """The document of `running`; the arguments are lines, whatever their indentation."""
    found = told(output.stdout)
    running = found.facts.get("running", Missing(None, "the document does not hold the running configuration"))
    if isinstance(running, Missing):
        return dict.fromkeys(READING.values, why(running))
    present = {" ".join(line.split()) for line in running.lines}
    missing = [label(line) for line in output.arguments if " ".join(line.split()) not in present]
    return {
        "missing": missing if output.arguments else NotApplicable(Reason.NOT_DECLARED, "no line is declared"),
        **_rules(found.platform, running, present),
    }


def _rules(platform: str, running: Configuration, present: set[str]) -> Mapping[str, Answer]:
    names = ("rules", "open_rules", "default_denies")
    if platform not in KNOWN:
        return dict.fromkeys(names, NotSeen(Reason.NO_COMMAND, f"the policy of {platform} cannot be read"))
    if any(OLDER.fullmatch(line) for line in present):
        unread = NotSeen(Reason.UNREADABLE, "the policy, or a part of it, is of an older form that cannot be read")
        open_by_default = any(DEFAULT_PERMIT.fullmatch(line) for line in present)
        return dict.fromkeys(names, unread) | ({"default_denies": False} if open_by_default else {})
    if not any(POLICY.fullmatch(line) for line in present):
        return dict.fromkeys(names, NotApplicable(Reason.ABSENT, "no security policy"))
    rules = list(_blocks(running.lines))
    return {
        "rules": len(rules),
        "open_rules": [label(name) for name, lines in rules if _is_open(lines)],
        "default_denies": not any(DEFAULT_PERMIT.fullmatch(line) for line in present),
    }


def _blocks(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each rule's name and the lines below it."""
    name, depth, block = "", 0, list[str]()
    for line in [*lines, ""]:
        plain, indent = line.strip(), len(line) - len(line.lstrip())
        if name and (indent <= depth or not plain):
            yield name, block
            name, block = "", []
        start = RULE.fullmatch(plain)
        if start is not None and not name:
            name, depth = start["name"].strip('"'), indent
        elif name:
            block.append(plain)


def _is_open(lines: Sequence[str]) -> bool:
    if not PERMITS.intersection(lines) or {"disable", "rule disable"}.intersection(lines):
        return False
    narrowed = (found["value"].lower() for line in lines if (found := NARROWING.match(line)))
    return all(value == "any" for value in narrowed)


READING = Reading(
    values={
        "missing": "those of the arguments that are no line of the running configuration",
        "rules": "how many rules there are",
        "open_rules": "names of the rules that permit without naming an address or a service",
        "default_denies": "whether what no rule names is denied",
    },
    parse=parse,
    source="device",
    facts=("running",),
)
