"""How long a cut lasts: shortened by default, as long as promised where somebody asks for it."""

from __future__ import annotations

import os

LONG = "DRILL_LONG"


def span(shortened: float, promised: float) -> float:
    """Seconds of a cut: `shortened`, or `promised` under `--long` (environment DRILL_LONG=1)."""
    return promised if os.environ.get(LONG, "0") not in ("", "0") else shortened
