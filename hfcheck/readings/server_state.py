"""What a server is made of, kind by kind, to be compared with what it was made of before (`hfcheck drift`).

Nothing here is judged, so nothing is left out that a person might have changed. Secrets stay on the target: of a key
its fingerprint is told, of a sudo rule its commands without their arguments, of a file the first half of its SHA-256
(and not even that where it holds passwords).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields

# Every kind ends in `seen <kind>`, or in `unseen <kind> <why>`: a kind without either was not asked to its end.
SNIPPET = r"""
tab=$(printf '\t')
told() { awk -v kind="$1" -v tab="$tab" -F"$tab" 'NF >= 2 && $1 != "" { print "is" tab kind tab $1 tab $2 }'; }
kind() { # kind NAME COMMAND: what the command prints, or that it failed
  name=$1; shift
  if out=$("$@" 2>&1); then printf '%s\n' "$out" | told "$name"; echo "seen$tab$name"
  else echo "unseen$tab$name$tab$(printf '%s' "$out" | head -n 1 | cut -c 1-120)"; fi
}
lacks() { echo "$1: not found"; return 1; }
accounts() { awk -F: '{ printf "%s\t%s:%s %s %s\n", $1, $3, $4, $6, $7 }' /etc/passwd; }
groups_of() { awk -F: '{ printf "%s\t%s %s\n", $1, $3, ($4 == "" ? "-" : $4) }' /etc/group; }
sudoers() {
  [ -r /etc/sudoers ] || return 0
  set -- /etc/sudoers
  for file in /etc/sudoers.d/*; do
    case ${file##*/} in *.* | *~ | '*') ;; *) [ -f "$file" ] && set -- "$@" "$file" ;; esac
  done
  awk '
    /\\$/ { sub(/\\$/, ""); joined = joined $0; next }
    { line = joined $0; joined = "" }
    line ~ /^[ \t]*#[0-9]/ || line !~ /^[ \t]*(#|@|$)/ {
      gsub(/\\,/, "", line); gsub(/[ \t]+/, " ", line); sub(/^ /, "", line)
      count = split(line, parts, /,/); text = ""
      for (i = 1; i <= count; i++) {
        part = parts[i]
        if (match(part, /\/[^ ]+ /)) part = substr(part, 1, RSTART + RLENGTH - 1) "…"
        text = text (i > 1 ? "," : "") part
      }
      printf "%s: %s\trule\n", FILENAME, text
    }' "$@"
}
keys() {
  command -v ssh-keygen >/dev/null 2>&1 || lacks ssh-keygen || return 1
  awk -F: '{ print $1 ":" $6 }' /etc/passwd | while IFS=: read -r user home; do
    for file in "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2" "/etc/ssh/authorized_keys/$user"; do
      [ -s "$file" ] || continue
      ssh-keygen -lf "$file" 2>/dev/null | awk -v at="$user $file" '{ print at " " $2 "\t" $1 " " $NF }'
    done
  done
}
files() { # mode, owner and the first half of the hash; what programs write by themselves is left out
  set -- /etc /var/spool/cron -xdev -type f ! -name '*
*'
  { find "$@" -exec stat -c "m$tab%n$tab%a %U:%G" {} +
    find "$@" ! -name 'shadow*' ! -name 'gshadow*' -exec sha256sum {} + |
      sed "s/^\([0-9a-f]\{32\}\)[0-9a-f]* ./h$tab\1$tab/"
  } 2>/dev/null | awk -F"$tab" -v tab="$tab" '
    $1 == "m" { mode[$2] = $3 }
    $1 == "h" { hash[$3] = $2 }
    END { for (name in mode) print name tab mode[name] " " (hash[name] == "" ? "-" : hash[name]) }' |
    grep -vE '^/etc/(mtab|adjtime|ld\.so\.cache|resolv\.conf|.*-|aide/.*)'"$tab"
}
setuid() {
  find /usr /bin /sbin /opt -xdev -type f \( -perm -4000 -o -perm -2000 \) -exec stat -c "%n$tab%a %U:%G" {} + \
    2>/dev/null
  return 0
}
packages() {
  if command -v dpkg-query >/dev/null 2>&1; then
    dpkg-query -W -f '${db:Status-Abbrev} ${Package}:${Architecture}\t${Version}\n' | sed -n 's/^i. *//p'
  elif command -v rpm >/dev/null 2>&1; then
    rpm -qa --qf '%{NAME}:%{ARCH}\t%{VERSION}-%{RELEASE}\n'
  else
    lacks dpkg-query
  fi
}
units() {
  command -v systemctl >/dev/null 2>&1 || lacks systemctl || return 1
  systemctl list-unit-files --no-legend --no-pager --plain |
    awk '$2 ~ /^(enabled|disabled|masked|enabled-runtime|linked)$/ { print $1 "\t" $2 }'
}
rules() {
  if command -v nft >/dev/null 2>&1; then
    nft -s list ruleset | awk '
      { sub(/^[ \t]+/, "") }
      $1 == "table" { table = $2 " " $3; next }
      $1 == "chain" || $1 == "set" || $1 == "map" { chain = $1 " " $2; next }
      $0 == "" || $1 == "}" { next }
      { at = table " " chain ": " $0; count[at]++ }
      END { for (at in count) print at "\t" count[at] }'
  elif command -v iptables-save >/dev/null 2>&1; then
    { iptables-save; ip6tables-save 2>/dev/null; } | awk '/^-A|^:/ { sub(/ \[.*/, ""); print $0 "\t1" }'
  else
    lacks nft
  fi
}
ports() {
  command -v ss >/dev/null 2>&1 || lacks ss || return 1
  ss -Hlntup | awk '
    $5 ~ /^(127\.|\[::1\]|\[::ffff:127\.)/ { next }
    { port = $5; sub(/.*:/, "", port); owner = "-"
      if (match($0, /\(\("[^"]*"/)) owner = substr($0, RSTART + 3, RLENGTH - 4)
      print $1 "/" port "\t" owner }' | sort -u
}
trail() { # who changed which file, from the newest 8 MiB of the audit daemon's log
  [ -r /var/log/audit/audit.log ] || lacks "the log of the audit daemon" || return 1
  tail -c 8388608 /var/log/audit/audit.log | awk '
    function field(name) {
      if (!match($0, "[ \035]" name "=[^ \035]*")) return ""
      return substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2)
    }
    function bare(text) { gsub(/"/, "", text); return text }
    FILENAME != "-" { split($0, entry, ":"); user[entry[3]] = entry[1]; next }
    !match($0, /audit\([0-9]+\.[0-9]+:[0-9]+\)/) { next }
    { id = substr($0, RSTART + 6, RLENGTH - 7); at = substr(id, 1, index(id, ".") - 1) }
    /^type=SYSCALL / {
      auid = field("auid"); login[id] = ""
      if (field("success") != "yes" || auid == "4294967295" || auid == "-1") next
      login[id] = (auid in user) ? user[auid] : auid
      program[id] = bare(field("exe")); key[id] = bare(field("key")) }
    /^type=PATH / && login[id] != "" {
      kind = field("nametype"); path = bare(field("name"))
      if (kind == "PARENT" || path !~ /^\//) next
      print at, login[id], program[id], path "\t" (key[id] == "" ? "-" : key[id]) }
  ' /etc/passwd - | tail -n 2000
}
kind accounts accounts
kind groups groups_of
kind sudoers sudoers
kind keys keys
kind files files
kind setuid setuid
kind packages packages
kind units units
kind rules rules
kind ports ports
kind trail trail
exit 0
"""
KINDS: Mapping[str, str] = {
    "accounts": "account → ids, home and shell",
    "groups": "group → its id and members",
    "sudoers": "'<file>: <rule without the arguments of its commands>' → rule",
    "keys": "'<account> <file> <fingerprint>' of a key that may log in → its length and kind",
    "files": "file below /etc and of cron → mode, owner and the first half of its SHA-256 (- where it holds passwords)",
    "setuid": "program with the setuid or setgid bit → mode and owner",
    "packages": "package:architecture → version",
    "units": "unit → enabled, disabled or masked",
    "rules": "'<table> <chain>: <rule>' of the packet filter → how often it is there",
    "ports": "protocol/port that can be reached from elsewhere → process",
    "trail": "'<seconds since the epoch> <login user> <program> <file>' that the audit daemon saw → key of its rule",
}


def parse(output: Output) -> Mapping[str, Answer]:
    """`is <kind> <name> <value>`, `seen <kind>`, `unseen <kind> <why>`, with tabs between."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    ends: dict[str, Answer] = {}
    for line in filter(None, output.stdout.split("\n")):
        word, *rest = line.split("\t")
        take = WORDS.get(word)
        if take is None or not rest or rest[0] not in KINDS:
            raise Unreadable(f"expected a line about one of {sorted(KINDS)}, found {line[:80]!r}")
        take(rest, found, ends)
    missing = NotSeen(Reason.CUT_OFF, "it was not told to its end")
    kinds = {kind: ends.get(kind, missing) for kind in KINDS}
    return {**kinds, "unseen": [kind for kind, answer in kinds.items() if isinstance(answer, NotSeen)]}


Found = dict[str, dict[str, str]]


def _is(rest: list[str], found: Found, _: dict[str, Answer]) -> None:
    if len(rest) != 3:
        raise Unreadable(f"expected a kind, a name and a value, found {rest!r}"[:200])
    kind, name, value = rest
    found[kind][name] = value


def _seen(rest: list[str], found: Found, ends: dict[str, Answer]) -> None:
    ends[rest[0]] = dict(sorted(found[rest[0]].items()))


def _unseen(rest: list[str], _: Found, ends: dict[str, Answer]) -> None:
    ends[rest[0]] = NotSeen(Reason.REJECTED, fields("\t".join([*rest, "-"]), 2, "what was not seen")[1][:120])


WORDS: Mapping[str, Callable[[list[str], Found, dict[str, Answer]], None]] = {
    "is": _is,
    "seen": _seen,
    "unseen": _unseen,
}
READING = Reading(
    values={**KINDS, "unseen": "the kinds that could not be told"},
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/passwd；ss -tulnp；dpkg -l；nft list ruleset",
    privileged=True,
    seconds=60,
    section_bytes=2 * 1024 * 1024,
)
