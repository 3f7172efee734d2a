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
from hfcheck.readings.parsing import Unreadable

# Every kind ends in `seen <kind>`, or in `unseen <kind> <why>`: a kind without either was not asked to its end.
# A kind that says more than `largest` is not told, so that it never pushes another one out of the section.
SNIPPET = r"""
largest=700000
tab=$(printf '\t')
kind() { # kind NAME COMMAND: what the command prints, or why it failed
  if ! out=$("$2" 2>/dev/null); then why=$(printf '%s' "$out" | head -n 1 | tr -d '\t' | cut -c 1-120)
  elif [ ${#out} -gt $largest ]; then why="more than $largest bytes"
  else printf '%s\n' "$out" | told "$1"; echo "seen$tab$1"; return; fi
  echo "unseen$tab$1$tab${why:-it failed}"
}
told() { # lines of a name, a tab and a value; a name that comes twice has both values
  LC_ALL=C sort -u | awk -v kind="$1" -F "$tab" '
    { gsub(/[\001-\010\013-\037\177]/, "?") }
    NF < 2 || $1 == "" { next }
    $1 "" == name { value = value ", " $2; next }
    { say(); name = $1 ""; value = $2 }
    END { say() }
    function say() { if (name != "") print "is\t" kind "\t" name "\t" value }'
}
has() { command -v "$1" >/dev/null 2>&1 || { echo "$1: not found"; return 1; }; }
list() { listed=$("$@" 2>&1) || { printf '%s\n' "$listed"; return 1; }; }
accounts() { # and whether somebody can log in with a password, or without one
  set -- /etc/passwd
  [ ! -r /etc/shadow ] || set -- /etc/shadow "$@"
  awk -F: '
    FILENAME ~ /shadow$/ { way[$1] = ($2 == "" ? "open" : ($2 ~ /^[!*]/ ? "locked" : "password")); next }
    { print $1 "\t" $3 ":" $4 " " $6 " " $7 " " ($2 == "" ? "open" : (($1 in way) ? way[$1] : "-")) }' "$@"
}
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
    line ~ /^[ \t]*(#[0-9]|[#@]include)/ || line !~ /^[ \t]*(#|@|$)/ {
      gsub(/\\,/, "", line); gsub(/[ \t]+/, " ", line); sub(/^ /, "", line)
      count = split(line, parts, /,/); text = ""
      for (i = 1; i <= count; i++) {
        part = parts[i]
        if (line !~ /^[#@]include/ && match(part, /\/[^ ]+ /)) part = substr(part, 1, RSTART + RLENGTH - 1) "…"
        text = text (i > 1 ? "," : "") part
      }
      file = FILENAME; gsub(/[\001-\037]/, "?", file)
      printf "%s: %s\trule\n", file, text
    }' "$@"
}
keys() { # where sshd looks for them; of a file that a user has made endless, the beginning
  has ssh-keygen || return 1
  at=$(sshd -T 2>/dev/null | sed -n 's/^authorizedkeysfile //p')
  awk -F: -v at="${at:-.ssh/authorized_keys .ssh/authorized_keys2 /etc/ssh/authorized_keys/%u}" '
    { count = split(at, files, " ")
      for (i = 1; i <= count; i++) {
        file = files[i]; gsub(/%u/, $1, file); gsub(/%h/, $6, file)
        print $1 "\t" (file ~ /^\// ? file : $6 "/" file)
      } }' /etc/passwd | while IFS=$tab read -r user file; do
    [ -f "$file" ] && [ -s "$file" ] || continue
    head -c 1048576 "$file" | ssh-keygen -lf - 2>/dev/null |
      while read -r bits print rest; do printf '%s %s %s\t%s %s\n' "$user" "$print" "$file" "$bits" "${rest##* }"; done
  done
}
strange='*[[:cntrl:]\\]*' # what sha256sum writes in another way, and what would look like two lines
hashed() { # what find finds: mode, owner and the first half of the hash, or whither a link points
  { find "$@" ! -path "$strange" -exec stat -c "mode$tab%n$tab%a %U:%G" {} +
    find "$@" ! -path "$strange" -type l -exec stat -c "link$tab%n$tab%N" {} +
    find "$@" ! -path "$strange" -type f -size +32767 -exec stat -c "hash$tab%n$tab%s bytes" {} +
    find "$@" ! -path "$strange" -type f -size -32768 ! -name '*shadow*' ! -name 'opasswd*' -exec sha256sum {} + |
      sed "s/^\([0-9a-f]\{32\}\)[0-9a-f]* ./hash$tab\1$tab/; s/^\(hash$tab\)\([0-9a-f]*\)$tab\(.*\)/\1\3$tab\2/"
  } 2>/dev/null | awk -F "$tab" '
    $1 == "mode" { mode[$2] = $3 }
    $1 == "hash" { what[$2] = $3 }
    $1 == "link" { sub(/^.* -> /, "", $3); what[$2] = "-> " $3 }
    END { for (name in mode) print name "\t" mode[name] " " ((name in what) ? what[name] : "-") }'
  find "$@" -path "$strange" -type f -exec sh -c 'for file; do
    printf "%s\t%s %.32s\n" "$(printf %s "$file" | tr "[:cntrl:]" "?")" "$(stat -c "%a %U:%G" "$file")" \
      "$(sha256sum <"$file")"; done' sh {} + 2>/dev/null
  return 0
}
files() { # what programs write by themselves is left out
  has sha256sum && has stat || return 1
  [ "$(find /etc -xdev | head -n 20001 | wc -l)" -le 20000 ] || { echo "more than 20000 files below /etc"; return 1; }
  { hashed /etc /var/spool/cron -xdev \( -type f -o -type d -o -type l \)
    hashed /root/.ssh /home/*/.ssh -xdev -type f -name 'authorized_keys*'
  } | grep -vE "^/etc/(mtab|adjtime|\.updated|\.pwd\.lock|ld\.so\.cache|resolv\.conf|fake-hwclock\.data|blkid\.tab.*|\
(passwd|shadow|group|gshadow|subuid|subgid)-|lvm/(archive|backup|cache)/.*|cups/subscriptions\.conf.*)$tab|\
^/var/spool/cron/(atspool/.*|atjobs/\.SEQ)$tab"
}
setuid() {
  hashed /usr /bin /sbin /opt /etc /root /tmp /var/tmp /home /srv -xdev -type f \( -perm -4000 -o -perm -2000 \)
}
packages() { # whatever is wanted of them: what is on the disk
  if has dpkg-query >/dev/null; then
    list dpkg-query -W -f '${db:Status-Abbrev} ${Package}:${Architecture}\t${Version}\n' || return 1
    printf '%s\n' "$listed" | sed -n 's/^.[^nc]. *//p'
  elif has rpm >/dev/null; then
    list rpm -qa --qf '%{NAME}:%{ARCH}\t%{VERSION}-%{RELEASE}\n' && printf '%s\n' "$listed"
  else
    echo "dpkg-query, rpm: not found"; return 1
  fi
}
units() {
  has systemctl && list systemctl list-unit-files --no-legend --no-pager --plain || { echo "$listed"; return 1; }
  printf '%s\n' "$listed" | awk '$2 !~ /^(generated|transient)$/ { print $1 "\t" $2 }'
}
rules() { # every rule with how often it is there, every chain with the sum over its rules in their order
  has nft || has iptables-save || return 1
  ! has nft >/dev/null || list nft -s list ruleset || return 1
  { ! has nft >/dev/null || printf '%s\n' "$listed" | nft_rules
    # Beside nft only the tables of the old kernel interface are left to ask.
    for names in ip:iptables ip6:ip6tables; do
      tool=${names#*:}
      if has nft >/dev/null; then grep -q . "/proc/net/${names%:*}_tables_names" 2>/dev/null || continue; fi
      ! has "$tool-legacy-save" >/dev/null || tool=$tool-legacy
      "$tool-save" | old_rules "${names%:*}"
    done
  } | awk -F "$tab" '
    function sum(value, text,   i) {
      for (i = 1; i <= length(text); i++) value = (value * 31 + index(ASCII, substr(text, i, 1))) % 1000000007
      return value
    }
    BEGIN { for (i = 32; i < 127; i++) ASCII = ASCII sprintf("%c", i) }
    $3 == "more" { sums[$1] = sum(sums[$1], $2); next }
    { count[$1 ": " $2]++; rules[$1]++; sums[$1] = sum(sums[$1], $2) }
    END { for (name in count) print name "\t" count[name]
      for (chain in rules) print chain "\t" rules[chain] " lines, sum " sums[chain] }'
}
nft_rules() { # a set that fills itself is told without what is in it, a long one by its beginning
  awk '
    { sub(/^[ \t]+/, ""); gsub(/\t/, " ") }
    $1 == "table" { table = $2 " " $3; at = table; next }
    $1 ~ /^(chain|set|map|flowtable|counter|quota|limit)$/ && /[{]$/ { at = table " " $1 " " $2; moves = 0; next }
    inside { if (!moves) print at "\t" $0 "\tmore"; if (/}$/) inside = 0; next }
    $0 == "" || $1 == "}" || /^#/ { next }
    /^flags .*(dynamic|timeout)/ { moves = 1 }
    /^elements = / { inside = !/}$/; if (moves) next }
    { print at "\t" $0 }'
}
old_rules() {
  awk -v family="$1" '
    { gsub(/\t/, " ") }
    /^\*/ { at = family " " substr($1, 2) " chain " }
    /^:/ { print at substr($1, 2) "\tpolicy " $2 }
    /^-A/ { chain = at $2; sub(/^-A [^ ]+ /, ""); print chain "\t" $0 }'
}
ports() { # of what the kernel chose the number by itself, the number says nothing
  has ss || return 1
  list ss -Hlntup || return 1
  printf '%s\n' "$listed" | awk -v range="$(cat /proc/sys/net/ipv4/ip_local_port_range)" '
    BEGIN { split(range, chosen) }
    NF < 5 || $5 ~ /^(127\.|\[::1\]|\[::ffff:127\.)/ { next }
    { port = $5; sub(/.*:/, "", port); owner = "-"
      if (/"systemd",pid=1,/) owner = "systemd"
      else if (match($0, /\(\("[^"]*"/)) owner = substr($0, RSTART + 3, RLENGTH - 4)
      if (port + 0 >= chosen[1] + 0 && port + 0 <= chosen[2] + 0 && ($1 == "udp" || owner ~ /^(-|rpc\.)/))
        port = "any " owner
      if ($5 !~ /^\[/) print $1 "/" port "\t" owner
      if ($5 ~ /^[\[*]/) print $1 "6/" port "\t" owner }'
}
trail() { # who changed which file, from the newest 8 MiB of the audit daemon's log; first, when that begins
  [ -r /var/log/audit/audit.log ] || { echo "the audit daemon has no log"; return 1; }
  cat /var/log/audit/audit.log.1 /var/log/audit/audit.log 2>/dev/null | tail -c 8388608 | awk '
    function field(name) {
      if (!match($0, "[ \035]" name "=[^ \035]*")) return ""
      return substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2)
    }
    function plain(text,   i, out) { # what holds a space or worse is written in hexadecimal digits
      if (text ~ /^"/ || text !~ /^([0-9A-F][0-9A-F])+$/) { gsub(/"/, "", text); return text }
      for (i = 1; i < length(text); i += 2) out = out sprintf("%c", digit(text, i) * 16 + digit(text, i + 1))
      gsub(/[\001-\037]/, "?", out)
      return out
    }
    function digit(text, i) { return index("0123456789ABCDEF", substr(text, i, 1)) - 1 }
    FILENAME != "-" { split($0, entry, ":"); user[entry[3]] = entry[1]; next }
    !match($0, /audit\([0-9]+\.[0-9]+:[0-9]+\)/) { next }
    { id = substr($0, RSTART + 6, RLENGTH - 7); at = substr(id, 1, index(id, ".") - 1)
      if (begin == "") begin = at }
    /^type=SYSCALL / {
      auid = field("auid"); login[id] = ""
      if (field("success") != "yes" || auid == "4294967295" || auid == "-1" || auid == "unset") next
      login[id] = (auid in user) ? user[auid] : auid
      program[id] = plain(field("exe")); gsub(/ /, "_", program[id]); key[id] = plain(field("key")) }
    /^type=CWD / { cwd[id] = plain(field("cwd")) }
    /^type=PATH / && login[id] != "" {
      path = plain(field("name"))
      if (field("nametype") == "PARENT" || path == "(null)" || path == "") next
      if (path !~ /^\//) path = cwd[id] "/" path
      while (sub(/\/\.\//, "/", path) || sub(/\/[^\/]+\/\.\.\//, "/", path)) continue
      line[++lines] = at " " login[id] " " program[id] " " path "\t" (key[id] == "" ? "-" : key[id]) }
    END { first = lines > 2000 ? lines - 1999 : 1
      if (first > 1) begin = substr(line[first], 1, index(line[first], " ") - 1)
      if (begin != "") print begin " - - -\t-"
      for (i = first; i <= lines; i++) print line[i] }
  ' /etc/passwd -
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
    "accounts": "account → ids, home, shell, and how it logs in: password, locked, open (without one) or -",
    "groups": "group → its id and members",
    "sudoers": "'<file>: <rule without the arguments of its commands>' → rule",
    "keys": "'<account> <fingerprint> <file>' of a key that may log in → its length and kind",
    "files": "file, directory or link below /etc, of cron, or of keys → mode, owner and the first half of its SHA-256 "
    "(its size over 16 MiB, whither a link points, - for a directory and where it holds passwords)",
    "setuid": "program with the setuid or setgid bit → mode, owner and the first half of its SHA-256",
    "packages": "package:architecture → version",
    "units": "unit → enabled, disabled, masked, static …",
    "rules": "'<table> <chain>: <rule>' of the packet filter → how often; '<table> <chain>' → lines and their sum",
    "ports": "protocol/port (tcp6, udp6: IPv6) that can be reached from elsewhere → process",
    "trail": "'<seconds since the epoch> <login user> <program> <file>' that the audit daemon saw → key of its rule; "
    "'<seconds> - - -' is where its log begins",
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
    ends[rest[0]] = NotSeen(Reason.REJECTED, " ".join(rest[1:])[:120] or "it was not said why")


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
    section_bytes=8 * 1024 * 1024,
)
