"""display telnet server status: whether anyone may log in without encryption. No public capture here yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import NOTHING, flag, key_block, lines, maybe
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

IPV4, IPV6, PORT = "telnet ipv4 server", "telnet ipv6 server", "telnet server port"
SOURCE = "telnet server source address"


def parse(text: str) -> Mapping[str, object]:
    """The two servers, their port, and the lists that filter who may ask."""
    values = {key.lower(): value for key, value in key_block(lines(text)).items()}
    missing = [label for label in (IPV4, PORT) if label not in values]
    if missing:
        raise Unreadable(f"expected {missing[0]!r}, found none")
    source = values.get(SOURCE, "")
    return {
        "telnet": _enabled(values[IPV4], IPV4),
        "telnet_ipv6": maybe(values.get(IPV6, ""), _enabled, IPV6),
        "port": whole(values[PORT], PORT),
        "source": None if source in NOTHING else source,
        "acl": maybe(values.get("acl4 number", ""), whole, "ACL4 number"),
        "acl_ipv6": maybe(values.get("acl6 number", ""), whole, "ACL6 number"),
    }


def _enabled(text: str, what: str) -> bool:
    return flag(text.strip().lower().removesuffix("d"), "enable", "disable", what)


COMMAND = Command(
    line="display telnet server status",
    values={
        "telnet": "whether the server runs",
        "telnet_ipv6": "whether it runs for IPv6; None where it is not printed",
        "port": "TCP port",
        "source": "its own address; None where none is set",
        "acl": "number of the access list; 0 is none, None where it is not printed",
        "acl_ipv6": "the same for IPv6",
    },
    parse=parse,
)
