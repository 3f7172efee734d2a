"""The plan of a run: which hosts are asked which checks, frozen and hashed before the first connection."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from hfcheck.errors import ContentError
from hfcheck.model import Check, Severity

STANZA_FIELDS = frozenset(Check.__dataclass_fields__) | {"expected", "arguments"}
# Ansible's tagged strings are strings of their own class, which the encoder takes as keys only on request.
FORM = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
REQUIRED_FIELDS = ("id", "title", "clause", "severity", "reading", "rule", "runbook")


@dataclass(frozen=True, slots=True)
class PlannedPlay:
    """One play: its name, the hosts that it names and the ids of the checks in its scope."""

    name: str
    hosts: tuple[str, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostCard:
    """What a document says of a host: its title, its site and its kind of equipment, each with the Chinese name.

    `lines`: those it stands behind. `ends`, of a line: device → what the device's findings call it (hfcheck.outages).
    """

    title: str
    site: str
    site_title: str
    kind: str
    kind_title: str
    lines: Sequence[str] = ()
    ends: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The expected set of a run. `since`: when the last complete run was planned; `problems`: what planning saw."""

    run: str
    planned_at: str
    inventory: str
    playbook: str
    since: str
    plays: tuple[PlannedPlay, ...]
    checks: Mapping[str, Check]
    hosts: Mapping[str, HostCard]
    uncovered: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every (host, check id) that must have a finding, each once."""
        seen = set()
        for play in self.plays:
            for host in play.hosts:
                for check in play.checks:
                    if (host, check) not in seen:
                        seen.add((host, check))
                        yield host, check

    def targets(self) -> list[str]:
        """The hosts that must answer or have a reason, each once."""
        return list(dict.fromkeys(host for play in self.plays if play.checks for host in play.hosts))

    def document(self) -> bytes:
        """The plan as it is stored and hashed: canonical JSON."""
        return orjson.dumps(asdict(self), option=FORM)

    @property
    def digest(self) -> str:
        """SHA-256 of the document."""
        return hashlib.sha256(self.document()).hexdigest()


def load_plan(document: bytes) -> Plan:
    """The plan that `document` holds; raises ContentError when it is not one."""
    try:
        raw: dict[str, Any] = orjson.loads(document)
        return Plan(
            **{name: raw[name] for name in ("run", "planned_at", "inventory", "playbook", "since")},
            plays=tuple(
                PlannedPlay(play["name"], tuple(play["hosts"]), tuple(play["checks"])) for play in raw["plays"]
            ),
            checks={name: check_of(stanza, name) for name, stanza in raw["checks"].items()},
            hosts={name: _card(card) for name, card in raw["hosts"].items()},
            uncovered=tuple(raw["uncovered"]),
            problems=tuple(raw["problems"]),
        )
    except (KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise ContentError(f"expected the plan of a run, found {type(error).__name__}: {error}") from error


def _card(raw: Mapping[str, Any]) -> HostCard:
    ends = {device: tuple(words) for device, words in raw.get("ends", {}).items()}
    return HostCard(**{**raw, "lines": tuple(raw.get("lines", ())), "ends": ends})


def check_of(stanza: Mapping[str, Any], where: str) -> Check:
    """The Check of a stanza, without its templated fields; raises ContentError naming what is missing or strange."""
    missing = [name for name in REQUIRED_FIELDS if not stanza.get(name)]
    strange = sorted(set(stanza) - STANZA_FIELDS)
    if missing or strange:
        raise ContentError(
            f"{where}: a check has no {missing}" if missing else f"{where}: a check has no field {strange}"
        )
    try:
        severity = Severity(stanza["severity"])
    except ValueError:
        raise ContentError(f"{where}: expected a severity of {[*Severity]}, found {stanza['severity']!r}") from None
    plain = {name: str(stanza[name]) for name in REQUIRED_FIELDS if name != "severity"}
    return Check(**plain, severity=severity, unit=str(stanza.get("unit", "")), trend=bool(stanza.get("trend", False)))


def checks_in(variables: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Every `<role>_checks` list among `variables`, by its name."""
    for name in sorted(variables):
        if name.endswith("_checks") and isinstance(variables[name], Sequence) and not isinstance(variables[name], str):
            yield name, variables[name]


def collect_checks(stanzas: Iterable[Mapping[str, Any]], where: str) -> dict[str, Check]:
    """The checks of a role by id; raises ContentError when an id comes twice."""
    found: dict[str, Check] = {}
    for stanza in stanzas:
        check = check_of(stanza, f"{where}: {stanza.get('id', '?')}")
        if check.id in found:
            raise ContentError(f"{where}: the id {check.id} comes twice")
        found[check.id] = check
    return found
