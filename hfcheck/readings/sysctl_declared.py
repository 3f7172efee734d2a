"""Kernel settings by name ($@: keys such as net.ipv4.ip_forward), as the running kernel holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed

# A key that this kernel does not have is left out: then nothing is there to set.
SNIPPET = r"""
cd /proc/sys 2>/dev/null || absent "no /proc/sys"
echo settings
for key in "$@"; do
  file=$(printf %s "$key" | tr . /)
  [ -e "$file" ] || continue
  value=$(cat "$file") || exit 1
  set -f
  echo "$key" $value
  set +f
done
"""
LINE = re.compile(r"([\w./@:+-]+) ([\x21-\x7e]+(?: [\x21-\x7e]+)*)")
WHOLE = re.compile(r"-?\d{1,20}")


def parse(output: Output) -> Mapping[str, Answer]:
    """A line `settings`, then `<key> <value>`, the words of the value with single spaces between them."""
    settings: dict[str, int | str] = {}
    for line in headed(output.stdout, "settings"):
        found = LINE.fullmatch(line)
        if not found:
            raise Unreadable(f"expected a kernel setting and its value, found {line[:80]!r}")
        settings[found[1]] = int(found[2]) if WHOLE.fullmatch(found[2]) else found[2]
    return {"settings": settings}


READING = Reading(
    values={"settings": "key → value, a number where it is one; keys that this kernel does not have are left out"},
    parse=parse,
    snippet=SNIPPET,
    command="sysctl -a",
    privileged=True,
)
