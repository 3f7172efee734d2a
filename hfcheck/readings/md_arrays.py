"""Linux software RAID, from /proc/mdstat."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, rows, whole

SNIPPET = r"""
[ -r /proc/mdstat ] || absent "no software RAID"
grep -q '^md' /proc/mdstat || absent "no software RAID array"
cat /proc/mdstat
"""
ARRAY = re.compile(r"(md\S*) : (active|inactive|broken)(?: \(\S+\))*( .*)?")
MEMBERS = re.compile(r"\[(\d+)/(\d+)\] \[[U_]+\]")
FAILED = re.compile(r"\[\d+\]\(F\)")
ACTION = re.compile(r"(resync|recovery|reshape|check) *=")


def parse(output: Output) -> Mapping[str, Answer]:
    """/proc/mdstat as it is."""
    arrays = _arrays(output.stdout)
    if not arrays or "unused devices:" not in output.stdout:
        raise Unreadable("expected /proc/mdstat with an array, to its last line")
    return {
        "state": {name: _state(text) for name, text in arrays.items()},
        "failed_members": {name: len(FAILED.findall(text)) for name, text in arrays.items()},
    }


def _arrays(text: str) -> dict[str, str]:
    found, name = dict[str, str](), ""
    for row in rows(text):
        if row.startswith(("Personalities :", "unused devices:")):
            name = ""
        elif array := ARRAY.fullmatch(row):
            name = array[1]
            found[name] = row
        elif name:
            found[name] += f"\n{row}"
        else:
            raise Unreadable(f"expected an array, found {row!r}")
    return found


def _state(text: str) -> str:
    head = text.partition("\n")[0]
    found = ARRAY.fullmatch(head)
    if not found or found[2] != "active":
        return "inactive"
    members = MEMBERS.search(text)
    missing = whole(members[1], "members") - whole(members[2], "members") if members else 0
    action = ACTION.search(text)
    if missing > 0:
        return "degraded" if action is None else f"degraded, {action[1]}"
    return action[1] if action else "clean"


READING = Reading(
    values={
        "state": "array → clean, check, resync, reshape, recovery, degraded, inactive",
        "failed_members": "array → members that the kernel marked as failed",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /proc/mdstat；mdadm --detail 阵列",
)
