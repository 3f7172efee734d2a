"""Failed and successful logins since the last round, and the sessions that are open now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, only, tagged, whole

# Each source ends with its exit status, so that a source that broke is never "nobody tried". Source addresses stand in
# the login records for a terminal only; sessions without one are known to the journal alone, hence both are asked.
SNIPPET = r"""
since=${1#@}
case $since in '' | *[!0-9]*) echo "expected @<epoch seconds>, found '$1'" >&2; exit 2 ;; esac
from=$(date -d "@$since" +%Y-%m-%dT%H:%M:%S) || exit 1
stamped() {
  { "$@" -w -i --time-format iso; echo "hf_status $?"; } | awk -v from="$from" '
    NF == 2 && $1 == "hf_status" { print; next }
    /^(reboot|shutdown|runlevel|wtmp|btmp) / || !match($0, /[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T/) { next }
    substr($0, RSTART, 19) >= from { n = split(substr($0, 1, RSTART - 1), f); print (n > 2 ? f[1] : "-") "@" f[n] }'
}
journal() {
  word=$1
  { journalctl -q --no-pager -o cat --since "@$since" -t sshd -t sshd-session; echo "hf_status $?"; } |
    awk -v word="$word" '
    NF == 2 && $1 == "hf_status" { print; next }
    $1 == word { user = $0; sub(/^[A-Za-z]+ [^ ]+ for (invalid user )?/, "", user); sub(/ .*/, "", user)
      sub(/.* from /, ""); print user "@" $1 }'
}
tally() {
  awk -v kind="$1" '
    NF == 2 && $1 == "hf_status" { status = $2; next }
    { n++; sub(/[ \t].*/, ""); seen[$0]++ }
    END { if (status != 0) exit 1; print kind "_count", n + 0; for (s in seen) print seen[s], kind, s }' |
    sort -rn | awk '$1 ~ /_count$/ { print; next } ++k <= 100 { print $2, $1, $3 }'
}
files=$(ls /var/log/journal/*/*.journal /run/log/journal/*/*.journal 2>/dev/null | head -n 1)
kept() { [ -n "$files" ] && command -v journalctl >/dev/null 2>&1; }
listed() { command -v lastb >/dev/null 2>&1 && [ -r "$1" ]; }
kept || command -v lastb >/dev/null 2>&1 || need lastb
if listed /var/log/btmp; then stamped lastb | tally failed; elif kept; then journal Failed | tally failed; fi
listed /var/log/wtmp && stamped last | tally terminal
kept && journal Accepted | tally network
if [ -e /run/utmp ] || [ -e /var/run/utmp ]; then
  echo "sessions $(who | grep -c .)"
elif command -v loginctl >/dev/null 2>&1; then
  sessions=$(loginctl list-sessions --no-legend 2>/dev/null) && echo "sessions $(printf '%s' "$sessions" | grep -c .)"
fi
exit 0
"""
TAGS = ("failed_count", "failed", "terminal_count", "terminal", "network_count", "network", "sessions")
# How the login records write "no address": a session at the console.
CONSOLE = frozenset({"0.0.0.0", "::", "-"})  # noqa: S104
NO_RECORDS = NotSeen(Reason.NO_ANSWER, "neither login records nor a journal could be read")
# Without a journal only sessions at a terminal are known: a stranger who runs a single command would not be seen.
NO_JOURNAL = NotSeen(Reason.NO_ANSWER, "there is no journal, which alone knows the sessions without a terminal")
NO_SESSIONS = NotSeen(Reason.NO_ANSWER, "neither utmp nor logind knows the open sessions")
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def _tally(lines: Iterable[str]) -> list[tuple[str, str, int]]:
    found = []
    for line in lines:
        count, entry = fields(line, 2, "a count and user@address")
        user, mark, address = entry.rpartition("@")
        if not mark:
            raise Unreadable(f"expected user@address, found {entry!r}")
        found.append((user, address, whole(count, "a count of logins")))
    return found


def _by_source(tally: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for _, source, count in tally:
        totals[source] = totals.get(source, 0) + count
    return totals


def _networks(arguments: Iterable[str]) -> list[Network]:
    try:
        return [ip_network(text) for text in arguments]
    except ValueError as error:
        raise Unreadable(f"expected networks such as 10.0.0.0/24 in the arguments: {error}") from None


def _address(text: str) -> Address:
    try:
        found = ip_address(text)
    except ValueError:
        raise Unreadable(f"expected an address of a login, found {text!r}") from None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _outside(seen: Iterable[tuple[str, str]], networks: list[Network]) -> Answer:
    if not networks:
        return NotApplicable(Reason.NOT_DECLARED, "no networks of administrators are declared")
    remote = [(user, source) for user, source in seen if source not in CONSOLE]
    return [f"{user}@{source}" for user, source in remote if not any(_address(source) in each for each in networks)]


def parse(output: Output) -> Mapping[str, Answer]:
    """`<kind>_count <n>` and `<kind> <n> user@address` for failed, terminal and network logins; `sessions <n>`."""
    found = tagged(output.stdout, TAGS)
    failed, accepted = _tally(found["failed"]), [*_tally(found["terminal"]), *_tally(found["network"])]
    seen = sorted({(user, source) for user, source, _ in accepted})
    counted = bool(found["network_count"])
    return {
        "failed_count": whole(only(found, "failed_count"), "failed logins") if found["failed_count"] else NO_RECORDS,
        "failed_by_source": _by_source(failed) if found["failed_count"] else NO_RECORDS,
        "accepted": [f"{user}@{source}" for user, source in seen] if counted else NO_JOURNAL,
        "outside": _outside(seen, _networks(output.arguments[1:])) if counted else NO_JOURNAL,
        "sessions_now": whole(only(found, "sessions"), "open sessions") if found["sessions"] else NO_SESSIONS,
    }


READING = Reading(
    values={
        "failed_count": "failed logins since the instant in the first argument (@<epoch seconds>)",
        "failed_by_source": "source address → failed logins from there, of the 100 most frequent user@address",
        "accepted": "user@address of the successful logins since then, at a terminal or through ssh",
        "outside": "those of `accepted` whose address is in none of the networks in the further arguments",
        "sessions_now": "sessions that are open now",
    },
    parse=parse,
    snippet=SNIPPET,
    command="lastb；last；who；journalctl -t sshd",
    privileged=True,
)
