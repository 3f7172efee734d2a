"""PAM stacks that are edited in place, as text to text, for systems without profiles such as Debian's.

A wanted line takes the place of every line of the same kind, module and first argument, so that a second edit finds
nothing to do. Everything else in the file stays, comments and the modules of others included. A stack in which a jump
(`success=1`) would land on another module than before is refused: it could let anybody in, or nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hfcheck.errors import ContentError

KINDS = frozenset({"auth", "account", "password", "session"})
LINE = re.compile(r"-?(\w+)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)")
JUMP = re.compile(r"=(\d+)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that a stack has to hold, `before` or `after` the lines of an anchor's module of the same kind."""

    kind: str
    control: str
    module: str
    arguments: tuple[str, ...] = ()
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, content: Mapping[str, object]) -> Line:
        """A line from a role's data; raises ContentError for one that no stack could hold."""
        words = {name: str(content.get(name, "")) for name in ("kind", "control", "module", "before", "after")}
        arguments = content.get("arguments", ())
        if words["kind"] not in KINDS or not isinstance(arguments, list | tuple):
            raise ContentError(f"expected a line of a PAM stack of {sorted(KINDS)}, found {dict(content)!r}")
        line = cls(**words, arguments=tuple(map(str, arguments)))
        if bool(line.before) == bool(line.after) or not _fields(line.text):
            raise ContentError(f"expected a PAM line with either `before` or `after`, found {dict(content)!r}")
        return line

    @property
    def text(self) -> str:
        """The line as the file holds it."""
        return " ".join((f"{self.kind:<8}", f"{self.control:<13}", self.module, *self.arguments))

    def is_told_by(self, line: str) -> bool:
        """Whether a line of the file says something of the same matter."""
        found = _fields(line)
        return _is(found, self.kind, self.module) and found is not None and _role(found[3]) == _role(self.arguments)


Fields = tuple[str, str, str, tuple[str, ...]]


def _fields(line: str) -> Fields | None:
    """Kind, control, module and arguments of a line that calls a module."""
    found = LINE.match(line.strip())
    return (found[1], found[2], found[3], tuple(found[4].split())) if found else None


def _is(found: Fields | None, kind: str, module: str) -> bool:
    return found is not None and (found[0], found[2]) == (kind, module)


def _role(arguments: Sequence[str]) -> str:
    """What pam_faillock is called to do; other modules are called once a stack."""
    return next((word for word in arguments if word in {"preauth", "authfail", "authsucc"}), "")


def _place(lines: Sequence[str], wanted: Line) -> int:
    anchor = wanted.before or wanted.after
    at = [index for index, line in enumerate(lines) if _is(_fields(line), wanted.kind, anchor)]
    if not at:
        raise ContentError(f"expected a line {wanted.kind!r} of {anchor} in the PAM stack, found none")
    return at[0] if wanted.before else at[-1] + 1


def _with_line(lines: Sequence[str], wanted: Line) -> list[str]:
    """The wanted line where the file has it, if that is on the right side of the anchor, else beside the anchor."""
    others = [line for line in lines if not wanted.is_told_by(line)]
    place = _place(others, wanted)
    found = next((index for index, line in enumerate(lines) if wanted.is_told_by(line)), place)
    if (found < place) == bool(wanted.before):
        place = found
    return [*others[:place], wanted.text, *others[place:]]


def _landings(lines: Iterable[str], ours: Collection[str]) -> list[tuple[Fields, tuple[str, ...]]]:
    """Each jump of a module not `ours`, and the kind, module and role of what it goes on with (empty: the end)."""
    calls = [found for found in map(_fields, lines) if found]
    landings: list[tuple[Fields, tuple[str, ...]]] = []
    for at, call in enumerate(calls):
        following = [(each[0], each[2], _role(each[3])) for each in calls[at + 1 :] if each[0] == call[0]]
        counts = map(int, JUMP.findall(call[1]) if call[2] not in ours else ())
        landings.extend((call, following[count] if count < len(following) else ()) for count in counts)
    return landings


def with_lines(text: str, wanted: Iterable[Mapping[str, object]], without: Collection[str] = ()) -> str:
    """The stack with each wanted line exactly once and no line of the modules `without`.

    Raises ContentError where an anchor is missing, and where a jump would land elsewhere than before.
    """
    found = text.splitlines()
    asked = [Line.of(content) for content in wanted]
    lines = [line for line in found if (_fields(line) or ("", "", ""))[2] not in without]
    for line in asked:
        lines = _with_line(lines, line)
    ours = {*without, *(line.module for line in asked)}
    for (jump, old), (_, new) in zip(_landings(found, ours), _landings(lines, ours), strict=True):
        if old != new:
            was, now = (" ".join(place).strip() or "its end" for place in (old, new))
            raise ContentError(
                f"expected every jump of the PAM stack to land as before, found that {' '.join(jump[:3])}"
                f" would go on with {now} instead of {was}"
            )
    return "".join(f"{line}\n" for line in lines)


def with_options(text: str, kind: str, module: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> str:
    """The stack whose lines of this kind and module have the options of `add` and none of `remove`."""
    return "".join(f"{_with_options(line, kind, module, add, remove)}\n" for line in text.splitlines())


def _with_options(line: str, kind: str, module: str, add: Sequence[str], remove: Sequence[str]) -> str:
    found = _fields(line)
    if found is None or not _is(found, kind, module):
        return line
    options = [word for word in found[3] if word not in remove]
    options += [word for word in add if word not in options]
    return line if tuple(options) == found[3] else " ".join((f"{kind:<8}", f"{found[1]:<13}", module, *options))
