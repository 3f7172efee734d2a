"""`show vrrp brief`: the VRRP groups."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import lower
from hfcheck.network.columns import ip, word
from hfcheck.readings.parsing import whole

COMMAND = Table(
    line="show vrrp brief",
    rows="groups",
    is_row=r" *(?:\S+ +)?\d+ +(?:IPv[46] +)?\d+ +\d+ +(?:[YN] +)?[YN] +[A-Z][a-z]+ +[\w.:]+(?:\(local\))? +[\w.:]+",
    besides=r" *Interface +Grp .*|\S+ *",
    cells={
        "interface": ("interface", word),
        "group": ("group", whole),
        "priority": ("priority", whole),
        "state": ("state", lower),
        "master_ip_address": ("master", ip),
        "virtual_ip_address": ("address", ip),
    },
).command()
