"""One run as Ansible sees it: planned at its start, closed at its end."""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hfcheck.ansible.playbook import observes, share
from hfcheck.collect.clock import clock_state
from hfcheck.collect.plan import HostCard, Plan, PlannedPlay, checks_in, collect_checks
from hfcheck.collect.script import clean
from hfcheck.collect.spool import Spool, refusal, run_name
from hfcheck.errors import ContentError, HfcheckError
from hfcheck.ingest import ingest, last_complete
from hfcheck.model import RUNBOOKS, Check
from hfcheck.readings import load
from hfcheck.station import Station, current_station

FIRST_SINCE = timedelta(days=1)
SUPERVISED = "HFCHECK_SUPERVISED"
PR_SET_PDEATHSIG = 1
DETAIL_LIMIT = 300


@dataclass(slots=True)
class Run:
    """A run under way. `say` prints one line for a person."""

    station: Station
    spool: Spool
    plan: Plan
    say: Callable[[str], None]
    rehearsal: bool = False
    captures: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, playbook: Any, say: Callable[[str], None]) -> Run | None:
        """Freeze the plan of a playbook that observes; None for any other playbook."""
        plays = [play for play in playbook.get_plays() if observes(play)]
        if not plays:
            return None
        _end_with_supervisor()
        station = current_station()
        path = os.environ.get("HFCHECK_RUN") or station.runs / run_name(station.now())
        return cls.of(playbook, plays, Path(path), say)

    @classmethod
    def of(
        cls, playbook: Any, plays: list[Any], path: Path, say: Callable[[str], None], *, rehearsal: bool = False
    ) -> Run:
        """Freeze the plan of these plays of a playbook in a new spool at `path`. A `rehearsal` leaves nothing."""
        station = current_station()
        now = station.now()
        plan = make_plan(path.name, playbook, plays, station, now)
        _prepare(plan, playbook._loader)
        spool = Spool.create(path)
        spool.hold()
        spool.write_plan(plan)
        os.environ["HFCHECK_RUN"] = str(path)
        os.environ["HFCHECK_SINCE"] = f"@{int(datetime.fromisoformat(plan.since).timestamp())}"
        say(f"hfcheck: run {plan.run}, {len(plan.targets())} hosts, plan {plan.digest}")
        return cls(station, spool, plan, say, rehearsal)

    def captured(self, host: str, result: dict[str, Any]) -> None:
        """Remember which capture the worker said it wrote."""
        if "capture" in result:
            self.captures[f"{result['play']}/{host}"] = str(result["capture"])

    def left(self, play: str, host: str) -> None:
        """Take the digest of a capture whose task brought no result home (the host is unreachable, the task failed)."""
        capture = self.spool.capture(play, host)
        if capture is not None:
            self.captures[f"{play}/{host}"] = hashlib.sha256(capture).hexdigest()

    def failed(self, host: str, result: dict[str, Any]) -> None:
        """Remember why a task failed; it matters only when the host left no capture."""
        self.failures.setdefault(host, clean(str(result.get("msg", "")))[:DETAIL_LIMIT])

    def finish(self, stats: Any) -> None:
        """Write the end of the run; without a supervisor, bring it into the ledger too. `stats` of a playbook's end."""
        counts = {host: stats.summarize(host) for host in sorted(stats.processed)} if stats else {}
        self.spool.write_end(
            {
                "run": self.plan.run,
                "plan": self.plan.digest,
                "finished": self.station.now().isoformat(),
                "stats": counts,
                "captures": self.captures,
                "failures": self.failures,
                "clock": clock_state(),
            }
        )
        if self.rehearsal:
            shutil.rmtree(self.spool.path)
        elif not os.environ.get(SUPERVISED):
            self._ingest()

    def _ingest(self) -> None:
        try:
            result = ingest(self.station, self.spool.path)
        except HfcheckError as problem:
            self.say(f"hfcheck: the run is kept in {self.spool.path}, but is not in the ledger: {problem}")
            return
        for line in result.lines():
            self.say(f"hfcheck: {line}")


def refuse(problem: HfcheckError) -> None:
    """Tell the supervisor why there is no run; the last words of a process that ends may be lost on its terminal."""
    if SUPERVISED in os.environ:
        refusal(Path(os.environ["HFCHECK_RUN"])).write_text(str(problem), encoding="utf-8")


def _end_with_supervisor() -> None:
    """Ask the kernel to end this process when its supervisor dies: a playbook that nobody watches must not go on."""
    supervisor = os.environ.get(SUPERVISED)
    if supervisor is None:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):
        raise SystemExit("hfcheck: the supervisor of this run is gone")


def _prepare(plan: Plan, loader: Any) -> None:
    """Import what every worker needs before they are forked, and keep the collector from touching the shared pages."""
    importlib.import_module("hfcheck.collect.probes")
    asked = {check for play in plan.plays if play.hosts for check in play.checks}
    if "device" in {load(plan.checks[check].reading_module).source for check in asked}:
        importlib.import_module("hfcheck.device.source").prepare()
    share(loader)


def make_plan(name: str, playbook: Any, plays: list[Any], station: Station, now: datetime) -> Plan:
    """The plan of `plays`: hosts from the inventory, checks from the roles that each play imports."""
    inventory = plays[0].get_variable_manager()._inventory
    scopes = [_checks_of(play) for play in plays]
    planned = tuple(
        PlannedPlay(play.get_name(), tuple(sorted(_names(inventory, play))), tuple(checks))
        for play, checks in zip(plays, scopes, strict=True)
    )
    names = [play.name for play in planned]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ContentError(f"{playbook._file_name}: expected plays with names of their own, found {twice} twice")
    targets = {host for play in planned for host in play.hosts}
    everyone = {host.name: host for host in inventory.get_hosts("all", ignore_limits=True)}
    cards = {name: host_card(everyone[name]) for name in sorted(everyone)}
    return Plan(
        run=name,
        planned_at=now.isoformat(),
        inventory=", ".join(Path(source).name for source in inventory._sources),
        playbook=_name(Path(playbook._file_name)),
        since=(last_complete(station) or now - FIRST_SINCE).isoformat(),
        plays=planned,
        checks={check.id: check for checks in scopes for check in checks.values()},
        hosts=cards,
        uncovered=tuple(sorted(set(everyone) - targets)),
        problems=(*_empty_plays(inventory, plays), *_unknown_lines(cards)),
    )


def _name(playbook: Path) -> str:
    """A playbook's name in a plan. Those of runbooks say so: what they see of a few hosts is no round's inspection."""
    return f"{RUNBOOKS}{playbook.name}" if f"{playbook.parent.name}/" == RUNBOOKS else playbook.name


def host_card(host: Any) -> HostCard:
    """Title, site and kind from the host's and its groups' inline variables (no variable plugin is run for this)."""
    facts: dict[str, Any] = {}
    for group in sorted(host.get_groups(), key=lambda group: (group.depth, group.name)):
        facts |= group.vars
    facts |= host.vars
    site, kind = str(facts.get("site", "")), str(facts.get("kind", ""))
    return HostCard(
        str(facts.get("title", host.name)),
        site,
        str(facts.get("site_title", site)),
        kind,
        str(facts.get("kind_title", kind)),
        tuple(_words(facts.get("site_lines"), f"{host.name}: site_lines")),
        _ends(facts, host.name),
    )


def _ends(facts: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    """Device → what its findings call a line: the words of `line_ends`, and the addresses of both ends."""
    ends = facts.get("line_ends") or {}
    if not isinstance(ends, Mapping):
        raise ContentError(f"{name}: line_ends: expected device → words, found {ends!r}")
    addresses = [str(facts[end]) for end in ("line_near", "line_far") if facts.get(end)]
    return {str(device): (*_words(words, f"{name}: line_ends"), *addresses) for device, words in ends.items()}


def _words(found: Any, where: str) -> list[str]:
    if not isinstance(found or [], list):
        raise ContentError(f"{where}: expected a list, found {found!r}")
    return [str(word) for word in found or ()]


def _names(inventory: Any, play: Any, ignore_limits: bool = False) -> Iterable[str]:
    return (host.name for host in inventory.get_hosts(play.hosts, ignore_limits=ignore_limits))


def _empty_plays(inventory: Any, plays: list[Any]) -> Iterator[str]:
    for play in plays:
        # A group of the tree may have no member: a site without a firewall. A name that is in no tree is a slip.
        named = {play.hosts} if isinstance(play.hosts, str) else set(play.hosts)
        if not named <= set(inventory.groups) and not list(_names(inventory, play, ignore_limits=True)):
            yield f"the play {play.get_name()!r} names {play.hosts}, which holds no host"


def _unknown_lines(cards: Mapping[str, HostCard]) -> Iterator[str]:
    """A slip in a name would make silence the fault of nobody."""
    named = {name for card in cards.values() for name in (*card.lines, *card.ends)}
    if unknown := sorted(named - set(cards)):
        yield f"site_lines and line_ends name {', '.join(unknown)}, which the inventory does not hold"


def _checks_of(play: Any) -> dict[str, Check]:
    found: dict[str, Check] = {}
    for role in play.roles:
        for name, stanzas in checks_in(role.get_vars()):
            found |= collect_checks(stanzas, f"role {role.get_name()}: {name}")
    return found
