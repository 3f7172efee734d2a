"""Boards and cards: which of them are not in order."""

from __future__ import annotations

from hfcheck.readings.parts import part_reading

READING = part_reading("modules", "module")
