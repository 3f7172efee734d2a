"""What every playbook is asked before its first task; light, since one that only changes servers needs no more."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible.template import Templar, trust_as_template

ABOUT = "runbook"
ACTIONS = frozenset({"observe", "look", "verify"})


def about(playbook: Any) -> Mapping[str, Any] | None:
    """What a playbook says of itself as a runbook; None for any other playbook."""
    plays = playbook.get_plays()
    found: Mapping[str, Any] | None = plays[0].vars.get(ABOUT) if plays else None
    return found


def observes(play: Any) -> bool:
    """Whether a play sees what is: whether its findings belong into the ledger."""
    return any(task.action in ACTIONS for task in _tasks(play.tasks))


def _tasks(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if hasattr(item, "block"):
            yield from _tasks([*item.block, *item.rescue, *item.always])
        else:
            yield item


def share(loader: Any) -> None:
    """Load what every worker would load for itself, and keep the collector from touching the pages that they share.

    Ansible forks a worker for each task and host. One that collects garbage writes to every object that it inherited,
    so that the kernel copies all of its memory: a quarter of the processor time of a playbook with many short tasks.
    """
    Templar(loader, {"known": []}).template(trust_as_template("{{ known | default([], true) }}"))  # loads all filters
    gc.collect()
    gc.freeze()
