"""`show interfaces transceiver`: what the optical modules measure."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import dbm
from hfcheck.network.columns import word

COMMAND = Table(
    line="show interfaces transceiver",
    template="show interface transceiver",
    rows="modules",
    is_row=r"[A-Z][a-z]+\d\S*(?: +(?:[-\d.]+|N/A)){4,5}",
    cells={
        "interface": ("port", word),
        "temperature": ("celsius", dbm),
        "current": ("bias_ma", dbm),
        "tx_pwr": ("tx_dbm", dbm),
        "rx_pwr": ("rx_dbm", dbm),
    },
).command()
