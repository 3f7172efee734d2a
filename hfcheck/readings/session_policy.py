"""What ends an idle session, and what locks an account after failed logins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, fields, only, tagged, whole

SNIPPET = r"""
set --
for file in /etc/profile /etc/profile.d/*.sh /etc/bash.bashrc /etc/bashrc /etc/environment; do
  [ -r "$file" ] && set -- "$@" "$file"
done
echo "profiles $#"
[ $# -gt 0 ] && { awk '
  { sub(/^[ \t]*#.*/, ""); sub(/[ \t]#.*/, "") }
  match($0, /(^|[ \t;])TMOUT=[^ \t;]*/) { text = substr($0, RSTART, RLENGTH); sub(/.*TMOUT=/, "", text)
    print "tmout", FILENAME, (text == "" ? "-" : text) }
  /(readonly|(declare|typeset)[ \t]+-[a-z]*r[a-z]*)[ \t].*TMOUT/ { print "readonly", FILENAME }' "$@" || exit 1; }
for name in common-auth system-auth password-auth; do
  [ -r "/etc/pam.d/$name" ] || continue
  echo "stack $name"
  awk -v name="$name" '/^[ \t]*-?auth[ \t].*pam_(faillock|tally2?)\.so/ {
    match($0, /pam_(faillock|tally2?)\.so/); print "lock", name, substr($0, RSTART) }' "/etc/pam.d/$name" || exit 1
done
[ -r /etc/security/faillock.conf ] &&
  awk '/^[ \t]*(deny|unlock_time)[ \t]*=/ { gsub(/[ \t]/, ""); print "conf", $0 }' /etc/security/faillock.conf
exit 0
"""
# What pam_faillock does where neither its line nor faillock.conf says otherwise; pam_tally2 has no such defaults.
FAILLOCK_DEFAULTS = {"deny": "3", "unlock_time": "600"}
QUOTED = re.compile(r"""^(["']?)(\d+)\1$""")


def _timeout(line: str) -> int:
    file, text = fields(line, 2, "an assignment of TMOUT")
    found = QUOTED.match(text)
    if not found:
        raise Unreadable(f"expected seconds for TMOUT in {file}, found {text!r}")
    return whole(found[2], "TMOUT") or NO_LIMIT


def _idle(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    if whole(only(found, "profiles"), "profile files") == 0:
        return dict.fromkeys(("tmout_seconds", "tmout_readonly"), NotApplicable(Reason.ABSENT, "no profile files"))
    # Which of several assignments wins depends on the shell and its options, so the longest one counts.
    longest = max(map(_timeout, found["tmout"]), default=NO_LIMIT)
    return {"tmout_seconds": longest, "tmout_readonly": bool(found["readonly"])}


def _settings(lines: Iterable[str], stack: str, conf: Mapping[str, str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for name, module, *words in (line.split() for line in lines):
        if name == stack:
            base = {**FAILLOCK_DEFAULTS, **conf} if module == "pam_faillock.so" else {}
            settings = {**base, **settings, **dict(word.split("=", 1) for word in words if "=" in word)}
    return settings


def _limit(text: str | None, what: str) -> int:
    return NO_LIMIT if text in (None, "never") else whole(str(text), what) or NO_LIMIT


def _lockout(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    stacks = found["stack"]
    if not stacks:
        return dict.fromkeys(("lockout", "deny", "unlock_seconds"), NotApplicable(Reason.ABSENT, "no PAM stacks"))
    conf = dict(_assignment(line) for line in found["conf"])
    for line in found["lock"]:
        fields(line, 2, "a lock-out line of PAM")
    locking: dict[str, bool] = {stack: any(line.split()[0] == stack for line in found["lock"]) for stack in stacks}
    settings = [_settings(found["lock"], stack, conf) for stack in stacks if locking[stack]]
    unlocks = [_limit(each.get("unlock_time"), "unlock_time") for each in settings]
    denies = [_limit(each.get("deny"), "deny") for each in settings]
    return {
        "lockout": locking,
        "deny": max(denies) if all(locking.values()) else NO_LIMIT,
        "unlock_seconds": min(unlocks) if unlocks else NotApplicable(Reason.ABSENT, "no lock-out is configured"),
    }


def _assignment(line: str) -> tuple[str, str]:
    key, mark, value = line.partition("=")
    if not mark:
        raise Unreadable(f"expected key=value of faillock.conf, found {line!r}")
    return key, value


def parse(output: Output) -> Mapping[str, Answer]:
    """`profiles <n>`, `tmout <file> <text>`, `readonly <file>`, `stack <name>`, `lock <stack> …`, `conf <k>=<v>`."""
    found = tagged(output.stdout, ("profiles", "tmout", "readonly", "stack", "lock", "conf"))
    return {**_idle(found), **_lockout(found)}


READING = Reading(
    values={
        "tmout_seconds": f"the longest TMOUT of the profile files in seconds; {NO_LIMIT} where it is unset or 0",
        "tmout_readonly": "whether a profile file makes TMOUT read-only",
        "lockout": "common PAM auth stack → whether it locks accounts (pam_faillock or pam_tally2)",
        "deny": f"failed logins that lock an account, the laxest stack's; {NO_LIMIT} where one never locks",
        "unlock_seconds": f"seconds until a locked account opens, the shortest; {NO_LIMIT}: an administrator must",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/profile；echo $TMOUT；cat /etc/pam.d/common-auth；cat /etc/security/faillock.conf",
)
