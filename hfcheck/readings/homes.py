"""Home directories of people: whom they belong to, and what they let others do."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, tagged, whole

SNIPPET = r"""
awk -F: '$3 >= 1000 && $3 < 65000 && $7 !~ /\/(nologin|false)$/ { print $1, $3, $6 }' /etc/passwd |
while read -r name uid home; do
  echo "account $name"
  [ -d "$home" ] && echo "home $name $uid $(stat -L -c '%u %a' "$home" || echo broken)" || echo "missing $name"
done
echo "end"
"""


def _mode(text: str) -> int:
    try:
        return int(text, 8)
    except ValueError:
        raise Unreadable(f"expected an octal mode of a home directory, found {text[:20]!r}") from None


def parse(output: Output) -> Mapping[str, Answer]:
    """`account <name>`, then `home <name> <uid> <owner's uid> <octal mode>` or `missing <name>`; `end` comes last."""
    found = tagged(output.stdout, ("account", "home", "missing", "end"))
    if len(found["end"]) != 1:
        raise Unreadable("expected a last line 'end', found none")
    homes = [fields(line, 4, "a home directory") for line in found["home"]]
    if not found["account"]:
        return dict.fromkeys(READING.values, NotApplicable(Reason.ABSENT, "no account of a person"))
    return {
        "open": sorted(name for name, _, _, mode in homes if _mode(mode) & 0o027),
        "foreign": sorted(name for name, uid, owner, _ in homes if whole(uid, "a uid") != whole(owner, "an owner")),
        "missing": sorted(found["missing"]),
    }


READING = Reading(
    values={
        "open": "accounts of people whose home directory its group may write or others may enter (wider than 0750)",
        "foreign": "accounts of people whose home directory belongs to somebody else",
        "missing": "accounts of people without a home directory",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ls -ld /home/*",
)
