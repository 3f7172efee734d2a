"""Which lines inspection may send to a device: those that we can read the answer of, and no others."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from hfcheck.network.command import commands

# No pipe, redirection, question mark, quote or control character can be spelled with these.
WORD = r"[A-Za-z0-9./:_-]{1,100}"
LINE = re.compile(rf"{WORD}(?: {WORD}){{0,19}}")

# What switches paging off, for this session alone.
UNPAGED: Mapping[str, str] = {
    "cisco_ios": "terminal length 0",
    "frr": "terminal length 0",
    "h3c_comware": "screen-length disable",
    "hillstone_stoneos": "terminal length 0",
    "huawei_vrp": "screen-length 0 temporary",
    "ruijie_os": "terminal length 0",
}
# "n" answers the question whether to change the password now; the empty line only asks for the prompt.
SESSION = frozenset({"", "n", "quit", "exit"})
ENABLE = frozenset({"cisco_ios", "frr", "ruijie_os"})


def allowed(platform: str, line: str) -> bool:
    """Whether inspection may send this line; outer blanks count for nothing. Raises ContentError for no platform."""
    words = line.strip(" ")
    if words in _session_lines(platform):
        return True
    return LINE.fullmatch(words) is not None and _readable(platform).fullmatch(words) is not None


def _session_lines(platform: str) -> frozenset[str]:
    return SESSION | {UNPAGED.get(platform, "")} | ({"enable"} if platform in ENABLE else set())


@functools.cache
def _readable(platform: str) -> re.Pattern[str]:
    known = [line for command in commands(platform).values() for line in (command.line, *command.aliases)]
    return re.compile("|".join(_pattern(line) for line in known))


def _pattern(line: str) -> str:
    return " ".join(WORD if word == "*" else re.escape(word) for word in line.split())
