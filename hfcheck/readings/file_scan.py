"""Files that anybody may write, that nobody owns, or that run with their owner's rights (bounded, one pass)."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, tagged

# One pass over the system's own trees on their own file systems; data and documentation are left out.
# An id that the password file does not know may still live in a directory service, so `id` is asked before it counts.
SNIPPET = r"""
set --
for dir in /etc /bin /sbin /lib /usr /opt; do
  [ -d "$dir" ] && [ ! -L "$dir" ] && set -- "$@" "$dir"
done
{ find "$@" -xdev \( -path /usr/share -o -path /usr/src -o -path /usr/include \) -prune -o \
  \( -type f -o -type d \) \( -perm -0002 -o -perm -4000 -o -perm -2000 -o ! -user 0 -o ! -group 0 \) \
  -exec stat -c '%a %u %g %F:%n' {} +; echo "hf_status $?"; } | awk '
  FILENAME == "/etc/passwd" { split($0, part, ":"); user[part[3]] = 1; next }
  FILENAME == "/etc/group" { split($0, part, ":"); group[part[3]] = 1; next }
  NF == 2 && $1 == "hf_status" { status = $2; next }
  { path = $0; sub(/^[^:]*:/, "", path)
    directory = ($0 ~ /^[0-9]+ [0-9]+ [0-9]+ directory:/)
    special = length($1) > 3 ? substr($1, 1, length($1) - 3) : 0
    if (substr($1, length($1)) ~ /[2367]/ && !(directory && special % 2)) say("writable", path)
    if (special >= 2 && !directory) say("suid", path)
    if (!($2 in user)) say("nouser", $2 " " path)
    else if (!($3 in group)) say("nogroup", $3 " " path) }
  function say(kind, text) { if (++n[kind] <= 200) print kind, text }
  END { print "ended", status }
' /etc/passwd /etc/group - | while read -r kind rest; do
  case $kind in
    nouser) id -un "${rest%% *}" >/dev/null 2>&1 || echo "unowned ${rest#* }" ;;
    nogroup) getent group "${rest%% *}" >/dev/null 2>&1 || echo "unowned ${rest#* }" ;;
    *) echo "$kind $rest" ;;
  esac
done
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """`writable|suid|unowned <path>` lines, at most 200 a kind, and `ended <exit status of find>`."""
    found = tagged(output.stdout, ("writable", "suid", "unowned", "ended"))
    if found["ended"] != ["0"]:
        raise Unreadable(f"expected the scan to end with status 0, found {found['ended']}")
    paths = [path for kind in ("writable", "suid", "unowned") for path in found[kind]]
    strange = [path for path in paths if not path.startswith("/")]
    if strange:
        raise Unreadable(f"expected absolute paths, found {strange[:3]}")
    return {"world_writable": found["writable"], "suid": found["suid"], "unowned": found["unowned"]}


READING = Reading(
    values={
        "world_writable": "files, and directories without the sticky bit, of the system's trees that anybody may write",
        "suid": "programs of the system's trees that run with their owner's or group's rights",
        "unowned": "files of the system's trees whose owner or group does not exist",
    },
    parse=parse,
    snippet=SNIPPET,
    command="find / -xdev -perm -0002 -type f；find / -xdev -nouser；find / -xdev -perm /6000 -type f",
    privileged=True,
    seconds=60,
)
