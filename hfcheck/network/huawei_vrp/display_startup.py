"""display startup: what the device started with, and what it will start with next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, key_block, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

BOARD = re.compile(r"(?P<board>[A-Za-z][A-Za-z0-9 ]{0,30}) *: *")
NOTE = re.compile(r"Info: .*")
LABELS = {
    "software": "startup system software",
    "next_software": "next startup system software",
    "backup_software": "backup system software for next startup",
    "configuration": "startup saved-configuration file",
    "next_configuration": "next startup saved-configuration file",
    "license": "startup license file",
    "next_license": "next startup license file",
    "patch": "startup patch package",
    "next_patch": "next startup patch package",
}
# VRP8 prints other words for the same things; voice files are of no use to an inspection.
ALSO = {
    "configured startup system software": "configured software",
    "startup paf file": "paf",
    "next startup paf file": "next paf",
    "startup voice-files": "voice",
    "next startup voice-files": "next voice",
    "startup feature software": "feature",
    "next startup feature software": "next feature",
}


def parse(text: str) -> Mapping[str, object]:
    """One entry a main board."""
    found = [line for line in lines(text) if not NOTE.fullmatch(line.strip())]
    if not found:
        raise Unreadable("expected a main board, found only a note")
    return {"boards": [_board(block) for block in blocks(found, lambda line: BOARD.fullmatch(line.strip()))]}


def _board(block: Sequence[str]) -> dict[str, object]:
    values = {key.lower(): value for key, value in key_block(block[1:]).items()}
    unknown = values.keys() - set(LABELS.values()) - ALSO.keys()
    if unknown:
        raise Unreadable(f"expected a label of display startup, found {min(unknown)[:80]!r}")
    if LABELS["next_configuration"] not in values:
        raise Unreadable(f"{block[0].strip()}: expected the next configuration, found none")
    files = {name: _file(values.get(label, "")) for name, label in LABELS.items()}
    return {"board": block[0].strip().removesuffix(":").strip(), **files}


def _file(text: str) -> str | None:
    return None if text.lower() in ("", "null", "none", "default", "-", "--") else text


COMMAND = Command(
    line="display startup",
    values={"boards": f"board, {', '.join(LABELS)}: files, None where none is set"},
    parse=parse,
)
