"""Prompts: the shape that each platform gives them, the one that a device turned out to have, and what stands beside.

Works on what a device sent with a character for each byte (Latin-1), so that a Chinese character cut in two is no case
of its own: no byte of a GBK or UTF-8 character is a line feed, an escape, `<`, `>` or `#`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hfcheck.errors import ContentError

# The role in a pair of firewalls changes while somebody is logged in: HRP_M<FW>, RBM_S[FW], SG-6000(B)#.
ROLE_BEFORE = r"(?:(?:HRP|RBM)_[A-Z]{1,3})?"
ROLE_BEHIND = r"(?:\([A-Z]{1,2}\))?"
ANGLED = rf"{ROLE_BEFORE}(?:<[^<>\r\n]{{1,246}}>|\[[^\[\]\r\n]{{1,246}}\])"
NAMED = r"[^\s#<>()\[\]]{1,100}[#>]"
NAMED_ROLE = rf"[^\s#<>()\[\]]{{1,100}}{ROLE_BEHIND}[#>]"
SHAPES: Mapping[str, str] = {
    "cisco_ios": NAMED,
    "frr": NAMED,
    "h3c_comware": ANGLED,
    "hillstone_stoneos": NAMED_ROLE,
    "huawei_vrp": ANGLED,
    "ruijie_os": NAMED,
}

# A message of the device's log that it prints to whoever is logged in:
#   Nov 23 2026 10:00:00+08:00 SW1 %%01SHELL/4/LOGIN(l)[1]: …     %Nov 23 10:00:00:123 2026 SW1 SHELL/5/SHELL_LOGIN: …
#   *Nov 23 10:00:00.123: %LINK-3-UPDOWN: …    %SYS-5-CONFIG_I: …    2026-11-23 10:00:00, WARNING@NET: …
LOG = re.compile(
    r"(?:[0-9]{1,9}: )?[%#*.]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}[0-9]{1,2} (?:[0-9]{4} )?"
    r"[0-9]{2}:[0-9]{2}:[0-9]{2}[^\n]{0,200}?(?:%[%A-Z]|/[0-7]/)"
    r"|%[A-Z][A-Z0-9_-]{0,60}-[0-7]-[A-Z0-9_]{1,60}: "
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}, (?:[A-Za-z]{1,20} )?[A-Z]{1,20}@[A-Z]{1,20}: "
)
BLANK = r"[ \r]{0,16}"
# A terminal of a fixed width goes on in the next line, each in its own way.
WRAP = r"(?: ?[\r\x08]{1,4}\n?|\n)?"


@dataclass(frozen=True)
class Prompt:
    """Any prompt of a platform (`said` is empty), or the very one of a device, its role in a pair aside."""

    said: str
    pattern: str

    def is_line(self, line: str) -> bool:
        """Whether a line, outer blanks aside, is this prompt and nothing else."""
        return re.fullmatch(self.pattern, line.strip(" \r")) is not None

    def is_noise(self, line: str) -> bool:
        """Whether a line between a prompt and what is typed there means nothing: blank, the prompt again, a log's."""
        stripped = line.strip(" \r\t")
        return not stripped or is_log(stripped) or self.is_line(stripped) or is_log(self.behind(stripped))

    def leads(self, line: str) -> str:
        """This prompt as it stands at the start of a line; empty if it does not."""
        found = re.match(self.pattern, line)
        return found[0] if found else ""

    def behind(self, line: str) -> str:
        """What stands behind this prompt in a line; empty if the line does not begin with it."""
        said = self.leads(line)
        return line[len(said) :].strip(" \r") if said else ""

    def echo(self, line: str) -> re.Pattern[str]:
        """A typed line as the device echoes it to its end, with or without this prompt (`prompt`) in front."""
        return _compiled(rf"{BLANK}(?P<prompt>{self.pattern})?{BLANK}{_wrapped(line)}{BLANK}\n")

    def echoed_in(self, text: str, lines: frozenset[str]) -> frozenset[str]:
        """Those of some lines that stand in a text as lines of their own, at this prompt or without it."""
        ends = tuple(lines)
        ended = (line.strip(" \r") for line in text.split("\n") if line.rstrip(" \r").endswith(ends))
        return lines & {typed for line in ended for typed in (line, self.behind(line))}

    @property
    def hostname(self) -> str:
        """The name in the prompt: SW1 of HRP_M<SW1>, [~SW1], SW1(M)#."""
        name = re.sub(rf"^{ROLE_BEFORE}(?=[<\[])|{ROLE_BEHIND}[#>]$", "", self.said)
        return name.strip("<>[]").lstrip("~*")


def shape(platform: str) -> Prompt:
    """Any prompt of a platform; raises ContentError for an unknown one."""
    if platform not in SHAPES:
        raise ContentError(f"expected a platform of {sorted(SHAPES)}, found {platform!r}")
    return Prompt("", SHAPES[platform])


def exact(platform: str, said: str) -> Prompt:
    """The prompt that a device printed, whose role in a pair may change."""
    if SHAPES[platform] is ANGLED:
        return Prompt(said, ROLE_BEFORE + re.escape(re.sub(rf"^{ROLE_BEFORE}(?=[<\[])", "", said)))
    if SHAPES[platform] is NAMED_ROLE:
        name = re.sub(rf"{ROLE_BEHIND}[#>]$", "", said)
        return Prompt(said, re.escape(name) + ROLE_BEHIND + re.escape(said[-1]))
    return Prompt(said, re.escape(said))


def is_log(line: str) -> bool:
    """Whether a line is a message of a device's log."""
    return LOG.match(line) is not None


def holds_log(text: str) -> bool:
    """Whether a line of a text is a message of a device's log."""
    return any(is_log(line.strip()) for line in text.split("\n"))


def _wrapped(line: str) -> str:
    return WRAP.join(re.escape(mark) for mark in line)


@functools.lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
