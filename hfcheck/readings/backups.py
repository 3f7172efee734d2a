"""Declared backups: the newest file of each, its age, and its size against the one before.

A declaration is a directory, a file or a pattern. Where a directory holds the backups of several things, a pattern for
each compares like with like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason, Scalar
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, instant, rows, whole

# With an empty IFS an unquoted pattern still becomes its file names, but names with spaces stay whole.
SNIPPET = r"""
need stat
echo "backups $#"
IFS=
for pattern in "$@"; do
  echo "backup $pattern"
  find $pattern -xdev -maxdepth 3 -type f -exec stat -c 'file %Y %s %n' {} + 2>/dev/null |
    sort -t ' ' -k 2,2nr | head -n 2
done
"""


@dataclass(frozen=True, slots=True)
class File:
    """A backup file: when it was last written (epoch seconds as printed) and its size in bytes."""

    written: str
    size: int


def parse(output: Output) -> Mapping[str, Answer]:
    """`backups <n>`, then for each argument `backup <pattern>` and up to two `file <epoch> <bytes> <name>`."""
    if not output.arguments:
        return dict.fromkeys(READING.values, NotApplicable(Reason.NOT_DECLARED, "no backups are declared"))
    files = _files(output.stdout)
    if list(files) != list(dict.fromkeys(output.arguments)):
        raise Unreadable(f"expected an answer for each of {output.arguments}")
    there = {name: found for name, found in files.items() if found}
    compared = {name: found for name, found in there.items() if len(found) == 2 and found[1].size > 0}
    return {
        "missing": [name for name, found in files.items() if not found],
        "newest": _each(there, lambda found: instant(found[0].written, "the time of a backup")),
        "bytes": _each(there, lambda found: found[0].size),
        "size_percent": _each(compared, lambda found: round(100 * found[0].size / found[1].size, 1)),
    }


def _files(text: str) -> dict[str, list[File]]:
    lines = rows(text)
    first = next(lines, "")
    if not first.startswith("backups "):
        raise Unreadable(f"expected backups <n>, found {first[:80]!r}")
    found = dict[str, list[File]]()
    for line in lines:
        word, rest = fields(line, 2, "a backup")
        if word == "backup":
            found[rest] = []
        elif word == "file" and found:
            found[list(found)[-1]].append(_file(rest))
        else:
            raise Unreadable(f"expected backup or file, found {line[:80]!r}")
    return found


def _file(rest: str) -> File:
    written, size, _ = fields(rest, 3, "a file")
    if whole(size, "a size") < 0:
        raise Unreadable(f"expected a size, found {size!r}")
    return File(written, whole(size, "a size"))


def _each(files: Mapping[str, list[File]], look: Callable[[list[File]], Scalar]) -> Answer:
    return {name: look(found) for name, found in files.items()} or NotSeen(Reason.NO_ANSWER, "no backup to look at")


READING = Reading(
    values={
        "missing": "declared backups of which no file exists",
        "newest": "backup → when its newest file was last written, ISO 8601",
        "bytes": "backup → size of its newest file, bytes",
        "size_percent": "backup → size of its newest file in % of the one before",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ls -lt 备份目录",
    privileged=True,
    seconds=60,
)
