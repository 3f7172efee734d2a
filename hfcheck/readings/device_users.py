"""Who is logged in to the device, without the inspection itself.

A device that marks no session lists ours among the others: there is one less than it lists, but who is left is known
only where it does not matter which one is ours.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.network.facts import OnlineUser
from hfcheck.readings.of_device import label, of_fact
from hfcheck.readings.parsing import Unreadable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
UNMARKED = NotSeen(Reason.NO_ANSWER, "the device does not tell which session is the inspection's own")
UNDECLARED = NotApplicable(Reason.NOT_DECLARED, "no networks of administrators are declared")


def say(found: tuple[OnlineUser, ...], output: Output) -> Mapping[str, Answer]:
    """The arguments are the networks of administrators. A session at the console has no address."""
    others = [row for row in found if not row.mine]
    unmarked = [row for row in others if row.mine is None]
    if len(unmarked) == 1:
        others, unmarked = [row for row in others if row.mine is False], []
    networks = [_network(text) for text in output.arguments]
    strangers = [row for row in others if row.address is not None and not _inside(row.address, networks)]
    # One stranger may be ourselves; of several, one at least is none of us.
    seen = not unmarked or len(strangers) != 1 or strangers[0].mine is False
    return {
        "online": UNMARKED if unmarked else [_name(row) for row in others],
        "count": len(others) - bool(unmarked),
        "outside": UNDECLARED if not networks else [_name(row) for row in strangers] if seen else UNMARKED,
    }


def _name(row: OnlineUser) -> str:
    return label(f"{row.name or 'unknown'}@{row.address or 'console'} {row.line}")


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise Unreadable(f"expected a network such as 10.0.0.0/24 in the arguments, found {text[:80]!r}") from None


def _inside(address: str, networks: Sequence[Network]) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:
        return False  # a host name, or anything else, is in no network


READING = of_fact(
    "users",
    {
        "online": "`name@address line` of each session but the inspection's own",
        "count": "how many there are",
        "outside": "those that come from none of the networks in the arguments",
    },
    say,
    none=tuple,
)
