"""Local passwords: empty ones, ones outside the shadow file, and their ageing. Hashes never leave the target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
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
  function days(field) { return field == "" ? "-" : field }
  { print "shadow", $1, state($2), days($5), days($4), days($6), days($7) }
' /etc/passwd "$@"
"""
STATES = ("empty", "shadowed", "locked", "set")


def _states(lines: Iterable[str], count: int, what: str) -> list[list[str]]:
    split = [fields(line, count, what) for line in lines]
    if any(parts[1] not in STATES for parts in split):
        # What stands there instead may be a hash, so it is not repeated.
        raise Unreadable(f"expected one of {sorted(STATES)} for the state of a password, found something else")
    return split


def _days(text: str, unset: int) -> int:
    value = -1 if text == "-" else whole(text, "days of a password's life")
    return value if value >= 0 else unset


def _ageing(shadowed: Iterable[list[str]]) -> Mapping[str, Answer]:
    """Each kind of days by account; the position of its field, and what an empty one means."""
    kinds = {"max_days": (2, NO_LIMIT), "min_days": (3, 0), "warn_days": (4, 0), "inactive_days": (5, NO_LIMIT)}
    aged = list(shadowed)
    if not aged:
        return dict.fromkeys(
            kinds, NotApplicable(Reason.ABSENT, "no account to watch has a password in the shadow file")
        )
    return {kind: {parts[0]: _days(parts[field], unset) for parts in aged} for kind, (field, unset) in kinds.items()}


def _root_locked(shadowed: Iterable[list[str]]) -> Answer:
    states = [parts[1] for parts in shadowed if parts[0] == "root"]
    return states == ["locked"] if states else NotSeen(Reason.UNREADABLE, "the shadow file has no entry of root")


def parse(output: Output) -> Mapping[str, Answer]:
    """`passwd <name> <state>` and `shadow <name> <state> <max> <min> <warn> <inactive>` lines, days or `-`."""
    found = tagged(output.stdout, ("passwd", "shadow"))
    listed = _states(found["passwd"], 2, "an account")
    shadowed = _states(found["shadow"], 6, "a shadow entry")
    if not listed:
        raise Unreadable("expected at least one account, found none")
    watched = (parts for parts in shadowed if parts[1] == "set" and parts[0] not in output.arguments)
    return {
        "empty_passwords": sorted({parts[0] for parts in (*listed, *shadowed) if parts[1] == "empty"}),
        "outside_shadow": [name for name, state in listed if state == "set"],
        "root_locked": _root_locked(shadowed),
        **_ageing(watched),
    }


READING = Reading(
    values={
        "empty_passwords": "names of the local accounts that need no password",
        "outside_shadow": "names of the accounts whose hash stands in the world-readable password file",
        "root_locked": "whether the password of root is locked",
        "max_days": "account with a password, those in the arguments left out → days until it must change; "
        f"{NO_LIMIT} means no limit",
        "min_days": "the same accounts → days before which it cannot be changed again",
        "warn_days": "the same accounts → days of warning before it ends",
        "inactive_days": f"the same accounts → days after its end until the account is shut; {NO_LIMIT} means never",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/shadow；chage -l 用户",
    privileged=True,
)
