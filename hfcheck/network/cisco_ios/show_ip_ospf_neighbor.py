"""`show ip ospf neighbor`: the OSPF neighbours and how far each has come."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.columns import ip, word
from hfcheck.readings.parsing import whole


def _state(text: str, what: str) -> str:
    return word(text.partition("/")[0], what).lower()


COMMAND = Table(
    line="show ip ospf neighbor",
    rows="neighbours",
    is_row=r"\d+\.\d+\.\d+\.\d+ +\d+ +[A-Z0-9-]+/ *[A-Z-]+ +[\d:]+ +\d+\.\d+\.\d+\.\d+ +[A-Z]\S+",
    besides=r" *Neighbor ID +Pri +State +Dead Time +Address +Interface *",
    cells={
        "neighbor_id": ("router_id", ip),
        "priority": ("priority", whole),
        "state": ("state", _state),
        "ip_address": ("ip", ip),
        "interface": ("interface", word),
    },
).command()
