"""Which mounted file systems lack a declared option."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, headed

SNIPPET = r"""
echo mounts
cat /proc/self/mounts
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """`mounts`, then the kernel's table of mounts; each argument is '<mount point> <option>[,<option>]'."""
    table: dict[str, set[str]] = {}
    for line in headed(output.stdout, "mounts"):
        _, point, _, options, _ = fields(line, 5, "a mount")
        # Of two mounts at one place the later one is seen there.
        table[point] = set(options.split(","))
    # In a chroot the root itself is no mount.
    if not table:
        raise Unreadable("expected the table of mounts, found none")
    if not output.arguments:
        return {"lacking": NotApplicable(Reason.NOT_DECLARED, "no options are declared")}
    wanted = [fields(argument, 2, "a mount point and its options") for argument in output.arguments]
    lacking = [
        f"{point} {option}"
        for point, options in wanted
        for option in options.split(",")
        if point in table and option not in table[point]
    ]
    return {"lacking": lacking}


READING = Reading(
    values={"lacking": "options that separate file systems among the arguments lack, as '<mount point> <option>'"},
    parse=parse,
    snippet=SNIPPET,
    command="findmnt；cat /etc/fstab",
)
