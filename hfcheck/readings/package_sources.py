"""Where packages come from: the addresses of the configured sources, and what lets unsigned ones in."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import known, only, tagged

# An address may hold a name and a password, which never leave the host. Sources of deb822 that are disabled still count
# as unsigned when they say so: enabling them is one word.
SNIPPET = r"""
places() { sed 's#//[^/@]*@#//#; s/^/place /' | sort -u | head -n 200; }
loose='(trusted|allow-insecure|allow-weak|allow-downgrade-to-insecure)'
if command -v apt-config >/dev/null 2>&1; then
  echo "manager apt"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case $file in *.list) ;; *.sources) ;; *) continue ;; esac
    [ -f "$file" ] || continue
    grep -qiE "^[[:space:]]*deb(-src)?[[:space:]]+\[[^]]*$loose=(yes|true|force|1)" "$file" && echo "unsigned $file"
    grep -qiE "^$loose:[[:space:]]*(yes|true|force|1)" "$file" && echo "unsigned $file"
  done
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:\//) { print $i; next } }' | places
  cat /etc/apt/sources.list.d/*.sources 2>/dev/null |
    awk 'tolower($1) == "uris:" { for (i = 2; i <= NF; i++) print $i }' | places
  apt-config dump | awk -F '"' '
    $1 ~ /^(Acquire::Allow(Insecure|Weak|DowngradeToInsecure)Repositories|APT::Get::AllowUnauthenticated) / &&
    tolower($2) ~ /^(1|true|yes|on|enable|with)$/ { sub(/ $/, "", $1); print "unsigned", $1 }'
elif command -v dnf >/dev/null 2>&1 || command -v yum >/dev/null 2>&1; then
  echo "manager dnf"
  for file in /etc/dnf/dnf.conf /etc/yum.conf /etc/yum.repos.d/*.repo; do
    [ -f "$file" ] || continue
    grep -qiE '^[[:space:]]*gpgcheck[[:space:]]*=[[:space:]]*(0|no|false|off)' "$file" && echo "unsigned $file"
    sed -n 's/^[[:space:]]*\(baseurl\|mirrorlist\|metalink\)[[:space:]]*=[[:space:]]*//p' "$file"
  done | { sed -n '/^unsigned /p; /^unsigned /!s#//[^/@]*@#//#; /^unsigned /!s/^/place /p'; }
else
  need apt-config
fi
exit 0
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """`manager apt|dnf`, `place <address>` and `unsigned <file or setting>` lines."""
    found = tagged(output.stdout, ("manager", "place", "unsigned"))
    known(only(found, "manager"), ("apt", "dnf"), "the package manager")
    return {"places": list(dict.fromkeys(found["place"])), "unsigned": list(dict.fromkeys(found["unsigned"]))}


READING = Reading(
    values={
        "places": "addresses of the configured package sources, without names and passwords",
        "unsigned": "files and settings that accept packages without a signature",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/apt/sources.list /etc/apt/sources.list.d/*; apt-config dump | grep -i -e insecure -e unauth",
)
