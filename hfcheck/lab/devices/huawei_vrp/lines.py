"""The lines of VRP that print something; each has a template of its name."""

from __future__ import annotations

OUTPUTS = (
    "display version",
    "display current-configuration",
    "display saved-configuration",
    "display configuration candidate",
)
