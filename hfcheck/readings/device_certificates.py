"""When the device's certificates end."""

from __future__ import annotations

from hfcheck.readings.expiries import expiry_reading

READING = expiry_reading("certificates", "certificate")
