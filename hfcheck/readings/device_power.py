"""Power supplies: which of them do not deliver."""

from __future__ import annotations

from hfcheck.readings.parts import part_reading

READING = part_reading("power_supplies", "power supply")
