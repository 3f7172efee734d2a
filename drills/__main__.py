"""Run the drills: `python -m drills [NAME...]`, all or the named ones.

A drill is a file `drills/<name>.py` with `def lines(directory: Path) -> Iterator[bench.line.Line]`; it is found by its
path. Standard output holds one JSON line a figure (name, value, unit, goal, met) and nothing else; pictures are written
as SVG into the directory.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.line import Line
from drills.span import LONG
from hfcheck.errors import HfcheckError
from hfcheck.station import current_station

HERE = Path(__file__).parent
FIELDS = ("name", "value", "unit", "goal", "met")
HEAD = "\ndef lines("
STATUS = "exit status: 0 all ran and met their goals, 1 a goal was missed or a drill could not run, 2 an unknown name"


def main(words: Sequence[str] | None = None, here: Path = HERE, package: str = "drills") -> int:
    """Run the drills that `words` name, of those in the directory `here`, and return the exit status."""
    known = discovered(here)
    parser = argparse.ArgumentParser(
        prog="python -m drills", description="Drills of the platform, one JSON line a figure.", epilog=STATUS
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}; none means all")
    parser.add_argument("--directory", type=Path, help="where pictures are written; drills/ of the data directory")
    parser.add_argument("--long", action="store_true", help=f"cuts as long as promised, not shortened; or {LONG}=1")
    chosen = parser.parse_args(words)
    names = list(dict.fromkeys(chosen.names)) or known
    if strange := [name for name in names if name not in known]:
        parser.error(f"expected names of {', '.join(known)}, found {', '.join(strange)}")
    if chosen.long:
        os.environ[LONG] = "1"
    directory: Path = chosen.directory or current_station().root / "drills"
    directory.mkdir(parents=True, exist_ok=True)
    results = [passed(name, f"{package}.{name}", directory) for name in names]
    return 0 if all(results) else 1


def discovered(here: Path) -> list[str]:
    """The names of the drills in a directory; read, not imported: a drill that is broken must not cost the others."""
    return sorted(path.stem for path in here.glob("*.py") if HEAD in path.read_text())


def passed(name: str, module: str, directory: Path) -> bool:
    """Run one drill and print its lines as they come; True when it came to its end and missed no goal."""
    note(f"{name} …")
    started = time.monotonic()
    try:
        missed = [line.name for line in shown(importlib.import_module(module).lines(directory)) if line.met is False]
    except HfcheckError as problem:
        note(f"{name} could not run: {problem}")
        return False
    except Exception:  # noqa: BLE001  one drill that cannot run here must not cost the others
        traceback.print_exc()
        note(f"{name} could not run")
        return False
    note(f"{name} took {time.monotonic() - started:.0f} s" + (f"; missed: {', '.join(missed)}" if missed else ""))
    return not missed


def shown(lines: Iterable[Line]) -> Iterable[Line]:
    """The lines, each printed when it comes."""
    for line in lines:
        said = json.loads(line.text())
        print(json.dumps({field: said[field] for field in FIELDS}, ensure_ascii=False), flush=True)
        yield line


def note(text: str) -> None:
    """Say something to the person who waits."""
    print(f"drills: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
