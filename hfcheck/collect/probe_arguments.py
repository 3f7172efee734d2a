"""The arguments of a probe: `name=value` strings, as a role's variables spell them.

An empty value means that the argument was not given, so that a role can pass a variable that is not set. Where a probe
cannot do without one, `none` says that the inventory declares no such thing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from hfcheck.errors import InputError

Asked = Mapping[str, str]
LONGEST_DEADLINE = 60
NOTHING = "none"


class UndeclaredError(Exception):
    """There is nothing to ask: the inventory declares none."""


def named(given: tuple[str, ...], known: Mapping[str, str | None], where: str) -> dict[str, str]:
    """The known arguments with their values; `known` holds the default of each, None for one that must be given.

    Raises InputError for an argument that is unknown, given twice, not `name=value`, or missing; UndeclaredError for
    one that must be given and is `none`.
    """
    found: dict[str, str] = {}
    for argument in given:
        name, mark, value = argument.partition("=")
        if not mark or name not in known or name in found:
            raise InputError(f"{where}: expected each of {', '.join(known)} once as name=value, found {argument!r}")
        found[name] = value.strip()
    missing = [name for name, default in known.items() if default is None and not found.get(name)]
    if missing:
        raise InputError(f"{where}: expected a value for {', '.join(missing)}, found none")
    undeclared = [name for name, default in known.items() if default is None and found[name] == NOTHING]
    if undeclared:
        raise UndeclaredError(f"the inventory declares no {', '.join(undeclared)}")
    return {name: found.get(name) or default or "" for name, default in known.items()}


def count(asked: Asked, name: str, least: int, most: int) -> int:
    """A whole number between two bounds, both included; raises InputError."""
    text = asked[name]
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise InputError(f"argument {name}: expected a whole number from {least} to {most}, found {text!r}")
    return int(text)


def port(asked: Asked, name: str = "port") -> int:
    """A TCP or UDP port; raises InputError."""
    return count(asked, name, 1, 65535)


def seconds(asked: Asked) -> int:
    """The overall deadline of the probe in seconds; raises InputError."""
    return count(asked, "deadline", 1, LONGEST_DEADLINE)


def address(asked: Asked, name: str = "connect") -> str:
    """An IP address, or "" when none was given; raises InputError."""
    text = asked[name]
    try:
        return str(ipaddress.ip_address(text)) if text else ""
    except ValueError:
        raise InputError(f"argument {name}: expected an IP address, found {text!r}") from None
