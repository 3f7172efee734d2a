"""Who may become root without a password, and whether sudo keeps a log."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, fields, number, tagged, whole

# Paths and arguments of commands become "/-": an argument may be a secret, and only ALL matters. sudo itself leaves
# out the files of an included directory that hold a dot or end in a tilde.
SNIPPET = r"""
command -v sudo >/dev/null 2>&1 || [ -e /etc/sudoers ] || absent "sudo is not installed"
[ -r /etc/sudoers ] || exit 1
set -- /etc/sudoers
for file in /etc/sudoers.d/*; do
  case ${file##*/} in *.* | *~ | '*') ;; *) [ -f "$file" ] && set -- "$@" "$file" ;; esac
done
echo "files $#"
awk '
  /\\$/ { sub(/\\$/, ""); joined = joined $0; next }
  { line = joined $0; joined = "" }
  line ~ /^[ \t]*(#|$)/ { next }
  line ~ /^[ \t]*Defaults/ { gsub(/"[^"]*"/, "\"-\"", line)
    if (line ~ /syslog|logfile|log_output|authenticate|use_pty|env_reset|ignore_dot|timestamp/) print "defaults", line
    next }
  line ~ /^[ \t]*[@#]include/ { next }
  { gsub(/\\,/, "", line); gsub(/\/[^,]*/, "/-", line); print "rule", line }' "$@" || exit 1
awk -F: 'FILENAME == "/etc/passwd" { own[$4]++; next } $4 != "" || own[$3] { print "peopled", $1 }' \
  /etc/passwd /etc/group
if command -v visudo >/dev/null 2>&1; then
  visudo -c >/dev/null 2>&1
  echo "syntax $?"
fi
exit 0
"""
DEFAULT_MINUTES = 15.0
NOPASSWD = re.compile(r"NOPASSWD\s*:(.*?)(?=\bPASSWD\s*:|$)")
TAG = re.compile(r"^(?:(?:\([^)]*\)|[A-Z_]+\s*:)\s*)+")
DEFAULTS = re.compile(r"^Defaults(\S*)\s+(.*)$")


# Rules of these names define words and give no right.
ALIASES = frozenset({"User_Alias", "Runas_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias"})
ROOTS = frozenset({"ALL", "root", "#0"})
RUN_AS = re.compile(r"\(([^:)]*)")
RIGHTS = re.compile(r"=\s*((?:\([^)]*\)|[A-Z_]+\s*:|\s)*)(.*)$")


def _everything(rule: str) -> bool:
    """Whether a rule gives all commands as root; without a list of accounts in parentheses it is for root."""
    found = RIGHTS.search(rule)
    if found is None:
        return False
    targets = RUN_AS.search(found[1])
    if targets and ROOTS.isdisjoint(word.strip() for word in targets[1].split(",")):
        return False
    commands = found[2].split(",")
    return any(TAG.sub("", command.strip()).strip() == "ALL" for command in commands)


def _full_rights(rules: Iterable[str], peopled: Collection[str]) -> list[str]:
    """Whom the rules give everything, a group without members left out."""
    named = [fields(rule, 2, "a sudoers rule")[0] for rule in rules if _everything(rule)]
    users = (name for name in named if name not in ALIASES)
    return sorted({name for name in users if not name.startswith("%") or name[1:] in peopled})


def _minutes(settings: Iterable[tuple[str, str]]) -> float:
    """The last word on how long a password stays good; negative means for ever."""
    found = [word.partition("=")[2].strip() for _, word in settings if word.startswith("timestamp_timeout")]
    minutes = number(found[-1], "timestamp_timeout") if found else DEFAULT_MINUTES
    return minutes if minutes >= 0 else NO_LIMIT


def _in_force(settings: Iterable[tuple[str, str]]) -> list[str]:
    """The settings without a scope whose last word is not a refusal."""
    last = {
        word.lstrip("! \t").partition("=")[0].strip(): not word.startswith("!") for scope, word in settings if not scope
    }
    return sorted(name for name, on in last.items() if on)


def _all_without_password(rule: str) -> bool:
    commands = (command for part in NOPASSWD.findall(rule) for command in part.split(","))
    return any(TAG.sub("", command.strip()).strip() == "ALL" for command in commands)


def _settings(lines: Iterable[str]) -> list[tuple[str, str]]:
    settings = []
    for line in lines:
        found = DEFAULTS.match(line)
        if not found:
            raise Unreadable(f"expected a Defaults line of sudoers, found {line!r}")
        settings += [(found[1], word.strip()) for word in found[2].split(",")]
    return settings


def _logs(settings: Iterable[tuple[str, str]]) -> bool:
    """sudo logs to syslog unless told otherwise; the last word on each wins."""
    syslog, file = True, False
    for _, word in settings:
        if re.match(r"!?\s*syslog\b(?!_)", word):
            syslog = not word.startswith("!")
        elif re.match(r"!?\s*logfile\b", word):
            file = not word.startswith("!")
    return syslog or file


def parse(output: Output) -> Mapping[str, Answer]:
    """`files <n>`, `rule <line>`, `defaults <line>`, `peopled <group>` and `syntax <status of visudo -c>` lines."""
    found = tagged(output.stdout, ("files", "rule", "defaults", "peopled", "syntax"))
    if len(found["files"]) != 1:
        raise Unreadable("expected the number of sudoers files, found none")
    settings = _settings(found["defaults"])
    free = [fields(rule, 2, "a sudoers rule")[0] for rule in found["rule"] if _all_without_password(rule)]
    free += [f"Defaults{scope}" for scope, word in settings if re.fullmatch(r"!\s*authenticate", word)]
    unseen = NotSeen(Reason.NO_COMMAND, "visudo")
    return {
        "nopasswd_all": free,
        "syntax_valid": whole(found["syntax"][0], "the status of visudo") == 0 if found["syntax"] else unseen,
        "logs": _logs(settings),
        "full_rights": _full_rights(found["rule"], found["peopled"]),
        "defaults": _in_force(settings),
        "timestamp_minutes": _minutes(settings),
    }


READING = Reading(
    values={
        "nopasswd_all": "users and %groups that may run everything without a password",
        "syntax_valid": "whether visudo accepts the files, their owners and modes included",
        "full_rights": "users and %groups with members that may run everything, with a password or without",
        "defaults": "names of the settings in force for everybody, of those that matter here",
        "timestamp_minutes": f"minutes for which a password stays good; {NO_LIMIT}: for ever",
        "logs": "whether sudo logs to syslog or to a file of its own",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/sudoers；ls -l /etc/sudoers.d；sudo -l -U 用户；visudo -c",
    privileged=True,
)
