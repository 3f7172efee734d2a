"""Name resolution: the name servers that are configured, and whether the declared names resolve."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, headed

# Behind the stub of systemd-resolved the real servers are in a file of its own.
SNIPPET = r"""
echo resolver
file=/etc/resolv.conf
[ -r $file ] || echo "none $file"
[ ! -r /run/systemd/resolve/resolv.conf ] || ! grep -qs '^nameserver 127\.0\.0\.53' $file ||
  file=/run/systemd/resolve/resolv.conf
[ ! -r $file ] || awk '$1 == "nameserver" { print "server", $2 }' $file
bounded() { shift; "$@"; }
! timeout 1 true 2>/dev/null || bounded() { timeout "$@"; }
for name in "$@"; do
  # getent sees what programs see, /etc/hosts included; nslookup asks the servers only.
  if command -v getent >/dev/null 2>&1; then
    bounded 6 getent ahosts "$name" >/dev/null 2>&1
  elif [ -r /etc/hosts ] && awk -v name="$name" '
    { sub(/#.*/, ""); for (i = 2; i <= NF; i++) if ($i == name) found = 1 } END { exit !found }' /etc/hosts; then
    :
  elif command -v nslookup >/dev/null 2>&1; then
    bounded 6 nslookup "$name" >/dev/null 2>&1
  else
    echo "unasked $name"
    continue
  fi && echo "yes $name" || echo "no $name"
done
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """`resolver`, then `server <address>`, `none <file>`, and `yes|no|unasked <name>` for each argument."""
    lines = headed(output.stdout, "resolver")
    found: dict[str, list[str]] = {"server": [], "none": [], "yes": [], "no": [], "unasked": []}
    for line in lines:
        word, rest = fields(line, 2, "name resolution")
        if word not in found:
            raise Unreadable(f"expected one of {sorted(found)}, found {line!r}")
        found[word].append(rest)
    return {"servers": found["server"], "server_count": len(found["server"]), "unresolved": _names(found, output)}


def _names(found: Mapping[str, list[str]], output: Output) -> Answer:
    if not output.arguments:
        return NotApplicable(Reason.NOT_DECLARED, "no names are declared")
    if found["unasked"]:
        return NotSeen(Reason.NO_COMMAND, "getent")
    if sorted(found["yes"] + found["no"]) != sorted(output.arguments):
        raise Unreadable(f"expected an answer for each of {output.arguments}")
    return found["no"]


READING = Reading(
    values={
        "servers": "addresses of the configured name servers",
        "server_count": "how many there are",
        "unresolved": "declared names that do not resolve",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/resolv.conf；getent hosts 域名",
    seconds=60,
)
