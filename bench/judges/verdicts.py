"""From what the judges said to verdicts: a value, a goal, what failed, and what of it nobody waived."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.judges import outputs
from bench.judges.rulings import Ruling, idle, ruled
from hfcheck.errors import InputError

Results = Mapping[str, bool]


def percent(results: Results) -> float:
    """Percent of the rules that passed; where there are none, none passed."""
    return 100 * sum(results.values()) / len(results) if results else 0.0


def passed(results: Results) -> float:
    """How many rules passed."""
    return sum(results.values())


def failures(results: Results) -> float:
    """How many rules failed."""
    return len(results) - sum(results.values())


@dataclass(frozen=True, slots=True)
class Said:
    """What a judge said, in one number with a goal. `results`: rule → passed, empty where there are only numbers.

    `at_least` tells which way the goal looks; with `waivers_count` a waived rule meets the goal as a passed one does.
    """

    name: str
    judge: str
    goal: float
    at_least: bool
    value: Callable[[Results], float]
    results: Results = field(default_factory=dict)
    waivers_count: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A number of a judge over the rules that count, beside the same over all; a goal in words; names of rules."""

    name: str
    value: float
    of_all: float
    goal: str
    met: bool
    rules: int
    failed: tuple[str, ...]
    not_waived: tuple[str, ...]

    def text(self) -> str:
        """One JSON line; of what failed it names what nobody waived."""
        fields = {name: getattr(self, name) for name in ("name", "value", "of_all", "goal", "met", "rules")}
        fields |= {"failed": len(self.failed), "not_waived": list(self.not_waived)}
        return json.dumps({key: round(one, 1) if isinstance(one, float) else one for key, one in fields.items()})


def judge(said: Said, rulings: Iterable[Ruling]) -> Verdict:
    """The verdict: a goal is met when the number meets it and whatever failed is waived."""
    rulings = tuple(rulings)
    counted = _counted(said, rulings)
    failed = tuple(rule for rule, good in counted.items() if not good)
    waived = ruled(rulings, "waived", said.judge, failed)
    value = said.value(counted)
    counts = said.value({**counted, **dict.fromkeys(waived, True)}) if said.waivers_count else value
    reached = counts >= said.goal if said.at_least else counts <= said.goal
    not_waived = tuple(rule for rule in failed if rule not in waived)
    goal = f"{'>=' if said.at_least else '<='} {said.goal:g}{' with waivers' if said.waivers_count else ''}"
    met = reached and not not_waived
    return Verdict(said.name, value, said.value(said.results), goal, met, len(counted), failed, not_waived)


def _counted(said: Said, rulings: Iterable[Ruling]) -> Results:
    left_out = ruled(rulings, "not_counted", said.judge, said.results)
    return {rule: good for rule, good in said.results.items() if rule not in left_out}


def needless(everything: Iterable[Said], rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """Rulings of the judges that were heard which leave nothing out, or excuse nothing that failed."""
    rulings = tuple(rulings)
    concerned: defaultdict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    for said in everything:
        failed = (rule for rule, good in _counted(said, rulings).items() if not good)
        concerned["not_counted", said.judge] |= frozenset(said.results)
        concerned["waived", said.judge] |= frozenset(failed)
    return idle(rulings, concerned)


def _openscap(profile: str, least: float, waivers_count: bool) -> Callable[[str], Iterator[Said]]:
    def read(text: str) -> Iterator[Said]:
        results = outputs.decided(outputs.openscap(text))
        yield Said(f"openscap_bp28_{profile}", "openscap", least, True, percent, results, waivers_count)

    return read


def _lynis(text: str) -> Iterator[Said]:
    report = outputs.lynis(text)
    yield Said("lynis_index", "lynis", 86, True, lambda _: report.index)
    yield Said("lynis_warnings", "lynis", 0, False, failures, dict.fromkeys(report.warnings, False))
    yield Said("lynis_suggestions", "lynis", 14, False, failures, dict.fromkeys(report.suggestions, False))


def _ssh_audit(text: str) -> Iterator[Said]:
    yield Said("ssh_audit_fail", "ssh_audit", 0, False, failures, dict.fromkeys(outputs.ssh_audit(text), False))


def _ssh_policy(text: str) -> Iterator[Said]:
    yield Said("ssh_policy_differs", "ssh_policy", 0, False, failures, dict.fromkeys(outputs.ssh_policy(text), False))


def _kernel_checker(text: str) -> Iterator[Said]:
    yield Said("kernel_checker_sysctl", "kernel_checker", 32, True, passed, outputs.kernel_checker(text))


def _debian_cis(text: str) -> Iterator[Said]:
    yield Said("debian_cis", "debian_cis", 80, True, percent, outputs.debian_cis(text))


def _packages(text: str) -> Iterator[Said]:
    added = outputs.packages_added(text)
    yield Said("packages_added", "packages", 40, False, lambda _: len(added))


# The file that a judge's output is kept in → how it is read.
READINGS: Mapping[str, Callable[[str], Iterator[Said]]] = {
    "packages.txt": _packages,
    "bp28_minimal.txt": _openscap("minimal", 100, True),
    "bp28_intermediary.txt": _openscap("intermediary", 92, False),
    "bp28_enhanced.txt": _openscap("enhanced", 85, False),
    "lynis.dat": _lynis,
    "ssh_audit.json": _ssh_audit,
    "ssh_policy.json": _ssh_policy,
    "kernel_checker.json": _kernel_checker,
    "debian_cis.txt": _debian_cis,
}


def heard(directory: Path) -> tuple[Said, ...]:
    """What the judges said whose outputs are in the directory; raises InputError when none or a strange one is."""
    there = [name for name in READINGS if (directory / name).is_file()]
    if not there:
        raise InputError(f"expected some of {', '.join(READINGS)} in {directory}, found none")
    return tuple(said for name in there for said in READINGS[name]((directory / name).read_text(errors="replace")))
