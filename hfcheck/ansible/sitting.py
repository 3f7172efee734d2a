"""A sitting at a runbook as Ansible sees it: begun before its first task, the journal held until its last.

Variables, by `-e` alone: `runbook_incident` (the id of a record, a candidate or an alarm; none for a drill),
`runbook_by` (who does it; the login's name otherwise), `runbook_anew` (leave a run that was not finished).
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible import context
from ansible.utils.vars import load_extra_vars

from hfcheck.ansible.playbook import about, observes
from hfcheck.ansible.run import Run
from hfcheck.collect.spool import run_name
from hfcheck.errors import ContentError, InputError
from hfcheck.runbooks.journal import JOURNAL, Journal
from hfcheck.runbooks.progress import Progress, current
from hfcheck.runbooks.record import abandon, check_incident
from hfcheck.station import current_station

ONE = "one"


@dataclass(slots=True)
class Sitting:
    """A sitting under way; `runs` counts its looks."""

    playbook: Any
    runs: int = 0

    def run(self, play: Any, say: Callable[[str], None]) -> Run | None:
        """The run of a play that looks, begun; None for any other play, and for one without a host."""
        if not observes(play) or not list(_hosts([play])):
            return None
        self.runs += 1
        station = current_station()
        path = station.runs / f"{run_name(station.now())}-{self.runs}"
        return Run.of(self.playbook, [play], path, say, rehearsal=rehearsal())


def begin(playbook: Any, say: Callable[[str], None]) -> Sitting:
    """Begin a sitting: refuse what does not fit, hold the journal, and say where an interrupted run goes on.

    With --check nothing is written, and nothing is asked. Raises InputError.
    """
    plays, told = playbook.get_plays(), about(playbook) or {}
    station, given = current_station(), load_extra_vars(playbook._loader)
    name, incident = Path(playbook._file_name).stem, str(given.get("runbook_incident", ""))
    hosts = tuple(sorted(set(_hosts(plays))))
    _refuse_hosts(name, told, hosts)
    check_incident(station, incident)
    journal = Journal.of(station, incident, name)
    os.environ[JOURNAL] = str(journal.path)
    if rehearsal():
        return Sitting(playbook)
    journal.hold()
    if given.get("runbook_anew"):
        abandon(station, journal, incident, station.now())
    progress, _ = current(journal.lines())
    _refuse_others(progress, hosts)
    journal.write("begin", station.now().isoformat(), hosts=hosts, by=str(given.get("runbook_by") or getpass.getuser()))
    for line in _taken_up(progress):
        say(line)
    return Sitting(playbook)


def open_journal() -> tuple[Journal, Progress]:
    """The journal of this sitting and how far its run came; raises ContentError in a playbook that is no runbook."""
    if JOURNAL not in os.environ:
        raise ContentError("expected a runbook, found a playbook without vars: runbook (docs/runbooks.md)")
    journal = Journal(Path(os.environ[JOURNAL]))
    return journal, current(journal.lines())[0]


def runbook() -> str:
    """The name of the runbook under way; raises ContentError in a playbook that is none."""
    return open_journal()[0].path.stem


def incident_of(loader: Any) -> str:
    """The incident of this sitting, "" for none."""
    return str(load_extra_vars(loader).get("runbook_incident", ""))


def now() -> str:
    """The station's clock, ISO 8601."""
    return current_station().now().isoformat()


def rehearsal() -> bool:
    """Whether Ansible was started with --check."""
    return bool(context.CLIARGS.get("check"))


def _hosts(plays: list[Any]) -> Iterator[str]:
    for play in plays:
        inventory = play.get_variable_manager()._inventory
        yield from (host.name for host in inventory.get_hosts(play.hosts))


def _refuse_hosts(name: str, told: Mapping[str, Any], hosts: tuple[str, ...]) -> None:
    if not hosts:
        raise InputError(f"{name}: expected a host that this runbook is for (--limit), found none")
    if told.get("hosts") == ONE and len(hosts) > 1:
        found = f"{', '.join(hosts[:5])}{' …' if len(hosts) > 5 else ''}"
        raise InputError(f"{name}: expected one host (--limit HOST), found {len(hosts)}: {found}")


def _refuse_others(progress: Progress, hosts: tuple[str, ...]) -> None:
    if progress.hosts and progress.hosts != hosts:
        raise InputError(
            f"expected the hosts of the run that was not finished, {', '.join(progress.hosts)}, "
            f"found {', '.join(hosts)}; -e runbook_anew=true leaves it unfinished"
        )


def _taken_up(progress: Progress) -> Iterator[str]:
    if progress.sittings:
        steps = "、".join(f"{host} {step}" for step, host in progress.done) or "无"
        yield f"接着 {progress.begun} 开始、尚未完成的一次处置；已完成的步骤：{steps}"
    for step, host in sorted(progress.started):
        yield f"注意：{host} 的步骤 {step} 上次开始后没有记下结果，请先核实再确认"
