"""Run the benchmarks: `python -m bench [NAME...]`, all groups or the named ones.

Standard output holds one JSON line a result and nothing else. The exit status is 0 when all groups ran, whatever goals
were met, 1 when one could not run, 2 for a name that no group has.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bench.controller import cpu_lines, memory_lines
from bench.exchange import kex_lines
from bench.fuzz import fuzz_lines
from bench.hardening import hardening_lines
from bench.line import Line
from bench.network import association_lines, fleet_lines, reading_lines
from bench.results import ledger_lines
from bench.service import service_lines

Groups = Mapping[str, Callable[[], Iterator[Line]]]
GROUPS: Groups = {
    "controller": cpu_lines,
    "memory": memory_lines,
    "ledger": ledger_lines,
    "service": service_lines,
    "kex": kex_lines,
    "network_association": association_lines,
    "network_readings": reading_lines,
    "network_fleet": fleet_lines,
    "network_fuzz": fuzz_lines,
    "hardening": hardening_lines,
}


def main(words: Sequence[str] | None = None, groups: Groups = GROUPS) -> int:
    """Run the groups that `words` name and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Benchmarks, one JSON line each.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(groups)}; none means all")
    names = list(dict.fromkeys(parser.parse_args(words).names)) or list(groups)
    strange = [name for name in names if name not in groups]
    if strange:
        parser.error(f"expected names of {', '.join(groups)}, found {', '.join(strange)}")
    failed = [name for name in names if not ran(name, groups[name])]
    if failed:
        note(f"could not run: {', '.join(failed)}")
    return 1 if failed else 0


def ran(name: str, group: Callable[[], Iterable[Line]]) -> bool:
    """Run one group and print its lines as they come; False when it could not come to its end."""
    note(f"{name} …")
    started = time.monotonic()
    try:
        for line in group():
            line.print()
    except Exception:  # noqa: BLE001  one group that cannot run here must not cost the others
        traceback.print_exc()
        return False
    note(f"{name} took {time.monotonic() - started:.0f} s")
    return True


def note(text: str) -> None:
    """Say something to the person who waits."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
