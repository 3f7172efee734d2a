"""What hardening has to set: read from the same checks that judge a device, and only where one of them would deviate.

A setting that its check accepts is not declared, so it is left alone, however else it might be written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from hfcheck.errors import ContentError
from hfcheck.judge import RULES, Unfit, offending
from hfcheck.model import SHANGHAI
from hfcheck.network.settings import Settings
from hfcheck.readings.parsing import NO_LIMIT

READING = "device_configuration"
# A check with this runbook is one that hardening mends; who may have an account, for one, is for a person to decide.
RUNBOOK = "harden_network_device"
NAMES = frozenset(field.name for field in fields(Settings))


@dataclass(frozen=True, slots=True)
class Demand:
    """One check of a setting: its id, the setting, and what is expected of it."""

    check: str
    setting: str
    rule: str
    expected: Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """The settings to make (None: left alone), and the checks that say what is wrong but not what would be right."""

    settings: Settings
    unmet: tuple[str, ...] = ()


def demands(stanzas: Iterable[Mapping[str, Any]], resolve: Callable[[Any], Any]) -> tuple[Demand, ...]:
    """The demands of checks in scope; `resolve` fills in variables. Raises ContentError for an unknown setting."""
    found = []
    for stanza in stanzas:
        reading, _, setting = str(stanza["reading"]).partition(".")
        if reading != READING or stanza["runbook"] != RUNBOOK:
            continue
        if setting not in NAMES or stanza["rule"] not in RULES:
            raise ContentError(f"{stanza['id']}: expected a setting and a rule, found {setting!r}, {stanza['rule']!r}")
        expected = resolve(stanza.get("expected"))
        if expected is not None:
            found.append(Demand(str(stanza["id"]), setting, str(stanza["rule"]), expected))
    return tuple(found)


def wanted(asked: Sequence[Demand], current: Settings, able: Mapping[str, Collection[Any]]) -> Wanted:
    """What `current` has to become so that no check deviates.

    `able`: of the settings that cannot be empty, the items that the platform has. Where nothing that is there may stay,
    such a setting gets all of them that its check allows; any other one becomes empty.
    """
    settings, unmet = Settings(), []
    for demand in asked:
        declared = getattr(settings, demand.setting)
        value = getattr(current, demand.setting) if declared is None else declared
        if _fits(demand, value):
            continue
        made = _made(demand, value, able.get(demand.setting, ()))
        if made is None:
            unmet.append(demand)
        else:
            settings = replace(settings, **{demand.setting: made})
    # Another check of the same setting may have said what would be right.
    still = (one for one in unmet if not _fits(one, getattr(settings, one.setting)))
    return Wanted(settings, tuple(one.check for one in still))


def _fits(demand: Demand, value: Any) -> bool:
    """Whether a value conforms; one that is unknown does not."""
    if value is None:
        return False
    if isinstance(value, Mapping):
        value = {name: _limit(demand, item) for name, item in value.items()}
    try:
        at = datetime.now(tz=SHANGHAI)
        return offending(RULES[demand.rule], _limit(demand, value), demand.expected, at) is None
    except Unfit as problem:
        raise ContentError(f"{demand.check}: {demand.rule} does not fit {demand.setting}: {problem}") from None


def _limit(demand: Demand, value: Any) -> Any:
    # Idle for at most 0 minutes means for ever, on every platform.
    return NO_LIMIT if demand.setting.endswith("idle_minutes") and value == 0 else value


def _made(demand: Demand, value: Any, able: Collection[Any] = ()) -> Any:
    """The value that conforms and is nearest to the one there is; None if the rule does not say one."""
    expected = demand.expected
    if isinstance(value, Mapping) and not isinstance(expected, Mapping):
        items = {name: item if _fits(demand, item) else _made(demand, item) for name, item in value.items()}
        return None if None in items.values() else items
    if demand.rule in ("equals", "at_most", "at_least"):
        return tuple(expected) if isinstance(expected, list | tuple) else expected
    if demand.rule == "contains_all":
        return tuple(dict.fromkeys((*(value or ()), *expected)))
    if demand.rule == "within":
        kept = tuple(item for item in value or () if item in expected)
        return kept or tuple(item for item in expected if item in able)
    return None
