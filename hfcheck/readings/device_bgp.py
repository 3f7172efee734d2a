"""BGP neighbours."""

from __future__ import annotations

from hfcheck.readings.adjacencies import adjacency_reading

READING = adjacency_reading("bgp", "BGP", "established")
