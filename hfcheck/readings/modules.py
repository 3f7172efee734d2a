"""Kernel modules that must not be used ($@: their names): whether loading them is blocked, and which are loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed, pair

# What modprobe itself makes of all its files; busybox's modprobe cannot say, and its word would be a guess.
SNIPPET = r"""
need modprobe
config=$(modprobe --showconfig) || exit 1
echo modules
for name in "$@"; do
  printf '%s\n' "$config" | awk -v name="$name" '
    $1 == "install" && $2 == name && $3 ~ /^(\/usr)?\/bin\/(true|false)$/ { print "blocked", name; exit }'
  grep -q "^$name " /proc/modules 2>/dev/null && echo "loaded $name"
done
exit 0
"""
NAME = re.compile(r"[a-z0-9_]+")


def parse(output: Output) -> Mapping[str, Answer]:
    """A line `modules`, then `blocked <name>` and `loaded <name>`."""
    found: dict[str, list[str]] = {"blocked": [], "loaded": []}
    for line in headed(output.stdout, "modules"):
        state, name = pair(line, "a kernel module")
        if state not in found or not NAME.fullmatch(name):
            raise Unreadable(f"expected blocked or loaded and a module, found {line!r}")
        found[state].append(name)
    return {state: list(dict.fromkeys(names)) for state, names in found.items()}


READING = Reading(
    values={
        "blocked": "those of the named modules whose loading modprobe's configuration turns into nothing",
        "loaded": "those of the named modules that are loaded",
    },
    parse=parse,
    snippet=SNIPPET,
    command="modprobe --showconfig；lsmod",
)
