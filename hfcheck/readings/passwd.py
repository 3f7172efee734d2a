"""Local accounts: who is there, who may log in, and how long new passwords live. Never a password hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, only, tagged, whole

SNIPPET = r"""
awk -F: '{ print "account", $1 ":" $3 ":" $7 }' /etc/passwd || exit 1
if [ -r /etc/login.defs ]; then
  echo "defs yes"
  awk '$1 == "PASS_MAX_DAYS" { print "max", $2 } $1 == "UID_MIN" { print "uid_min", $2 }' /etc/login.defs
else
  echo "defs no"
fi
"""
# An account with one of these programs as its shell gets no prompt; an empty field means /bin/sh.
NO_PROMPT = frozenset({"nologin", "false", "true", "sync", "halt", "shutdown"})
FIRST_USER_ID = 1000


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the password file, without its password."""

    name: str
    uid: int
    shell: str

    @property
    def interactive(self) -> bool:
        """Whether its shell gives a prompt."""
        return self.shell.rpartition("/")[2] not in NO_PROMPT


def account(text: str) -> Account:
    """`name:uid:shell`."""
    parts = text.split(":")
    if len(parts) != 3 or not parts[0]:
        raise Unreadable(f"expected name:uid:shell of an account, found {text!r}")
    return Account(parts[0], whole(parts[1], "a user id"), parts[2])


def _duplicates(pairs: Iterable[tuple[object, str]]) -> list[str]:
    groups: dict[object, list[str]] = defaultdict(list)
    for key, name in pairs:
        groups[key].append(name)
    return [f"{key}: {', '.join(names)}" for key, names in groups.items() if len(names) > 1]


def _longest(found: Mapping[str, list[str]]) -> Answer:
    if only(found, "defs") != "yes":
        return NotApplicable(Reason.ABSENT, "no /etc/login.defs")
    # The last assignment wins; a negative number, or none at all, means no limit.
    days = [whole(text, "PASS_MAX_DAYS") for text in found["max"]] or [-1]
    return days[-1] if days[-1] >= 0 else NO_LIMIT


def parse(output: Output) -> Mapping[str, Answer]:
    """`account name:uid:shell` lines, `defs yes|no`, and from login.defs `max` and `uid_min`."""
    found = tagged(output.stdout, ("account", "defs", "max", "uid_min"))
    accounts = [account(text) for text in found["account"]]
    if not accounts:
        raise Unreadable("expected at least one account, found none")
    first = [whole(text, "UID_MIN") for text in found["uid_min"]] or [FIRST_USER_ID]
    return {
        "uid0": [each.name for each in accounts if each.uid == 0],
        "duplicate_uids": _duplicates((each.uid, each.name) for each in accounts),
        "duplicate_names": _duplicates((each.name, str(each.uid)) for each in accounts),
        "interactive": [each.name for each in accounts if each.interactive],
        "system_with_shell": [each.name for each in accounts if each.interactive and 0 < each.uid < first[-1]],
        "pass_max_days": _longest(found),
    }


READING = Reading(
    values={
        "uid0": "names of the local accounts with user id 0",
        "duplicate_uids": "user ids that several accounts share, as 'uid: name, name'",
        "duplicate_names": "names that several accounts share, as 'name: uid, uid'",
        "interactive": "names of the local accounts whose shell gives a prompt, root included",
        "system_with_shell": "names of the accounts from 1 to below UID_MIN whose shell gives a prompt",
        "pass_max_days": f"PASS_MAX_DAYS of login.defs in days, for new accounts; {NO_LIMIT} means no limit",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/passwd；cat /etc/login.defs",
)
