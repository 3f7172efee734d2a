"""`show standby brief`: the HSRP groups."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import lower
from hfcheck.network.columns import word
from hfcheck.readings.parsing import whole

COMMAND = Table(
    line="show standby brief",
    rows="groups",
    is_row=r"(?:\S+ +| +)\d+ +\d+ +(?:P +)?[A-Z][a-z]+ +\S+ +\S+ +\S+ *",
    besides=r" *P indicates configured to preempt\. *| *\| *|Interface +Grp +Pri +P +State .*|\S+",
    cells={
        "interface": ("interface", word),
        "group": ("group", whole),
        "priority": ("priority", whole),
        "state": ("state", lower),
        "virtual_ip_address": ("address", word),
    },
).command()
