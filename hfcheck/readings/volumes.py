"""File systems: space, inodes, and what is mounted against what /etc/fstab says.

Read-only file systems, those of the kernel and the layers of containers are left out; a tmpfs counts, because it can
be full. A network file system is asked with a short bound of its own, so that a dead server is named instead of holding
up everything behind it. Options of mounts may hold passwords, so only "ro" and "rw" leave the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows, whole

# Each mount gets a class: local (asked), net (asked with a bound), other (not asked, only known to be there).
# A device mounted at several places (bind mounts, subvolumes) is asked once, at its shortest path.
SNIPPET = r"""
need stat
mounts=$(awk '
  function class(type, target) {
    if (type ~ /^(nfs4?|cifs|smb3|smbfs|ceph|glusterfs|lustre|gpfs|afs|9p|fuse\..*)$/) return "net"
    if (type ~ /^(squashfs|iso9660|udf|erofs|cramfs|romfs|autofs|nsfs|devtmpfs|proc|sysfs|cgroup2?)$/) return "other"
    if (target ~ /^\/(proc|sys|dev)(\/|$)/ || type == "overlay" && target != "/") return "other"
    return "local"
  }
  {
    way = ("," $4 ",") ~ /,ro,/ ? "ro" : "rw"
    # What nobody can write to cannot fill up.
    kind = way == "ro" ? "other" : class($3, $2)
    key = $1 ~ /^\// && kind == "local" ? $1 : $2
    if (key in best && kind == "local" && length($2) >= length(best[key])) kind = "other"
    else if (key in best && kind == "local") sub(/ local /, " other ", line[at[key]])
    if (kind != "other") { best[key] = $2; at[key] = NR }
    line[NR] = "mount " kind " " way " " $2
  }
  END { for (i = 1; i <= NR; i++) print line[i] }' /proc/self/mounts) || exit 1
printf '%s\n' "$mounts"
[ ! -r /etc/fstab ] || awk '
  $1 !~ /^#/ && $2 ~ /^\// && $3 != "swap" && ("," $4 ",") !~ /,noauto,/ {
    print "fstab", (("," $4 ",") ~ /,ro,/ ? "ro" : "rw"), $2
  }' /etc/fstab
paths() { printf '%s\n' "$mounts" | awk -v kind="$1" '$2 == kind { gsub(/%/, "%%", $4); print $4 }'; }
set -f
IFS='
'
# The octal escapes of /proc/mounts are those of a printf format.
for target in $(printf "$(paths local)\n"); do
  stat -f -c 'size %b %f %a %S %c %d %n' "$target" 2>/dev/null
done
for target in $(printf "$(paths net)\n"); do
  if ! command -v timeout >/dev/null 2>&1; then
    echo "unasked $target"
  else
    timeout -s KILL 4 stat -f -c 'size %b %f %a %S %c %d %n' "$target" 2>/dev/null || echo "stale $target"
  fi
done
:
"""
ESCAPE = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Size:
    """What statfs says: blocks, free ones, those a plain user may have, and inodes. Counts are never negative."""

    blocks: int
    free: int
    available: int
    inodes: int
    free_inodes: int

    @property
    def used_percent(self) -> float:
        """As df has it: of what a plain user can ever have."""
        used = self.blocks - self.free
        return round(100 * used / (used + self.available), 1) if used + self.available else 100.0

    @property
    def inodes_used_percent(self) -> float:
        """Of the inodes there are."""
        return round(100 * (self.inodes - self.free_inodes) / self.inodes, 1)


@dataclass(slots=True)
class _Seen:
    """The lines of one output, sorted."""

    mounted: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    net: set[str] = field(default_factory=set)
    fstab: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    unasked: set[str] = field(default_factory=set)


def parse(output: Output) -> Mapping[str, Answer]:
    """`mount <class> <ro|rw> <path>`, `fstab <ro|rw> <path>`, `size <six numbers> <path>`, `stale|unasked <path>`."""
    seen = _Seen()
    for row in rows(output.stdout):
        _take(seen, *fields(row, 2, "volumes"))
    if "/" not in seen.mounted:
        raise Unreadable("expected at least the mount of /")
    mounts = sorted(path for path in seen.mounted if not path.startswith(("/proc", "/sys", "/dev")))
    return {**_sizes(seen), **_against_fstab(seen), "mounts": mounts, "stale": _stale(seen)}


def _take(seen: _Seen, word: str, rest: str) -> None:
    match word:
        case "mount":
            kind, way, path = fields(rest, 3, "a mount")
            # The last mount over a path is the one that is seen.
            seen.mounted[_path(path)] = _way(way)
            seen.asked |= {_path(path)} if kind in ("local", "net") else set()
            seen.net |= {_path(path)} if kind == "net" else set()
        case "fstab":
            way, path = fields(rest, 2, "fstab")
            seen.fstab[_path(path).rstrip("/") or "/"] = _way(way)
        case "size":
            *numbers, path = fields(rest, 7, "a size")
            seen.sizes[path] = _size([whole(item, "a size") for item in numbers])
        case "stale":
            seen.stale.add(rest)
        case "unasked":
            seen.unasked.add(rest)
        case _:
            raise Unreadable(f"expected mount, fstab, size, stale or unasked, found {word!r}")


def _path(text: str) -> str:
    path = ESCAPE.sub(lambda found: chr(int(found[1], 8)), text)
    if not path.startswith("/"):
        raise Unreadable(f"expected a path, found {text!r}")
    return path


def _way(text: str) -> str:
    if text not in ("ro", "rw"):
        raise Unreadable(f"expected ro or rw, found {text!r}")
    return text


def _size(numbers: list[int]) -> Size:
    blocks, free, available, _, inodes, free_inodes = numbers
    # A file system may count free inodes that it has not made yet (available may be below zero on some, too).
    if min(numbers) < 0 or free > blocks or available > blocks or free_inodes > inodes:
        raise Unreadable(f"expected parts no larger than their whole, found {numbers}")
    return Size(blocks, free, available, inodes, free_inodes)


def _sizes(seen: _Seen) -> dict[str, Answer]:
    lost = seen.asked - seen.sizes.keys() - seen.stale - seen.unasked
    if lost:
        # Paths that only root may enter are not told apart from others: better no answer than half of one.
        refusal = NotSeen(Reason.REJECTED, f"no size of {_names(lost)}")
        return {"used": refusal, "inodes_used": refusal}
    real = {path: size for path, size in sorted(seen.sizes.items()) if size.blocks}
    none = NotApplicable(Reason.ABSENT, "no file system with a size")
    return {
        "used": {path: size.used_percent for path, size in real.items()} or none,
        "inodes_used": {path: size.inodes_used_percent for path, size in real.items() if size.inodes} or none,
    }


def _against_fstab(seen: _Seen) -> dict[str, Answer]:
    if not seen.fstab:
        none = NotApplicable(Reason.ABSENT, "/etc/fstab declares nothing")
        return {"read_only": none, "missing": none}
    wrong = [path for path, way in seen.fstab.items() if way == "rw" and seen.mounted.get(path) == "ro"]
    return {"read_only": sorted(wrong), "missing": sorted(seen.fstab.keys() - seen.mounted.keys())}


def _stale(seen: _Seen) -> Answer:
    if seen.unasked:
        return NotSeen(Reason.NO_COMMAND, "timeout")
    return sorted(seen.stale) if seen.net else NotApplicable(Reason.ABSENT, "no network file system")


def _names(paths: Iterable[str]) -> str:
    return ", ".join(sorted(paths))


READING = Reading(
    values={
        "used": "mount → space in use, % of what a plain user can have",
        "inodes_used": "mount → inodes in use, %",
        "mounts": "mount points outside /proc, /sys and /dev",
        "read_only": "mounts that are read-only though /etc/fstab has them writable",
        "missing": "mount points of /etc/fstab that are not mounted",
        "stale": "network file systems that do not answer within 4 s",
    },
    parse=parse,
    snippet=SNIPPET,
    command="df -h；df -i；mount",
    seconds=40,
)
