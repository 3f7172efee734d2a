"""`show ip arp`: the IPv4 neighbours."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import count, hardware, some_word
from hfcheck.network.columns import ip, word

COMMAND = Table(
    line="show ip arp",
    rows="entries",
    is_row=r"Internet +\S+ +(?:\d+|-) +\S+ +[A-Z]+(?: +[A-Za-z]\S*)?",
    besides=r"Protocol +Address .*",
    cells={
        "ip_address": ("ip", ip),
        "age": ("minutes", count),
        "mac_address": ("mac", hardware),
        "type": ("encapsulation", word),
        "interface": ("interface", some_word),
    },
    aliases=("show arp",),
).command()
