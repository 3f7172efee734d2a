"""Local passwords: empty ones, ones outside the shadow file, and their ageing. Hashes never leave the target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, fields, tagged, whole

# awk reduces the password field to one word, so that no hash is ever printed.
SNIPPET = r"""
[ -r /etc/shadow ] && set -- /etc/shadow || set --
awk -F: '
  function state(field) {
    if (field == "") return "empty"
    if (field == "x") return "shadowed"
    return field ~ /^[!*]/ ? "locked" : "set"
  }
  FILENAME == "/etc/passwd" { print "passwd", $1, state($2); next }
  { print "shadow", $1, state($2), ($5 == "" ? "-" : $5) }
' /etc/passwd "$@"
"""
STATES = ("empty", "shadowed", "locked", "set")


def _states(lines: Iterable[str], count: int, what: str) -> list[list[str]]:
    split = [fields(line, count, what) for line in lines]
    if any(parts[1] not in STATES for parts in split):
        # What stands there instead may be a hash, so it is not repeated.
        raise Unreadable(f"expected one of {sorted(STATES)} for the state of a password, found something else")
    return split


def _ageing(days: str) -> int:
    value = -1 if days == "-" else whole(days, "the longest age of a password")
    return value if value >= 0 else NO_LIMIT


def parse(output: Output) -> Mapping[str, Answer]:
    """`passwd <name> <state>` and `shadow <name> <state> <max days or ->` lines."""
    found = tagged(output.stdout, ("passwd", "shadow"))
    listed = _states(found["passwd"], 2, "an account")
    shadowed = _states(found["shadow"], 3, "a shadow entry")
    if not listed:
        raise Unreadable("expected at least one account, found none")
    ages: dict[str, int] = {name: _ageing(days) for name, state, days in shadowed if state == "set"}
    return {
        "empty_passwords": sorted({parts[0] for parts in (*listed, *shadowed) if parts[1] == "empty"}),
        "outside_shadow": [name for name, state in listed if state == "set"],
        "max_days": ages or NotApplicable(Reason.ABSENT, "no account has a password in the shadow file"),
    }


READING = Reading(
    values={
        "empty_passwords": "names of the local accounts that need no password",
        "outside_shadow": "names of the accounts whose hash stands in the world-readable password file",
        "max_days": f"account with a password → days until it must change; {NO_LIMIT} means no limit",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/shadow；chage -l 用户",
    privileged=True,
)
