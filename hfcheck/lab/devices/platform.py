"""What the engine has to know about a platform: how it looks, what it accepts, and what each line does.

A platform is a package of this one that holds `PLATFORM` and a Jinja template for each output: `display_version.txt`,
or `display_version.vrp8.txt` for one release alone. A line that has no template for a release is rejected there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hfcheck.errors import ContentError
from hfcheck.lab.devices.patterns import Mismatch

if TYPE_CHECKING:
    from hfcheck.lab.devices.shell import Shell
    from hfcheck.lab.devices.state import State

# What a line does: it is given the words in the places of its pattern and returns what the device prints.
Action = Callable[["Shell", tuple[str, ...]], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class View:
    """A mode of the command line.

    `actions`: pattern → what it does. `settings`: patterns of lines that it puts into the configuration. `enters`:
    pattern of a line of the configuration → the view below it. `shows`: whether outputs can be asked for here.
    """

    actions: Mapping[str, Action] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    enters: Mapping[str, str] = field(default_factory=dict)
    shows: bool = True


@dataclass(frozen=True, slots=True)
class Release:
    """A release of a platform: `state` makes what a healthy device of it measures.

    `wipe` belongs to `page`: the bytes with which the device removes the paging mark. `like` names a family of releases
    that share templates: `display_cpu.v5.txt`.
    """

    state: Callable[[], State]
    page: str
    wipe: str
    like: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform.

    `mark` and `tail` are the configuration's paragraph mark and its last line, `negation` the word that removes a line.
    `first` names the view after login, `configuring` the one whose lines are the configuration's own. `outputs` are the
    lines (patterns) that print a template. `prompt` and `refusal` are the platform's own words; a `log` line is what it
    prints on a terminal when something happens. `spelled` makes the device's own spelling of a configured line:
    `interface GigabitEthernet 0/0/1` without the blank, a password enciphered. `greeting` is what follows the login.
    `records`: the name and the words of the message by which it logs that {user} changed something with {line}.
    """

    name: str
    releases: Mapping[str, Release]
    first: str
    configuring: str
    views: Mapping[str, View]
    outputs: tuple[str, ...]
    mark: str
    tail: str
    negation: str
    prompt: Callable[[Shell], str]
    refusal: Callable[[Shell, str, Mismatch], str]
    log: Callable[[Shell, str], str]
    spelled: Callable[[str], str] = str
    greeting: Callable[[Shell], Awaitable[None]] | None = None
    records: tuple[str, str] | None = None


def names() -> tuple[str, ...]:
    """The platforms that the simulator has."""
    import hfcheck.lab.devices as package  # noqa: PLC0415 - the package imports this module

    return tuple(entry.name for entry in pkgutil.iter_modules(package.__path__) if entry.ispkg)


def platform(name: str) -> Platform:
    """The platform of a name; raises ContentError."""
    if name not in names():
        raise ContentError(f"expected a simulated platform of {', '.join(names())}, found {name!r}")
    found = importlib.import_module(f"hfcheck.lab.devices.{name}").PLATFORM
    if not isinstance(found, Platform):
        raise ContentError(f"expected PLATFORM in hfcheck/lab/devices/{name}/__init__.py")
    return found
