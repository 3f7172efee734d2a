"""`show lldp neighbors detail`: who is at the other end of each port."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import plain
from hfcheck.network.columns import word

COMMAND = Table(
    line="show lldp neighbors detail",
    rows="neighbours",
    is_row=r"Local Intf: .*",
    cells={
        "local_interface": ("port", word),
        "chassis_id": ("chassis_id", word),
        "neighbor_port_id": ("port_id", plain),
        "neighbor_interface": ("port_description", plain),
        "neighbor_name": ("system_name", plain),
        "neighbor_description": ("description", plain),
        "capabilities": ("capabilities", plain),
        "mgmt_address": ("address", plain),
    },
).command()
