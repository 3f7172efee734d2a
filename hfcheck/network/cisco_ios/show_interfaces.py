"""`show interfaces`: state, addresses, speed and counters of each interface."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import count, lower, optional, plain, speed_mbps
from hfcheck.network.columns import mac, word

COMMAND = Table(
    line="show interfaces",
    rows="interfaces",
    is_row=r"\S+ is .+, line protocol .*",
    # Everything of an interface is indented.
    besides=r" .*",
    cells={
        "interface": ("interface", word),
        "link_status": ("link", plain),
        "protocol_status": ("protocol", plain),
        "description": ("description", plain),
        "mac_address": ("mac", optional(mac)),
        "ip_address": ("ip", plain),
        "prefix_length": ("prefix_length", count),
        "mtu": ("mtu", count),
        "duplex": ("duplex", optional(lower)),
        "speed": ("speed_mbps", speed_mbps),
        "input_rate": ("input_bits_per_second", count),
        "output_rate": ("output_bits_per_second", count),
        "input_packets": ("input_packets", count),
        "output_packets": ("output_packets", count),
        "input_errors": ("input_errors", count),
        "output_errors": ("output_errors", count),
        "queue_drops": ("input_drops", count),
        "queue_output_drops": ("output_drops", count),
    },
    aliases=("show interfaces *",),
).command()
