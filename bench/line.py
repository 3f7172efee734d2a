"""What a benchmark says: one JSON line."""

from __future__ import annotations

import json
from dataclasses import dataclass

ORDER = ("name", "value", "unit", "peer", "peer_value", "ratio", "goal", "met")


@dataclass(frozen=True, slots=True)
class Line:
    """A measured value beside its peer's from the same run.

    `ratio` is what the goal speaks of where there is a peer. `met` says whether the goal was met; None: there is none.
    """

    name: str
    value: float
    unit: str
    goal: str
    met: bool | None
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None

    def text(self) -> str:
        """The line: every field, null where there is nothing to say; numbers have four significant digits.

        Raises ValueError for a number that JSON does not know: what was divided by nothing was not measured.
        """
        fields = {name: _rounded(getattr(self, name)) for name in ORDER}
        return json.dumps({name: None if value == "" else value for name, value in fields.items()}, allow_nan=False)

    def print(self) -> None:
        """Print the line on standard output at once."""
        print(self.text(), flush=True)


def _rounded(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value
