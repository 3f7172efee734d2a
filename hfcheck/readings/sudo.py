"""Who may become root without a password, and whether sudo keeps a log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, tagged, whole

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
  line ~ /^[ \t]*Defaults/ { if (line ~ /syslog|logfile|log_output|authenticate/) print "defaults", line; next }
  line ~ /NOPASSWD/ { gsub(/\\,/, "", line); gsub(/\/[^,]*/, "/-", line); print "rule", line }' "$@" || exit 1
if command -v visudo >/dev/null 2>&1; then
  visudo -c >/dev/null 2>&1
  echo "syntax $?"
fi
exit 0
"""
NOPASSWD = re.compile(r"NOPASSWD\s*:(.*?)(?=\bPASSWD\s*:|$)")
TAG = re.compile(r"^(?:(?:\([^)]*\)|[A-Z_]+\s*:)\s*)+")
DEFAULTS = re.compile(r"^Defaults(\S*)\s+(.*)$")


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
    """`files <n>`, `rule <line with NOPASSWD>`, `defaults <line>` and `syntax <exit status of visudo -c>` lines."""
    found = tagged(output.stdout, ("files", "rule", "defaults", "syntax"))
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
    }


READING = Reading(
    values={
        "nopasswd_all": "users and %groups that may run everything without a password",
        "syntax_valid": "whether visudo accepts the files, their owners and modes included",
        "logs": "whether sudo logs to syslog or to a file of its own",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/sudoers；ls -l /etc/sudoers.d；sudo -l -U 用户；visudo -c",
    privileged=True,
)
