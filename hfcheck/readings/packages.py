"""Installed packages: all of them, or those that match the names and shell patterns in the arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed

# dpkg-query and rpm both take shell patterns. Packages of which only settings are left are not installed.
SNIPPET = r"""
if command -v dpkg-query >/dev/null 2>&1; then
  named() { dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^.i. *//p'; }
else
  need rpm
  named() { rpm -qa --qf '%{NAME}\n' "$@"; }
fi
[ -n "$(named | head -n 1)" ] || { echo "the package manager knows no package" >&2; exit 1; }
echo packages
named "$@" | sort -u
"""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]*")


def parse(output: Output) -> Mapping[str, Answer]:
    """`packages`, then a name a line."""
    names = headed(output.stdout, "packages")
    strange = [name for name in names if not NAME.fullmatch(name)]
    if strange:
        raise Unreadable(f"expected names of packages, found {strange[0]!r}")
    return {"installed": names}


READING = Reading(
    values={"installed": "names of the installed packages; with arguments, of those that match one of them"},
    parse=parse,
    snippet=SNIPPET,
    command="dpkg -l; rpm -qa",
)
