"""`show environment power all`: the power supplies."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import plain
from hfcheck.network.columns import word

COMMAND = Table(
    line="show environment power all",
    rows="supplies",
    is_row=r" *\d+[A-Z]? +\S.*",
    besides=r" *(?:SW +PID .*|-{2}[- ]*)",
    cells={
        "ps_module": ("name", word),
        "pid": ("product", plain),
        "serial": ("serial", plain),
        "status": ("status", plain),
        "sys_pwr": ("system_power", plain),
    },
).command()
