"""Owners and modes of the files that decide who may do what."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows

SNIPPET = r"""
set --
for file in /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/ssh/sshd_config /etc/ssh/ssh_host_*_key \
  /etc/sudoers /etc/sudoers.d/* /etc/crontab; do
  [ -e "$file" ] && set -- "$@" "$file"
done
[ $# -gt 0 ] || absent "none of the files"
stat -L -c '%a %U:%G %n' "$@"
"""
GROUPS: Mapping[str, re.Pattern[str]] = {
    "account_files": re.compile(r"/etc/(passwd|group)"),
    "shadow_files": re.compile(r"/etc/g?shadow"),
    "ssh_files": re.compile(r"/etc/ssh/(sshd_config|ssh_host_\w+_key)"),
    "sudo_files": re.compile(r"/etc/sudoers(\.d/.*)?"),
    "cron_files": re.compile(r"/etc/crontab"),
}
MODE = re.compile(r"[0-7]{1,4}")


def parse(output: Output) -> Mapping[str, Answer]:
    """`<octal mode> <user>:<group> <path>` lines."""
    modes: dict[str, str] = {}
    owners: dict[str, str] = {}
    for line in rows(output.stdout):
        mode, owner, path = fields(line, 3, "a file")
        if not MODE.fullmatch(mode) or ":" not in owner or not path.startswith("/"):
            raise Unreadable(f"expected mode, owner and path of a file, found {line!r}")
        modes[path], owners[path] = mode.zfill(4), owner
    grouped = {name: _of(modes, pattern) for name, pattern in GROUPS.items()}
    return {**grouped, "owners": owners}


def _of(modes: Mapping[str, str], pattern: re.Pattern[str]) -> Answer:
    found = {path: mode for path, mode in modes.items() if pattern.fullmatch(path)}
    return found or NotApplicable(Reason.ABSENT, "no such file")


READING = Reading(
    values={
        "account_files": "passwd and group → octal mode, four digits",
        "shadow_files": "shadow and gshadow → octal mode",
        "ssh_files": "sshd_config and the private host keys → octal mode",
        "sudo_files": "sudoers and the files of sudoers.d → octal mode",
        "cron_files": "crontab → octal mode",
        "owners": "each of these files → 'user:group'",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ls -l /etc/passwd /etc/shadow /etc/group /etc/ssh/sshd_config /etc/sudoers",
    privileged=True,
)
