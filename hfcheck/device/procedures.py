"""How each platform takes a change that it gives up by itself: what is sent around the lines of configuration.

A platform, or a release of one, that has no such thing has no procedure, and a change of it is refused.

Sources: Huawei CloudEngine Configuration Guide, two-phase validation (commit trial, abort trial); H3C S5560X
Fundamentals, configuration commit delay; Cisco IOS Configuration Replace and Configuration Rollback (revert timer).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Procedure:
    """The lines around a change.

    `begin` comes before the lines of configuration, `end` behind them. From the line `arming` on, which is one of them,
    the device goes back after `seconds` unless `confirm` comes. `drop` leaves the configuration's views after a refused
    line. `revert` goes back at once; () where the device has no such line, then its timer does it.
    """

    arming: str
    begin: tuple[str, ...]
    end: tuple[str, ...]
    drop: tuple[str, ...]
    revert: tuple[str, ...]
    confirm: tuple[str, ...]
    save: tuple[str, ...]
    seconds: int

    @property
    def lines(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.begin, *self.end, *self.drop, *self.revert, *self.confirm, *self.save))


# By hand at the console: what comes before the lines, and behind them.
BY_HAND: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cisco_ios": (("configure terminal",), ("end", "write memory")),
    "frr": (("configure terminal",), ("end", "write memory")),
    "h3c_comware": (("system-view",), ("return", "save force")),
    "hillstone_stoneos": (("configure",), ("end", "save")),
    "huawei_vrp": (("system-view",), ("return", "save")),
    "ruijie_os": (("configure terminal",), ("end", "write")),
}
# What a device says to the line that arms its timer while another change waits to be confirmed.
PENDING = re.compile(r"trial is in progress|commit delay .{0,10}already|already pending", re.IGNORECASE)
ARCHIVE_PATH = re.compile(r"\s{1,8}path \S.{0,400}")


def procedure(platform: str, version: Mapping[str, Any], running: Sequence[str], minutes: int) -> Procedure | str:
    """The procedure of a device, or why it has none.

    `version` holds the values of the platform's command for its version, `running` the lines of its configuration.
    """
    known = KNOWN.get(platform)
    return (
        f"{platform} has no configuration that it gives up by itself"
        if known is None
        else known(version, running, minutes)
    )


def _vrp(version: Mapping[str, Any], running: Sequence[str], minutes: int) -> Procedure | str:
    release = str(version.get("vrp"))
    if not release.startswith("8."):
        return f"VRP {release} puts every line into force at once, only VRP 8 has `commit trial`"
    view = "system-view"
    trial = f"commit trial {minutes * 60}"
    return Procedure(
        arming=trial,
        begin=(view,),
        end=(trial, "return"),
        drop=("return",),
        revert=(view, "abort trial", "return"),
        confirm=(view, "commit", "return"),
        save=("save",),
        seconds=minutes * MINUTE,
    )


def _comware(version: Mapping[str, Any], running: Sequence[str], minutes: int) -> Procedure | str:
    release = str(version.get("version"))
    if not release.startswith("7."):
        return f"Comware {release} puts every line into force at once, only Comware 7 has `configuration commit delay`"
    delay = f"configuration commit delay {minutes}"
    return Procedure(
        arming=delay,
        begin=("system-view", delay),
        end=("return",),
        drop=("return",),
        revert=(),
        confirm=("system-view", "configuration commit", "return"),
        save=("save force",),
        seconds=minutes * MINUTE,
    )


def _ios(version: Mapping[str, Any], running: Sequence[str], minutes: int) -> Procedure | str:
    inside = False
    for line in running:
        inside = line == "archive" or (inside and line.startswith(" "))
        if inside and ARCHIVE_PATH.fullmatch(line):
            break
    else:
        return "`configure terminal revert timer` needs an archive: `archive` with its `path` is not configured"
    timer = f"configure terminal revert timer {minutes}"
    return Procedure(
        arming=timer,
        begin=(timer,),
        end=("end",),
        drop=("end",),
        revert=("configure revert now",),
        confirm=("configure confirm",),
        save=("write memory",),
        seconds=minutes * MINUTE,
    )


KNOWN: Mapping[str, Callable[[Mapping[str, Any], Sequence[str], int], Procedure | str]] = {
    "cisco_ios": _ios,
    "h3c_comware": _comware,
    "huawei_vrp": _vrp,
}
