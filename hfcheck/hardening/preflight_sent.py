"""The pre-flight's program for the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.hardening import target_program

MODULES = ("private", "pam", "reach", "keys", "person", "preflight")  # each imports only what stands before it


def program(asked: Mapping[str, Any]) -> bytes:
    """The program that asks the target `asked` (see hfcheck/target/preflight.py) and prints its answer as JSON."""
    return target_program.program(MODULES, asked)
