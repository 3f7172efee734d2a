"""When the device's licences end."""

from __future__ import annotations

from hfcheck.readings.expiries import expiry_reading

READING = expiry_reading("licences", "licence")
