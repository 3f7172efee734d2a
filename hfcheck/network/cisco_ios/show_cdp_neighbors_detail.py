"""`show cdp neighbors detail`: which Cisco devices are at the other ends."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import plain
from hfcheck.network.columns import word

COMMAND = Table(
    line="show cdp neighbors detail",
    rows="neighbours",
    is_row=r"Device ID: .*",
    cells={
        "neighbor_name": ("system_name", word),
        "local_interface": ("port", word),
        "neighbor_interface": ("port_id", plain),
        "platform": ("platform", plain),
        "neighbor_description": ("description", plain),
        "capabilities": ("capabilities", plain),
        "mgmt_address": ("address", plain),
    },
).command()
