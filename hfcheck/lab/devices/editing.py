"""How a line changes a configuration: one rule for every platform, what the lines are comes from its views."""

from __future__ import annotations

from collections.abc import Sequence

from hfcheck.lab.devices.patterns import Match, Mismatch, match
from hfcheck.lab.devices.platform import Platform, View
from hfcheck.lab.devices.tree import Tree


def change(platform: Platform, view: View, tree: Tree, path: Sequence[str], line: str) -> Match | Mismatch:
    """Put a line into the configuration below `path`, or take one away; a line that does not fit changes nothing."""
    words = line.split()
    known = (*view.settings, *view.enters)
    found = match(line, known)
    if isinstance(found, Match):
        stored = platform.spelled(found.line)
        tree.set(path, stored, _rivals(platform, known, tree.lines(path), found))
        return Match(found.pattern, stored, found.key, found.words)
    if words and words[0] == platform.negation and len(words) > 1:
        return _remove(platform, known, tree, path, " ".join(words[1:]))
    return found


def _rivals(platform: Platform, known: Sequence[str], lines: Sequence[str], found: Match) -> list[str]:
    """The lines that a new one takes the place of: those of the same key, and those that say its contrary."""
    contrary = _contrary(platform, found.key)
    rivals = []
    for line in lines:
        other = match(line, known)
        if isinstance(other, Match) and other.key in (found.key, contrary):
            rivals.append(line)
    return rivals


def _contrary(platform: Platform, key: tuple[str, ...]) -> tuple[str, ...]:
    return key[1:] if key[:1] == (platform.negation,) else (platform.negation, *key)


def _remove(platform: Platform, known: Sequence[str], tree: Tree, path: Sequence[str], line: str) -> Match | Mismatch:
    """Take away the lines that begin with these words, or that have the key of this one."""
    words = platform.spelled(line).split()
    found = match(line, known)
    if isinstance(found, Mismatch) and not found.incomplete:
        return Mismatch(found.at + 1, value=found.value)
    for old in tree.lines(path):
        other = match(old, known)
        same = isinstance(found, Match) and isinstance(other, Match) and other.key == found.key
        if same or old.split()[: len(words)] == words:
            tree.remove(path, old)
    # No pattern: taking a section away does not enter it.
    return Match("", line, (), ())
