"""Files whose mode or owner gives more than a declared limit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, headed

# Each argument is '<path or pattern> <octal mode> <user:group>[,<user:group>]'. A file is printed behind the number of
# its limit, so that no name of a file can pass for a limit.
SNIPPET = r"""
echo limits $#
number=0
for limit; do
  for file in ${limit%% *}; do
    [ -e "$file" ] && [ ! -L "$file" ] && stat -c "$number %a %U:%G %n" "$file"
  done
  number=$((number + 1))
done
exit 0
"""
MODE = re.compile(r"[0-7]{1,4}")
OWNERS = re.compile(r"[\w.$-]+:[\w.$-]+(,[\w.$-]+:[\w.$-]+)*", re.ASCII)


def _octal(text: str, what: str) -> int:
    if not MODE.fullmatch(text):
        raise Unreadable(f"expected an octal mode of {what}, found {text[:80]!r}")
    return int(text, 8)


def _limit(argument: str) -> tuple[int, tuple[str, ...]]:
    """(the most that the mode may be, the accepted owners)."""
    path, mode, owners = fields(argument, 3, "a limit")
    if not OWNERS.fullmatch(owners):
        raise Unreadable(f"expected user:group[,user:group] for {path}, found {owners[:80]!r}")
    return _octal(mode, f"the limit of {path}"), tuple(owners.split(","))


def parse(output: Output) -> Mapping[str, Answer]:
    """`limits <n>`, then `<number of the limit> <octal mode> <user>:<group> <path>` lines."""
    lines = headed(output.stdout, f"limits {len(output.arguments)}")
    if not output.arguments:
        return {"loose": NotApplicable(Reason.NOT_DECLARED, "no limits are declared")}
    limits = {str(number): _limit(argument) for number, argument in enumerate(output.arguments)}
    loose = []
    for line in lines:
        number, mode, owner, path = fields(line, 4, "a file")
        if number not in limits or not path.startswith("/"):
            raise Unreadable(f"expected a limit's number and a path, found {line[:80]!r}")
        most, owners = limits[number]
        if _octal(mode, path) & ~most or owner not in owners:
            loose.append(f"{path} {mode.zfill(4)} {owner}")
    return {"loose": loose}


READING = Reading(
    values={"loose": "files beyond the limit that an argument sets them, as '<path> <octal mode> <user:group>'"},
    parse=parse,
    snippet=SNIPPET,
    command="find /etc /var/log /home -xdev -perm /022；ls -ld 目录",
    privileged=True,
)
