"""hfcheck-backup: one job of the plan, or what a person asks for. The answer is one JSON object.

    dump | base | ship | copy | check | drill | drill_offsite     jobs; their outcome is kept for the inspection
    export DIRECTORY                     dump into a new directory, restore it into scratch servers, compare
    restore ENGINE DATABASE AS [SNAPSHOT]   bring a database back under another name, beside the one that is there

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from typing import Any, NoReturn

from hfcheck.target.backup import plan as plans
from hfcheck.target.backup import state, taking
from hfcheck.target.backup.jobs import JOBS
from hfcheck.target.backup.plan import Plan
from hfcheck.target.backup.running import Failed, said

PLAN = "/etc/hfcheck-backup/plan.json"


def main(arguments: list[str]) -> int:
    """Answer on standard output; 1 when it did not go well."""
    given = _parser().parse_args(arguments)
    os.umask(0o077)
    # What was started and mounted is taken down on the way out, so a polite end goes through it.
    signal.signal(signal.SIGTERM, _leave)
    try:
        answer = _answer(plans.load(given.plan), given)
    except (Failed, OSError) as problem:
        answer = {"ok": False, "problem": said(str(problem))}
    print(json.dumps(answer, ensure_ascii=False))
    return 0 if answer["ok"] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hfcheck-backup", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--plan", default=PLAN, help="the file of the plan")
    commands = parser.add_subparsers(dest="command", required=True)
    for job in JOBS:
        commands.add_parser(job)
    commands.add_parser("export").add_argument("directory")
    restore = commands.add_parser("restore")
    for word in ("engine", "database", "target"):
        restore.add_argument(word)
    restore.add_argument("--snapshot", default="")
    restore.add_argument("--at", type=float, default=0.0, help="a point in time, in seconds since the epoch")
    return parser


def _leave(number: int, _: Any) -> NoReturn:
    raise SystemExit(128 + number)


def _answer(plan: Plan, given: argparse.Namespace) -> dict[str, Any]:
    for directory in (plan.work, plan.state):
        os.makedirs(directory, exist_ok=True)
    # The servers of a drill run as their own accounts and have to come through.
    os.chmod(plan.work, 0o711)  # noqa: S103
    if given.command == "export":
        return taking.export(plan, given.directory)
    if given.command == "restore":
        return taking.restore(plan, given.engine, given.database, given.target, given.snapshot, given.at)
    return state.kept(plan.state, given.command, lambda before: JOBS[given.command](plan, before))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
