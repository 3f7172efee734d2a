"""Filters of the role platform_watch: the inventory and the checks of all roles in, what the watch asks for out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from hfcheck.watching import Watched, channels, echoes, modules, rules, targets


def watched(hostvars: Mapping[str, Mapping[str, Any]], groups: Mapping[str, Sequence[str]], roles: str) -> Watched:
    """Everything that may be watched: `roles` is the directory of the roles."""
    defaults: dict[str, Any] = {}
    checks: dict[str, Any] = {}
    for path in sorted(Path(roles).glob("*/vars/main/checks.yml")):
        role = path.parents[2]
        defaults |= yaml.safe_load((role / "defaults/main.yml").read_text(encoding="utf-8")) or {}
        stanzas = yaml.safe_load(path.read_text(encoding="utf-8"))[f"{role.name}_checks"]
        checks |= {stanza["id"]: stanza for stanza in stanzas}
    hosts = {name: hostvars[name] for name in groups.get("all", ())}
    return Watched(hosts, groups, defaults, checks)


class FilterModule:
    """What Ansible looks for in this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filters by name."""
        return {
            "watched": watched,
            "watch_channels": channels,
            "watch_echoes": echoes,
            "watch_modules": modules,
            "watch_rules": rules,
            "watch_targets": targets,
        }
