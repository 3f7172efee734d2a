"""Fans: which of them do not turn as they should."""

from __future__ import annotations

from hfcheck.readings.parts import part_reading

READING = part_reading("fans", "fan")
