"""The lines that several interface commands of Comware share: heads, states, addresses, MTU."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hfcheck.readings.parsing import Unreadable

# V5 puts the name before its state on one line; V7 prints the name alone and the state below.
HEAD = re.compile(
    r" {0,2}(?P<name>[A-Za-z][A-Za-z-]{0,40}[0-9][0-9/:.]{0,40})(?: current state ?: ?(?P<state>\S.{0,200}))?"
)
# Later releases of V7 number an interface before its state.
INDEX = re.compile(r"Interface index ?: ?[0-9]{1,10}", re.IGNORECASE)
STATE = re.compile(r"Current state ?: ?(?P<state>\S.{0,200})")
WORD = re.compile(r"\b(up|down|standby|stby)\b")
ADDRESS = re.compile(
    r"(?:Internet|IP) address(?: is|:) ?(?P<address>[^ ]{1,80})(?: \(?(?P<kind>[^)]{1,40})\)?)?", re.IGNORECASE
)
MTU = re.compile(
    r"(?:The )?Maximum (?:Transmit|Transmission) Unit(?: is|:) ?(?P<mtu>[0-9]{1,6})(?: bytes)?"
    r"(?:, Hold timer is .{1,40})?",
    re.IGNORECASE,
)
PROTOCOL = re.compile(r"Line protocol (?:current )?state ?: ?(?P<state>\S.{0,200})", re.IGNORECASE)


def interfaces(found: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Each interface as its name, its state and the lines below; refuses a name without a state."""
    starts = [number for number, line in enumerate(found) if HEAD.fullmatch(line)]
    if starts[:1] != [0]:
        raise Unreadable(f"expected an interface, found {found[0].strip()[:80]!r}")
    for start, end in pairwise([*starts, len(found)]):
        name, state = _named(found[start])
        body = [line for line in found[start + 1 : end] if not INDEX.fullmatch(line.strip())]
        if not state:
            state, body = _state(name, body), body[1:]
        yield name, state, body


def _named(line: str) -> tuple[str, str]:
    found = HEAD.fullmatch(line)
    assert found is not None  # noqa: S101 - only lines that match are starts
    return found["name"], found["state"] or ""


def _state(name: str, body: Sequence[str]) -> str:
    found = STATE.fullmatch(body[0].strip()) if body else None
    if found is None:
        raise Unreadable(
            f"expected the state of {name}, found {body[0].strip()[:80]!r}" if body else f"{name}: no state"
        )
    return found["state"]


def link(text: str, what: str) -> dict[str, object]:
    """`UP`, `Administratively DOWN`, `DOWN ( Link-Aggregation interface down )` as link, enabled and link_detail."""
    plain = " ".join(text.split()).lower()
    found = WORD.search(plain)
    if found is None:
        raise Unreadable(f"expected up or down for {what}, found {text[:80]!r}")
    word = "standby" if found[1] == "stby" else found[1]
    # A port that somebody shut and a port without a cable are different findings.
    return {"link": word, "enabled": "administratively" not in plain, "link_detail": None if plain == word else plain}


def protocol(text: str, what: str) -> str:
    """`UP`, `UP (spoofing)`, `DOWN (other reasons)` as up or down."""
    return str(link(text, what)["link"])
