"""What the judges print, read into names and results. Pure; an output that does not fit is refused, never a result."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hfcheck.errors import InputError

# A carriage return stands before the tab; reading a file as text turns it into a line feed.
RULE = re.compile(r"^Rule[\r\n]?\t(?:xccdf_org\.ssgproject\.content_rule_)?(\S+)$", re.MULTILINE)
RESULT = re.compile(r"^Result[\r\n]?\t(\w+)$", re.MULTILINE)
NOT_PASSED = ("fail", "error", "unknown")
CIS_LINE = re.compile(r"^(OK|KO) (\S+) ", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def openscap(text: str) -> dict[str, str]:
    """Rule → result (pass, fail, notapplicable, …) of `oscap xccdf eval`; raises InputError."""
    rules, results = RULE.findall(text), RESULT.findall(text)
    if not rules or len(rules) != len(results):
        raise InputError(f"expected a result for every rule of OpenSCAP, found {len(results)} for {len(rules)} rules")
    return dict(zip(rules, results, strict=True))


def decided(results: Mapping[str, str]) -> dict[str, bool]:
    """Rule → passed, of those that apply; what OpenSCAP could not find out did not pass."""
    return {rule: result == "pass" for rule, result in results.items() if result in ("pass", *NOT_PASSED)}


@dataclass(frozen=True, slots=True)
class LynisReport:
    """The hardening index (0 to 100), and what it warns of and suggests: the test, its words, the detail if any."""

    index: int
    warnings: tuple[str, ...]
    suggestions: tuple[str, ...]


def lynis(text: str) -> LynisReport:
    """What a finished Lynis report file says; raises InputError."""
    pairs = [(key, value) for key, _, value in (line.partition("=") for line in text.splitlines())]
    indexes = [value for key, value in pairs if key == "hardening_index"]
    if not indexes or not indexes[-1].isdigit():
        raise InputError(f"expected the hardening index of a finished Lynis report, found {indexes or 'none'}")

    def tests(kind: str) -> tuple[str, ...]:
        told = (value.split("|") for key, value in pairs if key == kind)
        return tuple(" ".join(word for word in words[:3] if word not in ("", "-")) for words in told)

    return LynisReport(int(indexes[-1]), tests("warning[]"), tests("suggestion[]"))


def ssh_audit(text: str) -> tuple[str, ...]:
    """The algorithms that ssh-audit fails, as `kex name`; raises InputError."""
    report = _document(text, "ssh-audit", dict)
    kinds = ("kex", "key", "enc", "mac")
    if not all(isinstance(report.get(kind), list) and report[kind] for kind in kinds):
        raise InputError(f"expected ssh-audit to list {', '.join(kinds)}, found {', '.join(report)}")
    entries = ((kind, entry) for kind in kinds for entry in report[kind])
    return tuple(f"{kind} {entry['algorithm']}" for kind, entry in entries if entry.get("notes", {}).get("fail"))


def ssh_policy(text: str) -> tuple[str, ...]:
    """The fields in which a server differs from a policy of ssh-audit; raises InputError."""
    report = _document(text, "ssh-audit", dict)
    if not isinstance(report.get("passed"), bool):
        raise InputError(f"expected ssh-audit to say whether the policy passed, found {', '.join(report)}")
    return () if report["passed"] else tuple(error["mismatched_field"] for error in report["errors"])


def kernel_checker(text: str) -> dict[str, bool]:
    """Setting → whether kernel-hardening-checker is content, of its sysctl checks alone; raises InputError."""
    found = _document(text, "kernel-hardening-checker", list)
    checks = {one["option_name"]: str(one["check_result"]) for one in found if one.get("type") == "sysctl"}
    if not checks:
        raise InputError("expected sysctl checks of kernel-hardening-checker, found none")
    return {name: result.startswith("OK") for name, result in checks.items()}


def debian_cis(text: str) -> dict[str, bool]:
    """Check → passed, of the batch output of ovh/debian-cis; raises InputError."""
    found = CIS_LINE.findall(COLOUR.sub("", text))
    if not found:
        raise InputError("expected checks that passed or failed in the output of debian-cis, found none")
    return {name: mark == "OK" for mark, name in found}


def packages_added(text: str) -> tuple[str, ...]:
    """Packages of the second list that are not in the first; an empty line stands between. Raises InputError."""
    before, _, after = (part.split() for part in text.partition("\n\n"))
    if not before or not after:
        raise InputError(f"expected packages before and after, found {len(before)} and {len(after)}")
    return tuple(sorted(set(after) - set(before)))


def _document(text: str, judge: str, shape: type) -> Any:
    try:
        found = json.loads(text)
    except ValueError as problem:
        raise InputError(f"expected JSON of {judge}, found {text[:80]!r}") from problem
    if not isinstance(found, shape):
        raise InputError(f"expected a {shape.__name__} of {judge}, found {type(found).__name__}")
    return found
