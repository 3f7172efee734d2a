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
    is_row=r".*\b[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\b.*",
    cells={
        "destination_address": ("mac", mac),
        "type": ("type", lower),
        "vlan_id": ("vlan", word),
        "destination_port": ("ports", _ports),
    },
    aliases=("show mac-address-table",),
).command()
