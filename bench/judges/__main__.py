"""python -m bench.judges DIRECTORY: what the judges said, a JSON line each. See docs/judges.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.judges.outputs import (
    debian_cis,
    feasible,
    kernel_checker,
    lynis,
    openscap,
    share,
    ssh_audit,
    ssh_policy,
)
from hfcheck.errors import InputError

Reading = Callable[[str], Iterator["Verdict"]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one judge said: a value, the goal in words, whether it was met, and the names of what failed."""

    name: str
    value: float
    goal: str
    met: bool
    failed: tuple[str, ...] = ()

    def text(self) -> str:
        """One JSON line."""
        value = round(self.value, 1)
        fields = {"name": self.name, "value": value, "goal": self.goal, "met": self.met, "failed": list(self.failed)}
        return json.dumps(fields)


def _checks(name: str, results: dict[str, bool], least: float) -> Verdict:
    failed = tuple(check for check, passed in results.items() if not passed)
    return Verdict(name, share(results), f">= {least:g} %", share(results) >= least, failed)


def _openscap(profile: str, least: float) -> Reading:
    def read(text: str) -> Iterator[Verdict]:
        yield _checks(f"openscap_bp28_{profile}", feasible(openscap(text)), least)

    return read


def _lynis(text: str) -> Iterator[Verdict]:
    said = lynis(text)
    warnings, suggestions = len(said.warnings), len(said.suggestions)
    yield Verdict("lynis_index", said.index, ">= 86", said.index >= 86)
    yield Verdict("lynis_warnings", warnings, "0", not warnings, said.warnings)
    yield Verdict("lynis_suggestions", suggestions, "<= 14", suggestions <= 14, said.suggestions)


def _ssh_audit(text: str) -> Iterator[Verdict]:
    failed = ssh_audit(text)
    yield Verdict("ssh_audit_fail", len(failed), "0", not failed, failed)


def _ssh_policy(text: str) -> Iterator[Verdict]:
    failed = ssh_policy(text)
    yield Verdict("ssh_policy_differs", len(failed), "0", not failed, failed)


def _kernel_checker(text: str) -> Iterator[Verdict]:
    results = kernel_checker(text)
    failed = tuple(name for name, good in results.items() if not good)
    yield Verdict("kernel_checker_sysctl", sum(results.values()), ">= 32", sum(results.values()) >= 32, failed)


def _debian_cis(text: str) -> Iterator[Verdict]:
    yield _checks("debian_cis", debian_cis(text), 80)


JUDGES: dict[str, Reading] = {
    "bp28_minimal.txt": _openscap("minimal", 100),
    "bp28_intermediary.txt": _openscap("intermediary", 92),
    "bp28_enhanced.txt": _openscap("enhanced", 85),
    "lynis.dat": _lynis,
    "ssh_audit.json": _ssh_audit,
    "ssh_policy.json": _ssh_policy,
    "kernel_checker.json": _kernel_checker,
    "debian_cis.txt": _debian_cis,
}


def verdicts(directory: Path) -> Iterator[Verdict]:
    """What the judges said whose outputs are in the directory; raises InputError when none or a strange one is."""
    there = [name for name in JUDGES if (directory / name).is_file()]
    if not there:
        raise InputError(f"expected some of {', '.join(JUDGES)} in {directory}, found none")
    for name in there:
        yield from JUDGES[name]((directory / name).read_text(errors="replace"))


def main() -> int:
    """Print what was said; the status is 1 when a goal was missed."""
    if len(sys.argv) != 2:
        sys.exit("expected one directory of outputs: python -m bench.judges DIRECTORY")
    try:
        said = list(verdicts(Path(sys.argv[1])))
    except InputError as problem:
        sys.exit(f"judges: {problem}")
    for verdict in said:
        print(verdict.text())
    return 0 if all(verdict.met for verdict in said) else 1


if __name__ == "__main__":
    sys.exit(main())
