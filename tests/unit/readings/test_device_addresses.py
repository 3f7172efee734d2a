"""The address watch as a reading: a table that somebody floods is one finding, not a book."""

from __future__ import annotations

import json

from hfcheck.model import Output
from hfcheck.network.observed import Heard, Outcome, document
from hfcheck.readings import load, read
from hfcheck.readings.device_addresses import LISTED

HEAD = """IP ADDRESS      MAC ADDRESS     EXPIRE(M) TYPE        INTERFACE   VPN-INSTANCE
                                          VLAN/CEVLAN
------------------------------------------------------------------------------
"""
ENTRIES = 300
RULE = "-" * 78


def test_a_flooded_table_is_cut_and_counted() -> None:
    rows = "".join(
        f"{f'192.168.{number // 200}.{number % 200 + 1}':<16}00e0-fc00-{number:04x}  17        D-0         GE0/0/24\n"
        for number in range(ENTRIES)
    )
    text = f"{HEAD}{rows}{RULE}\nTotal:{ENTRIES}       Dynamic:{ENTRIES}     Static:0     Interface:0\n"
    documents = [
        document("huawei_vrp", fact, [Heard(line, Outcome.ANSWERED, text)])
        for fact, line in (("arp", "display arp"), ("macs", "display mac-address"), ("vlans", "display vlan"))
    ]
    plan = (json.dumps({"prefix": "198.51.100.80/28"}),)
    found = read(load("device_addresses"), Output("\n".join(documents), arguments=plan))["strangers"]
    assert isinstance(found, list)
    assert len(found) == LISTED + 1
    assert found[0] == "00:e0:fc:00:00:00 192.168.0.1 GigabitEthernet0/0/24 vlan -"
    assert found[-1] == f"and {ENTRIES - LISTED} more"
