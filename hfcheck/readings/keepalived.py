"""A node of a pair that shares an address over VRRP: who holds it, as its network sees it, and what became of switches.

That a holder says so proves little: two may say so, and none of them may. So the node is asked what its interface has,
and the network who else answers for the address.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from hfcheck.model import SHANGHAI, Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed, known, only, tagged, whole
from hfcheck.readings.snippets import PROCESS_NAMES

# Arguments: since when (@seconds), the address, its interface, this node's own address.
SNIPPET = (
    PROCESS_NAMES
    + r"""
since=$1 address=$2 interface=$3 own=$4
[ -n "$address" ] || absent "no shared address is declared"
need ip
need arping
echo pair
case " $(process_names | tr '\n' ' ')" in *" keepalived "*) echo "running yes" ;; *) echo "running no" ;; esac
if command -v keepalived >/dev/null 2>&1; then
  if said=$(keepalived -t -f /etc/keepalived/keepalived.conf 2>&1); then
    echo "valid yes"
  else
    echo "valid no"
  fi
else
  echo "valid no"
fi
awk '$1 == "priority" { print "priority", $2 }' /etc/keepalived/keepalived.conf 2>/dev/null
if ip -o -4 address show dev "$interface" | grep -qF " inet $address/"; then echo "own yes"; else echo "own no"; fi
said=$(arping -q -f -c 2 -w 2 -I "$interface" -s "$own" "$address" 2>&1)
case $? in
  0) echo "other yes" ;;
  1) echo "other no" ;;
  *) echo "arping: ${said:-no words}" >&2; exit 1 ;;
esac
[ ! -r /run/hfcheck-service/state ] || echo "state $(head -n 1 /run/hfcheck-service/state | cut -c 1-80)"
waiting=0
for file in /var/lib/hfcheck-service/spool/*.json /var/lib/hfcheck-service/refused/*.json; do
  [ ! -e "$file" ] || waiting=$((waiting + 1))
done
echo "waiting $waiting"
for file in /var/lib/hfcheck-service/delivered/*.json /var/lib/hfcheck-service/refused/*.json \
  /var/lib/hfcheck-service/spool/*.json; do
  [ ! -r "$file" ] || echo "event $(head -n 1 "$file" | cut -c 1-1000)"
done | tail -n 50
"""
)
TAGS = ("running", "valid", "priority", "own", "other", "state", "waiting", "event")
STATES = ("MASTER", "BACKUP", "FAULT", "STOP")
UNPLANNED = ("silent", "resigned")
NO_STATE = NotSeen(Reason.NO_ANSWER, "keepalived has not told of its state since this node was started")
NO_PRIORITY = NotSeen(Reason.NO_ANSWER, "keepalived.conf names no priority, or is not there")
NO_SWITCH = NotApplicable(Reason.ABSENT, "this node has never taken the address over")
YES = {"yes": True, "no": False}


def _yes(found: Mapping[str, Sequence[str]], tag: str) -> bool:
    return YES[known(only(found, tag), tuple(YES), tag)]


def _switch(line: str) -> tuple[datetime, str]:
    """(when the address was taken over, why) of one written message."""
    try:
        told = json.loads(line)
        at, cause = datetime.fromisoformat(told["switched_at"]), told["cause"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unreadable(f"expected a message about a switch, found {line[:80]!r}") from None
    if at.tzinfo is None or not isinstance(cause, str):
        raise Unreadable(f"expected an instant with its zone and a cause, found {line[:80]!r}")
    return at.astimezone(SHANGHAI), cause


def _since(arguments: Sequence[str]) -> float:
    head = arguments[0] if arguments else ""
    return float(whole(head.removeprefix("@"), "the seconds since when switches count"))


def parse(output: Output) -> Mapping[str, Answer]:
    """`pair`, then lines of TAGS; `event` lines hold the JSON of a switch each."""
    found = tagged("\n".join(headed(output.stdout, "pair")), TAGS)
    since, switches = _since(output.arguments), sorted(map(_switch, found["event"]))
    state = known(found["state"][0].split(" ")[0], STATES, "a state") if found["state"] else NO_STATE
    return {
        "running": _yes(found, "running"),
        "valid": _yes(found, "valid"),
        "priority": whole(only(found, "priority"), "the priority") if found["priority"] else NO_PRIORITY,
        "holding": _yes(found, "own"),
        "holders": _yes(found, "own") + _yes(found, "other"),
        "state": state,
        "undelivered": whole(only(found, "waiting"), "waiting messages"),
        "last_switch": switches[-1][0].isoformat() if switches else NO_SWITCH,
        "unplanned": sum(cause in UNPLANNED and at.timestamp() >= since for at, cause in switches),
    }


READING = Reading(
    values={
        "running": "whether keepalived runs",
        "valid": "whether keepalived takes its configuration",
        "priority": "this node's priority",
        "holding": "whether this node has the shared address on its interface",
        "holders": "how many hold the shared address: this node, and another that answers for it; 2 is a split",
        "state": "what keepalived said last: MASTER, BACKUP, FAULT or STOP",
        "undelivered": "switches that the receiver has not taken yet, or has refused",
        "last_switch": "instant at which this node took the address over last",
        "unplanned": "switches to this node since then (the first argument) that nobody had planned",
    },
    parse=parse,
    snippet=SNIPPET,
    privileged=True,
    seconds=30,
    command="ip address；journalctl -u keepalived；arping 服务地址",
)
