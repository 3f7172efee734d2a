"""A command of a platform and the parser of its output, found by its path."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
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
    """The command that a line asks for, white space aside; raises ContentError that names the known ones."""
    known = commands(platform)
    words = line.split()
    exact = known.get(" ".join(words))
    if exact is not None:
        return exact
    fitting = [(alias, one) for one in known.values() for alias in one.aliases if _fits(words, alias.split())]
    if fitting:
        # `display interface transceiver verbose` is also `display interface * *`, but means itself.
        return min(fitting, key=lambda found: found[0].count("*"))[1]
    raise ContentError(f"{platform}: no parser for {line[:80]!r}; known are {', '.join(sorted(known))}")


def _fits(words: list[str], alias: list[str]) -> bool:
    return len(words) == len(alias) and all(want in ("*", word) for word, want in zip(words, alias, strict=True))
