"""Which release the system is, and for how long its maker still supports it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from hfcheck.model import SHANGHAI, Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, rows

SNIPPET = r"""
for file in /etc/os-release /usr/lib/os-release; do
  [ -r "$file" ] && exec grep -E '^(ID|VERSION_ID|VERSION|PRETTY_NAME)=' "$file"
done
absent "no os-release file"
"""
FIELD = re.compile(r"""([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(\S*))""")


def _release(text: str) -> str:
    found: dict[str, str] = {}
    for line in rows(text):
        match = FIELD.fullmatch(line)
        if not match:
            raise Unreadable(f"expected a line of os-release, found {line!r}")
        found[match[1]] = match[2] or match[3] or match[4] or ""
    if not found.get("ID"):
        raise Unreadable("expected an ID in os-release, found none")
    return f"{found['ID']} {found.get('VERSION_ID', 'rolling')}"


def _ends(arguments: Iterable[str]) -> dict[str, date]:
    ends = {}
    for text in arguments:
        release, _, day = text.partition("=")
        try:
            ends[release] = date.fromisoformat(day)
        except ValueError:
            raise Unreadable(f"expected 'id version=YYYY-MM-DD' in the arguments, found {text!r}") from None
    return ends


def parse(output: Output) -> Mapping[str, Answer]:
    """Lines of os-release; the arguments say `<id> <version>=<last day of support>`."""
    release = _release(output.stdout)
    end = _ends(output.arguments).get(release)
    if end is None:
        left: Answer = NotSeen(Reason.NO_ANSWER, f"no end of support is declared for {release!r}")
    else:
        left = (end - output.taken_at.astimezone(SHANGHAI).date()).days
    return {"release": release, "support_days_left": left}


READING = Reading(
    values={
        "release": "id and version of the release, such as 'debian 12'",
        "support_days_left": "days until the maker's support ends, negative afterwards; the arguments hold the table",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/os-release",
)
