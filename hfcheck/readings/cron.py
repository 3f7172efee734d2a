"""Scheduled jobs: which there are, who could change them, and whether anything runs them.

A job's command may hold a password, so only the path of its program leaves the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, known, tagged, whole
from hfcheck.readings.snippets import PROCESS_NAMES

SNIPPET = (
    PROCESS_NAMES
    + r"""
jobs() {
  awk -v kind="$1" -v owner="$2" '
    /^[ \t]*(#|$)/ || /^[ \t]*[A-Za-z_][A-Za-z0-9_]*[ \t]*=/ { next }
    { at = ($1 ~ /^@/) ? 2 : 6
      user = owner
      if (owner == "") { user = $at; at++ }
      program = "-"
      for (i = NF; i >= at; i--) if ($i ~ /^\/[A-Za-z0-9_.\/+-]+$/) program = $i
      if ($at ~ /^[A-Za-z0-9_.\/+-]+$/ && $at !~ /^(cd|test|command|exec|nice|ionice|flock|timeout)$/) program = $at
      print "job", kind, user, program }' "$3" || exit 1
}
found=
for file in /etc/crontab /etc/cron.d/*; do
  [ -f "$file" ] && { found=1; stat -c 'file %u %a %n' "$file"; jobs "$file" "" "$file"; }
done
for file in /etc/cron.hourly/* /etc/cron.daily/* /etc/cron.weekly/* /etc/cron.monthly/*; do
  [ -f "$file" ] && { found=1; stat -c 'file %u %a %n' "$file"; echo "job ${file%/*} root $file"; }
done
for file in /var/spool/cron/crontabs/* /var/spool/cron/tabs/* /var/spool/cron/*; do
  [ -f "$file" ] && { found=1; stat -c 'file 0 %a %n' "$file"; jobs "${file%/*}" "${file##*/}" "$file"; }
done
allow() {
  command -v "$1" >/dev/null 2>&1 || return 0
  if [ -r "$2" ]; then awk 'NF == 1 && !/^#/ { print "user", $1 }' "$2"; else echo "user everyone"; fi
}
allow crontab /etc/cron.allow
allow at /etc/at.allow
echo "users told"
daemons=$(process_names | grep -cxE 'crond?|fcron')
if [ -n "$found" ] || [ "$daemons" != 0 ]; then echo "cron $daemons"; else echo "cron absent"; fi
if [ -d /run/systemd/system ]; then
  systemctl list-units --type=timer --all --plain --no-legend | awk '{ print "timer", $1, $3 }'
  echo "systemd yes"
else
  echo "systemd no"
fi
"""
)
STATES = ("active", "inactive", "failed", "activating", "deactivating", "reloading", "maintenance", "refreshing")
OTHERS_WRITE = 0o022
MODE = re.compile(r"[0-7]{1,4}")
NO_CRON = NotApplicable(Reason.ABSENT, "cron has no jobs and does not run")
NO_SYSTEMD = NotApplicable(Reason.ABSENT, "no systemd")


def _jobs(lines: Iterable[str]) -> list[str]:
    split = (fields(line, 3, "a scheduled job") for line in lines)
    return sorted({f"{where} {user} {program}" for where, user, program in split})


def _loose(lines: Iterable[str]) -> list[str]:
    loose = []
    for line in lines:
        owner, mode, path = fields(line, 3, "a file of cron")
        if not MODE.fullmatch(mode):
            raise Unreadable(f"expected the mode of {path}, found {mode!r}")
        if whole(owner, "an owner") != 0 or int(mode, 8) & OTHERS_WRITE:
            loose.append(path)
    return loose


def _daemon(state: list[str]) -> Answer:
    if len(state) != 1:
        raise Unreadable(f"expected one line about cron, found {state}")
    return NO_CRON if state[0] == "absent" else whole(state[0], "processes of cron") > 0


def _timers(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    if found["systemd"] != ["yes"]:
        return {"timers": NO_SYSTEMD, "failed_timers": NO_SYSTEMD}
    split = [fields(line, 2, "a timer") for line in found["timer"]]
    states = {name: known(state, STATES, "the state of a timer") for name, state in split}
    return {
        "timers": sorted(name for name, state in states.items() if state == "active"),
        "failed_timers": sorted(name for name, state in states.items() if state == "failed"),
    }


def parse(output: Output) -> Mapping[str, Answer]:
    """`job <where> <user> <program>`, `file <owner> <mode> <path>`, `user <name>`, `cron <n>|absent`, `timer …`."""
    found = tagged(output.stdout, ("job", "file", "user", "users", "cron", "timer", "systemd"))
    daemon = _daemon(found["cron"])
    absent = isinstance(daemon, NotApplicable)
    return {
        "jobs": NO_CRON if absent else _jobs(found["job"]),
        "loose_files": NO_CRON if absent else _loose(found["file"]),
        "daemon_active": daemon,
        **({"users": sorted(set(found["user"]))} if found["users"] else {}),
        **_timers(found),
    }


READING = Reading(
    values={
        "jobs": "jobs of cron as '<file or directory> <user> <program>', the arguments of the program left out",
        "loose_files": "files of cron that do not belong to root or that others may write",
        "daemon_active": "whether a cron daemon runs",
        "users": "who may leave jobs with cron or at: the users of their lists, or 'everyone' where a list is missing",
        "timers": "names of the active systemd timers",
        "failed_timers": "names of the failed systemd timers",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/crontab；ls -l /etc/cron.*；crontab -l -u 用户；systemctl list-timers",
    privileged=True,
)
