"""python -m bench.judges: what outside judges say of a hardened server, a JSON line each. See docs/judges.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.judges.node import judged_node
from bench.judges.rulings import load
from bench.judges.runners import runners
from bench.judges.verdicts import heard, judge, needless
from hfcheck.errors import HfcheckError


def tell(directory: Path) -> bool:
    """Print the verdicts on what is in the directory; whether every goal was met and every ruling needed."""
    rulings, everything = load(), heard(directory)
    verdicts = [judge(said, rulings) for said in everything]
    for verdict in verdicts:
        print(verdict.text(), flush=True)
    idle = needless(everything, rulings)
    for ruling in idle:
        note(f"nothing is {ruling.kind} by this ruling: {ruling.judge} {ruling.pattern}")
    return not idle and all(verdict.met for verdict in verdicts)


def ask(chosen: argparse.Namespace, directory: Path) -> None:
    """Harden a fresh node and keep what each judge says of it."""
    asked = runners(chosen.debian_cis, chosen.kernel_checker)
    with tempfile.TemporaryDirectory() as room:
        note("hardening a fresh server …")
        with judged_node(Path(room)) as (node, packages):
            (directory / "packages.txt").write_text(packages)
            for name, runner in asked.items():
                note(f"{name} …")
                (directory / name).write_text(runner(node))


def note(text: str) -> None:
    """Say something to the person who waits."""
    print(f"judges: {text}", file=sys.stderr, flush=True)


def parsed() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bench.judges", description=__doc__)
    doors = parser.add_subparsers(dest="door", required=True)
    run = doors.add_parser("run", help="harden a fresh Debian 12 and ask the judges about it; root only")
    run.add_argument("--debian-cis", type=Path, metavar="CLONE", help="a clone of ovh/debian-cis")
    run.add_argument(
        "--kernel-checker", type=Path, metavar="CLONE", help="a clone of a13xp0p0v/kernel-hardening-checker"
    )
    run.add_argument("--keep", type=Path, metavar="DIRECTORY", help="where what the judges said is kept")
    read = doors.add_parser("read", help="judge anew what was kept")
    read.add_argument("keep", type=Path, metavar="DIRECTORY")
    return parser.parse_args()


def main() -> int:
    """The status is 1 when a goal was missed or a ruling is needless, 2 when it could not be found out."""
    chosen = parsed()
    try:
        with ExitStack() as stack:
            directory = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            directory.mkdir(parents=True, exist_ok=True)
            if chosen.door == "run":
                ask(chosen, directory)
            return 0 if tell(directory) else 1
    except (HfcheckError, OSError, RuntimeError) as problem:
        note(str(problem))
        return 2


if __name__ == "__main__":
    sys.exit(main())
