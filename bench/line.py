"""What a benchmark says: one JSON line."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A measured value beside its peer's from the same run. `ratio` is what the goal speaks of; `met` compares them."""

    name: str
    value: float
    unit: str
    goal: str
    met: bool
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None

    def print(self) -> None:
        """Print the line; numbers are rounded to four significant digits."""
        fields = {name: _rounded(getattr(self, name)) for name in self.__dataclass_fields__}
        print(json.dumps({name: value for name, value in fields.items() if value not in (None, "")}), flush=True)


def _rounded(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value
