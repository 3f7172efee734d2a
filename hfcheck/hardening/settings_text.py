"""Files of `KEY value` lines of which we know only some keys: those are set, and everything else stays."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.errors import ContentError


def with_settings(text: str, wanted: Mapping[str, object], separator: str = " ") -> str:
    """The text with each key set once: in place of its first active line, its other lines dropped, else at the end."""
    for key, value in wanted.items():
        if not key.strip() or any(sign.isspace() for sign in key) or "\n" in str(value):
            raise ContentError(f"expected a key without spaces and a value of one line, found {key!r}: {value!r}")
    left = {key: f"{key}{separator}{value}" for key, value in wanted.items()}
    lines = []
    for line in text.splitlines():
        key = _key(line, separator)
        if key not in wanted:
            lines.append(line)
        elif key in left:
            lines.append(left.pop(key))
    return "".join(f"{line}\n" for line in (*lines, *left.values()))


def _key(line: str, separator: str) -> str:
    """The key that an active line sets; a comment sets none."""
    return line.strip().split(separator.strip() or None, 1)[0].strip() if line.strip(separator + " \t") else ""
