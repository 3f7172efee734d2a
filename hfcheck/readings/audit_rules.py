"""The audit rules as written: what they record, what they leave out, and whether auditing begins at boot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import fields, only, tagged, whole

# The arguments are parameters that every kernel line of the boot menu is to hold; only their number leaves the target.
SNIPPET = r"""
[ -d /etc/audit/rules.d ] || absent "no /etc/audit/rules.d"
for file in /etc/audit/rules.d/*.rules; do
  [ -f "$file" ] && { sed -n '/^[[:space:]]*-/s/^[[:space:]]*/rule /p' "$file" || exit 1; }
done
menus=
for file in /boot/grub/grub.cfg /boot/grub2/grub.cfg /boot/efi/EFI/*/grub.cfg /boot/loader/entries/*.conf; do
  [ -r "$file" ] && menus="$menus $file"
done
for want; do
  [ -z "$menus" ] || awk -v want="$want" '
    $1 ~ /^(linux|linux16|linuxefi|options)$/ {
      lines++; found = 0
      for (i = 2; i <= NF; i++) if ($i == want) found = 1
      if (!found) lacking++
    }
    END { print "boot", lines + 0, lacking + 0, want }' $menus
done
set --
for dir in /etc /bin /sbin /lib /usr /opt; do
  [ -d "$dir" ] && [ ! -L "$dir" ] && set -- "$@" "$dir"
done
{ find "$@" -xdev -type f \( -perm -4000 -o -perm -2000 \) && echo ended; } | sed 's/^\//program \//'
"""
KEY = re.compile(r"-(?:k |F key=)(\S+)")
PROGRAM = re.compile(r"-F path=(\S+)")
NO_MENU = NotApplicable(Reason.ABSENT, "no boot menu of GRUB")


def _matches(pattern: re.Pattern[str], rules: Iterable[str]) -> list[str]:
    return sorted({found[1] for rule in rules if (found := pattern.search(rule))})


def _lacking(lines: Iterable[str]) -> Answer:
    split = [fields(line, 3, "a parameter of the boot menu") for line in lines]
    counted = [(whole(total, "kernel lines"), whole(lacking, "kernel lines"), want) for total, lacking, want in split]
    if not any(total for total, _, _ in counted):
        return NO_MENU
    return [want for _, lacking, want in counted if lacking]


def parse(output: Output) -> Mapping[str, Answer]:
    """`rule <line>`, `boot <kernel lines> <those without it> <parameter>`, `program <path>` lines, then `ended`."""
    found = tagged(output.stdout, ("rule", "boot", "program", "ended"))
    only(found, "ended")
    counts = Counter(" ".join(rule.split()) for rule in found["rule"])
    rules = [rule for rule in counts if rule.startswith(("-a ", "-w "))]
    watched = _matches(PROGRAM, rules)
    locks = [rule for rule in counts if rule.startswith("-e ")]
    return {
        "keys": _matches(KEY, rules),
        "repeated": [rule for rule in rules if counts[rule] > 1],
        "unwatched": [path for path in found["program"] if path not in watched],
        "locked": locks[-1:] == ["-e 2"],
        "boot_lacking": _lacking(found["boot"]),
    }


READING = Reading(
    values={
        "keys": "keys under which the written rules record",
        "repeated": "rules that are written more than once, which the kernel refuses",
        "unwatched": "programs with their owner's or group's rights whose start no rule records",
        "locked": "whether the last written rule locks all of them until the next boot",
        "boot_lacking": "those of the arguments that a kernel line of the boot menu lacks",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/audit/rules.d/*.rules；auditctl -l；cat /proc/cmdline",
    privileged=True,
    seconds=60,
)
