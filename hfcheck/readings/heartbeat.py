"""Heartbeats of the logs: the last line with a random number that this host logged, and those that came to it.

A log server holds, for each sender, the very number that the sender logged: that proves the delivery.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.model import SHANGHAI, Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, headed

# The first argument is the directory of what was received, the others are the senders that are expected there.
# A line that came over the network has no colon behind its tag.
SNIPPET = r"""
last() {
  sed -n 's/^\([^ ]*\) [^ ]* hfcheck-heartbeat\(\[[0-9]*\]\)\{0,1\}:\{0,1\} *\([0-9a-f]*\)$/\1 \3/p' "$@" | tail -n 1
}
echo heartbeats
sent=
for file in /var/log/syslog /var/log/messages; do
  [ -r "$file" ] && sent=$(last "$file") && [ -n "$sent" ] && echo "sent $sent"
done
if [ -z "$sent" ] && command -v journalctl >/dev/null 2>&1; then
  sent=$(journalctl -q --no-pager -o short-iso -t hfcheck-heartbeat -n 1 | last)
  [ -z "$sent" ] || echo "sent $sent"
fi
[ -d "${1:-/nowhere}" ] && echo receiving && for file in "$1"/*/system.log "$1"/*/system.log.1; do
  [ -r "$file" ] && { got=$(last "$file"); dir=${file%/*}; [ -z "$got" ] || echo "arrived $got ${dir##*/}"; }
done
exit 0
"""
NONCE = re.compile(r"[0-9a-f]{16}")
NO_SERVER = NotApplicable(Reason.ABSENT, "no logs are received here")
NONE_SENT = NotSeen(Reason.NO_ANSWER, "no heartbeat is in the system log")


def _stamped(time: str, nonce: str) -> tuple[str, str]:
    """(instant in Asia/Shanghai, number)."""
    try:
        instant = datetime.fromisoformat(time)
        local = instant.astimezone(SHANGHAI).isoformat() if instant.tzinfo else ""
    except (ValueError, OverflowError):
        local = ""
    if not local or not NONCE.fullmatch(nonce):
        raise Unreadable(f"expected an instant with its zone and a number, found {time[:40]!r} and {nonce[:40]!r}")
    return local, nonce


def parse(output: Output) -> Mapping[str, Answer]:
    """`heartbeats`, `sent <instant> <number>`, `receiving`, `arrived <instant> <number> <sender>` lines."""
    sent: list[tuple[str, str]] = []
    arrived: dict[str, tuple[str, str]] = {}
    receiving = False
    for line in headed(output.stdout, "heartbeats"):
        word, _, rest = line.partition(" ")
        if word == "sent":
            time, nonce = fields(rest, 2, "a heartbeat")
            sent.append(_stamped(time, nonce))
        elif word == "arrived":
            time, nonce, sender = fields(rest, 3, "a heartbeat that arrived")
            arrived[sender] = max(_stamped(time, nonce), arrived.get(sender, ("", "")))
        elif line == "receiving":
            receiving = True
        else:
            raise Unreadable(f"expected a line about heartbeats, found {line[:80]!r}")
    own: Mapping[str, Answer] = dict(zip(("sent", "nonce"), max(sent), strict=True)) if sent else {}
    return {"sent": NONE_SENT, "nonce": NONE_SENT, **own, **_received(arrived, receiving, output.arguments[1:])}


def _received(
    arrived: Mapping[str, tuple[str, str]], receiving: bool, senders: tuple[str, ...]
) -> Mapping[str, Answer]:
    if not receiving:
        return dict.fromkeys(("arrived", "nonces", "silent"), NO_SERVER)
    return {
        "arrived": {sender: time for sender, (time, _) in arrived.items()},
        "nonces": {sender: nonce for sender, (_, nonce) in arrived.items()},
        "silent": [sender for sender in senders if sender not in arrived],
    }


READING = Reading(
    values={
        "sent": "instant of the last heartbeat that this host logged",
        "nonce": "the random number in it",
        "arrived": "sender → instant of its last heartbeat that came here",
        "nonces": "sender → the random number in it",
        "silent": "expected senders (the arguments behind the directory) of whom no heartbeat came here",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ls -l /var/log；logger 测试信息；tail 日志文件",
    privileged=True,
    seconds=60,
)
