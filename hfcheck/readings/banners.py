"""What a server says before and after a login, and what that tells of the system."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, known, only, pair, tagged

# getty replaces backslash sequences in issue; the name of the distribution is looked for as os-release writes it.
SNIPPET = r"""
name=$(sed -n 's/^ID="\{0,1\}\([A-Za-z]*\).*/\1/p' /etc/os-release 2>/dev/null | head -n 1)
for file in /etc/issue /etc/issue.net /etc/motd; do
  [ -s "$file" ] || { echo "file $file empty"; continue; }
  if grep -q '\\[mnrsv]' "$file" || { [ -n "$name" ] && grep -qi "$name" "$file"; }; then
    echo "file $file telling"
  else
    echo "file $file silent"
  fi
done
[ -d /etc/update-motd.d ] && find /etc/update-motd.d -type f -perm -100 | sed 's/^/script /'
echo "end yes"
"""
BEFORE_LOGIN = ("/etc/issue", "/etc/issue.net")


def parse(output: Output) -> Mapping[str, Answer]:
    """`file <path> empty|telling|silent` and `script <path>` lines, then `end yes`."""
    found = tagged(output.stdout, ("file", "script", "end"))
    known(only(found, "end"), ("yes",), "the end of the answer")
    files = dict(pair(line, "a banner") for line in found["file"])
    states = {path: known(state, ("empty", "telling", "silent"), f"what {path} says") for path, state in files.items()}
    if any(path not in states for path in BEFORE_LOGIN):
        raise Unreadable(f"expected {BEFORE_LOGIN}, found {sorted(states)}")
    shown: dict[str, bool] = {path: states[path] != "empty" for path in BEFORE_LOGIN}
    return {
        "shown": shown,
        "telling": sorted(path for path, state in states.items() if state == "telling"),
        "scripts": sorted(found["script"]),
    }


READING = Reading(
    values={
        "shown": "file shown before a login → whether it holds a text",
        "telling": "files shown before or after a login that tell the name, release or kernel of the system",
        "scripts": "executable scripts that write into the message of the day",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/issue /etc/issue.net /etc/motd；ls -l /etc/update-motd.d",
)
