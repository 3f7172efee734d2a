"""A command of a platform and the parser of its output, found by its path."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hfcheck.errors import ContentError

PLATFORMS = ("cisco_ios", "frr", "h3c_comware", "hillstone_stoneos", "huawei_vrp", "ruijie_os")


@dataclass(frozen=True, slots=True)
class Command:
    """A read-only command line and how its output is read.

    `values` names each value that `parse` returns and says what it is, with its unit. `aliases` are other lines that
    print the same; a word `*` of an alias stands for any one word ("display interface *"). `parse` is given the text of
    an answer that is ok (see reply.py), returns plain data, and raises Unreadable on a line that does not fit.
    """

    line: str
    values: Mapping[str, str]
    parse: Callable[[str], Mapping[str, object]]
    aliases: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The name of the file that holds this command: display_ip_routing_table."""
        return "_".join(self.line.replace("-", " ").split())


@functools.cache
def commands(platform: str) -> Mapping[str, Command]:
    """Each command line of the platform with its command; raises ContentError for an unknown platform."""
    if platform not in PLATFORMS:
        raise ContentError(f"expected a platform of {sorted(PLATFORMS)}, found {platform!r}")
    package = importlib.import_module(f"hfcheck.network.{platform}")
    found = {}
    for entry in pkgutil.iter_modules(package.__path__):
        command = getattr(importlib.import_module(f"{package.__name__}.{entry.name}"), "COMMAND", None)
        # A file without a command holds what several commands of the platform share.
        if isinstance(command, Command):
            if command.slug != entry.name:
                raise ContentError(f"{platform}: expected {command.line!r} in {command.slug}.py, found {entry.name}.py")
            found[command.line] = command
    return MappingProxyType(found)


def find(platform: str, line: str) -> Command:
    """The command that a line asks for; raises ContentError that names the known ones, or those that it may mean."""
    return resolved(platform, line)[0]


def resolved(platform: str, line: str) -> tuple[Command, str]:
    """The command that a line asks for, and the line in full: `dis ip int brief` is `display ip interface brief`.

    Each word may be shortened, as on the device, and counts for more the nearer it comes to the command's: spelled out,
    shortened, an argument (`*`); earlier words first. Raises ContentError for a line that none or several fit.
    """
    known = commands(platform)
    words = line.split()
    fitting = []
    for command in known.values():
        for pattern in (command.line, *command.aliases):
            near = _nearness(words, pattern.split())
            if near is not None:
                fitting.append((near, pattern, command))
    nearest = max((near for near, _, _ in fitting), default=None)
    if nearest is None:
        raise ContentError(f"{platform}: no parser for {line[:80]!r}; known are {', '.join(sorted(known))}")
    # Two lines of one command may be shortened alike: `display cpu` and `display cpu-usage`.
    meant = {pattern: command for near, pattern, command in fitting if near == nearest}
    if len({command.line for command in meant.values()}) > 1:
        raise ContentError(f"{platform}: {line[:80]!r} may mean {', '.join(sorted(meant))}")
    pattern = max(meant, key=len)
    full = (word if want == "*" else want for word, want in zip(words, pattern.split(), strict=True))
    return meant[pattern], " ".join(full)


def _nearness(words: Sequence[str], pattern: Sequence[str]) -> tuple[int, ...] | None:
    """How near each word comes to the pattern's; None if the line cannot mean it."""
    if not words or len(words) != len(pattern):
        return None
    near = tuple(_word_nearness(word, want) for word, want in zip(words, pattern, strict=True))
    return near if all(near) else None


def _word_nearness(word: str, want: str) -> int:
    if want == "*":
        return 1
    return 3 if word == want else 2 if want.lower().startswith(word.lower()) else 0
