"""`show mac address-table`: where each hardware address was heard."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import lower
from hfcheck.network.columns import mac, word


def _ports(found: object, what: str) -> list[str]:
    return [word(str(port), what) for port in found] if isinstance(found, list) else []


COMMAND = Table(
    line="show mac address-table",
    template="show mac-address-table",
    rows="entries",
    is_row=r"[* ]*(?:\S+ +){1,3}?[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4}){2} +[A-Za-z]+(?: +[A-Za-z0-9,~/.:-]+)+",
    besides=r" *Mac Address Table| *Vlan +Mac Address +Type .*| *vlan +mac address +type .*|[-+ ]+|Multicast Entries"
    r"|Total Mac Addresses for this criterion: \d+|Displaying entries .*",
    cells={
        "destination_address": ("mac", mac),
        "type": ("type", lower),
        "vlan_id": ("vlan", word),
        "destination_port": ("ports", _ports),
    },
    aliases=("show mac-address-table",),
).command()
