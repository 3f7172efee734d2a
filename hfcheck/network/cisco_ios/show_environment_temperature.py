"""`show environment temperature`: each switch of a stack, at its inlet and at its hottest place."""

from __future__ import annotations

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import count, some_word
from hfcheck.readings.parsing import whole

COMMAND = Table(
    line="show environment temperature",
    rows="switches",
    is_row=r"Switch +\d+: +SYSTEM TEMPERATURE is .*",
    cells={
        "switch": ("switch", whole),
        "switch_temperature": ("state", some_word),
        "inlet_temperature_value": ("inlet_celsius", count),
        "inlet_temperature_state": ("inlet_state", some_word),
        "inlet_red_threshold": ("inlet_upper", count),
        "hotspot_temperature_value": ("hotspot_celsius", count),
        "hotspot_temperature_state": ("hotspot_state", some_word),
        "hotspot_red_threshold": ("hotspot_upper", count),
    },
).command()
