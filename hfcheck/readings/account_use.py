"""How long each interactive account has lain idle, and of which no use is recorded at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, only, tagged, whole
from hfcheck.readings.passwd import account

SNIPPET = r"""
tool=lastlog
command -v lastlog >/dev/null 2>&1 || tool=lastlog2
need "$tool"
logins=$("$tool") || exit 1
echo "now $(date +%s)"
awk -F: '{ print "account", $1 ":" $3 ":" $7 }' /etc/passwd || exit 1
[ -r /etc/shadow ] && awk -F: '$3 > 0 { print "changed", $1, $3 }' /etc/shadow
printf '%s\n' "$logins" | sed -e 1d -e 's/^/login /'
"""
NEVER = "**Never logged in**"
STAMP = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})$")
DAY = 86400


def _login(line: str) -> tuple[str, int] | None:
    name = line.split(None, 1)[0] if line else ""
    if not name or line.endswith(NEVER):
        return None
    found = STAMP.search(line)
    try:
        when = datetime.strptime(" ".join(found.groups()), "%b %d %H:%M:%S %z %Y") if found else None
    except ValueError:
        when = None
    if when is None:
        raise Unreadable(f"expected the time of the last login of {name!r}, found {line!r}")
    return name, int(when.astimezone(UTC).timestamp())


def _changes(lines: Iterable[str]) -> dict[str, int]:
    split = (fields(line, 2, "a change of password") for line in lines)
    return {name: whole(days, "the day of a change") * DAY for name, days in split}


def parse(output: Output) -> Mapping[str, Answer]:
    """`now`, `account name:uid:shell`, `changed name <day>` and `login <line of lastlog>`; arguments are left out."""
    found = tagged(output.stdout, ("now", "account", "changed", "login"))
    now = whole(only(found, "now"), "the time")
    accounts = [account(text) for text in found["account"]]
    used = _changes(found["changed"])
    for name, when in filter(None, map(_login, found["login"])):
        used[name] = max(when, used.get(name, when))
    watched = [each.name for each in accounts if each.interactive and each.uid and each.name not in output.arguments]
    if not watched:
        nobody = NotApplicable(Reason.ABSENT, "no account to watch has a shell with a prompt")
        return {"idle_days": nobody, "without_use": nobody}
    idle: dict[str, int] = {name: max(now - used[name], 0) // DAY for name in watched if name in used}
    return {
        "idle_days": idle or NotApplicable(Reason.ABSENT, "no account to watch has a recorded use"),
        "without_use": [name for name in watched if name not in used],
    }


READING = Reading(
    values={
        "idle_days": "interactive account, root and the accounts in the arguments left out → whole days since its last "
        "login at a terminal or its last change of password; an account with neither is in without_use instead",
        "without_use": "interactive accounts, the same left out, of which neither a login nor a change is recorded",
    },
    parse=parse,
    snippet=SNIPPET,
    command="lastlog；各账户最近登录：lastlog -u 用户",
    privileged=True,
)
