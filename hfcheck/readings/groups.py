"""Local groups: shared ids and names, and who belongs to the groups that the arguments name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, tagged, whole

# Members by /etc/group, and those whose own group it is. Of groups nobody asked for only name and id leave the target.
SNIPPET = r"""
awk -F: -v asked=" $* " '
  FILENAME == "/etc/passwd" { own[$4] = own[$4] " " $1; next }
  { print "group", $3, $1 }
  index(asked, " " $1 " ") { gsub(/,/, " ", $4); split($4 own[$3], names, " ")
    for (each in names) print "member", $1, names[each] }' /etc/passwd /etc/group || exit 1
"""


def _shared(pairs: Iterable[tuple[str, str]]) -> list[str]:
    several: dict[str, list[str]] = defaultdict(list)
    for key, other in pairs:
        several[key].append(other)
    return [f"{key}: {', '.join(others)}" for key, others in several.items() if len(others) > 1]


def parse(output: Output) -> Mapping[str, Answer]:
    """`group <id> <name>` lines, and `member <group> <account>` lines of the groups in the arguments."""
    found = tagged(output.stdout, ("group", "member"))
    groups = [fields(line, 2, "a group") for line in found["group"]]
    if not groups:
        raise Unreadable("expected at least one group, found none")
    ids = [(str(whole(number, "a group id")), name) for number, name in groups]
    members = sorted({(group, name) for group, name in (fields(line, 2, "a member") for line in found["member"])})
    kinds = Counter(name for _, name in members)
    return {
        "duplicate_gids": _shared(ids),
        "duplicate_names": _shared((name, number) for number, name in ids),
        "members": [f"{group}: {name}" for group, name in members],
        "in_several": sorted(name for name, count in kinds.items() if count > 1),
    }


READING = Reading(
    values={
        "duplicate_gids": "group ids that several groups share, as 'gid: name, name'",
        "duplicate_names": "names that several groups share, as 'name: gid, gid'",
        "members": "members of the groups in the arguments, as 'group: account'",
        "in_several": "accounts that belong to more than one of the groups in the arguments",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/group；id 用户；getent group sysadmin secadmin auditadmin",
)
