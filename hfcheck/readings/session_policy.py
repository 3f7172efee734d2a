"""What ends an idle session, and what locks an account after failed logins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, fields, known, only, tagged, whole

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
  match($0, /(^|[ \t;])umask[ \t]+[0-7]+/) { text = substr($0, RSTART, RLENGTH); sub(/.*[ \t]/, "", text)
    print "umask", text }
  match($0, /(^|[ \t;])HISTSIZE=[^ \t;]*/) { text = substr($0, RSTART, RLENGTH); sub(/.*=/, "", text)
    print "history", text }
  /(readonly|(declare|typeset)[ \t]+-[a-z]*r[a-z]*)[ \t].*TMOUT/ { print "readonly", FILENAME }' "$@" || exit 1; }
for name in common-auth system-auth password-auth; do
  [ -r "/etc/pam.d/$name" ] || continue
  echo "stack $name"
  awk -v name="$name" '/^[ \t]*-?auth[ \t].*pam_(faillock|tally2?)\.so/ {
    match($0, /pam_(faillock|tally2?)\.so/); print "lock", name, substr($0, RSTART) }' "/etc/pam.d/$name" || exit 1
done
for name in sshd login; do
  [ -r "/etc/pam.d/$name" ] && awk -v name="$name" '
    $1 == "@include" { print "service", name, $2 }
    $1 == "auth" && $2 ~ /^(include|substack)$/ { print "service", name, $3 }
  ' "/etc/pam.d/$name"
done
[ -r /etc/login.defs ] && awk '$1 == "UMASK" { print "fallback", $2 }' /etc/login.defs
[ -r /etc/pam.d/su ] && awk '$1 == "auth" && $2 ~ /^requi(red|site)$/ && $3 == "pam_wheel.so" { found = 1 }
  END { print "su", found ? "restricted" : "open" }' /etc/pam.d/su
[ -r /etc/security/faillock.conf ] &&
  awk '/^[ \t]*(deny|unlock_time)[ \t]*=/ { gsub(/[ \t]/, ""); print "conf", $0 }' /etc/security/faillock.conf
exit 0
"""
TAGS = ("profiles", "tmout", "readonly", "umask", "fallback", "history", "stack", "lock", "service", "su", "conf")
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


def _services(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    """Which of the ways in go through a stack that locks."""
    locking = {line.split(None, 1)[0] for line in found["lock"]}
    included = [fields(line, 2, "a stack that a service includes") for line in found["service"]]
    ways: dict[str, bool] = {name: any(s in locking for n, s in included if n == name) for name, _ in included}
    return {"lockout_of_services": ways or NotApplicable(Reason.ABSENT, "no service includes a common PAM stack")}


def _shells(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    absent = NotApplicable(Reason.ABSENT, "no PAM stack of su")
    su = [known(word, ("restricted", "open"), "who may use su") == "restricted" for word in found["su"]]
    # pam_umask takes the one of login.defs, and a profile file changes it again.
    masks = [f"{whole(text, 'a umask'):03d}" for text in found["umask"] or found["fallback"]]
    sizes = [whole(text.strip("\"'"), "HISTSIZE") for text in found["history"]]
    return {
        "su_restricted": all(su) if su else absent,
        "umasks": sorted(set(masks)) or ["unset"],
        "history_lines": max((size if size >= 0 else NO_LIMIT for size in sizes), default=NO_LIMIT),
    }


def _assignment(line: str) -> tuple[str, str]:
    key, mark, value = line.partition("=")
    if not mark:
        raise Unreadable(f"expected key=value of faillock.conf, found {line!r}")
    return key, value


def parse(output: Output) -> Mapping[str, Answer]:
    """`profiles <n>`, `tmout <file> <text>`, `readonly <file>`, `stack <name>`, `lock <stack> …`, `conf <k>=<v>`.

    And `umask <octal>`, `fallback <octal>` of login.defs, `history <text>`, `su restricted|open`,
    `service <name> <stack that it includes>`.
    """
    found = tagged(output.stdout, TAGS)
    return {**_idle(found), **_lockout(found), **_services(found), **_shells(found)}


READING = Reading(
    values={
        "tmout_seconds": f"the longest TMOUT of the profile files in seconds; {NO_LIMIT} where it is unset or 0",
        "tmout_readonly": "whether a profile file makes TMOUT read-only",
        "lockout": "common PAM auth stack → whether it locks accounts (pam_faillock or pam_tally2)",
        "lockout_of_services": "sshd and login → whether a stack that they include locks accounts",
        "su_restricted": "whether su is for the members of one group only (pam_wheel)",
        "umasks": "every umask of the profile files, or else of login.defs, in octal; 'unset' where there is none",
        "history_lines": f"the largest HISTSIZE of the profile files; {NO_LIMIT} where it is unset",
        "deny": f"failed logins that lock an account, the laxest stack's; {NO_LIMIT} where one never locks",
        "unlock_seconds": f"seconds until a locked account opens, the shortest; {NO_LIMIT}: an administrator must",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/profile；echo $TMOUT；cat /etc/pam.d/common-auth；cat /etc/security/faillock.conf",
)
