"""Which files are past their retention, and which rules may say so. Pure.

A rule is `{path, pattern, keep_days, keep_newest}`: what lies right in that directory, fits the pattern, is older than
`keep_days` and is none of the `keep_newest` newest may be removed. Logs are kept as long as the law wants them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hfcheck.errors import InputError

RULE = frozenset({"path", "pattern", "keep_days", "keep_newest"})
# Two levels at least, none of them hidden tricks; never what the system is made of.
DIRECTORY = re.compile(r"/(?!(?:bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|usr)(?:/|$))[^/]+(?:/[^/]+)+/?")
LOGS = re.compile(r"/var/log(?:/|$)")
DAY = 86400


def checked(rules: Sequence[Mapping[str, Any]], log_days: int) -> list[dict[str, Any]]:
    """The rules as they are; raises InputError for the first that would remove what has to be kept."""
    for rule in rules:
        if set(rule) != RULE:
            raise InputError(f"cleaning rule: expected {', '.join(sorted(RULE))}, found {', '.join(sorted(rule))}")
        path = str(rule["path"])
        if not DIRECTORY.fullmatch(path) or {".", ".."} & set(path.split("/")) or "/" in str(rule["pattern"]):
            raise InputError(
                f"cleaning rule: expected a directory two levels deep outside the system's own and a "
                f"pattern of names, found {path!r} and {rule['pattern']!r}"
            )
        least = log_days if LOGS.match(path) else 1
        if int(rule["keep_days"]) < least or int(rule["keep_newest"]) < 1:
            raise InputError(
                f"cleaning rule of {path}: expected keep_days of {least} at least and keep_newest of 1 at "
                f"least, found {rule['keep_days']} and {rule['keep_newest']}"
            )
    return [dict(rule) for rule in rules]


def expired(listed: Iterable[Mapping[str, Any]], now: float) -> list[dict[str, Any]]:
    """The files past their retention, oldest first: `{path, size, mtime}`.

    `listed`: what ansible.builtin.find returned for each rule, in a loop over the rules; `now` in seconds of the epoch.
    """
    found: dict[str, dict[str, Any]] = {}
    for result in listed:
        rule = result["item"]
        newest = sorted(result["files"], key=lambda file: (file["mtime"], file["path"]), reverse=True)
        for file in newest[int(rule["keep_newest"]) :]:
            if file["mtime"] < now - int(rule["keep_days"]) * DAY:
                found[file["path"]] = {field: file[field] for field in ("path", "size", "mtime")}
    return sorted(found.values(), key=lambda file: (file["mtime"], file["path"]))
