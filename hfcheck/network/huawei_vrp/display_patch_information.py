"""display patch-information: the patch that runs. No public capture here yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import NOTHING, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import labelled, labels
from hfcheck.readings.parsing import Unreadable

LABELS = labels(
    (
        "Patch Package Name",
        "Patch Package Version",
        "Patch Package State",
        "Patch Package Run Time",
        "Patch version",
        "The current state is",
        "The state of the patch state file is",
    )
)
# Switches of VRP5 word the state differently.
CURRENT = "the current state is"
NAME, VERSION, STATE, SINCE = (f"patch package {word}" for word in ("name", "version", "state", "run time"))


def parse(text: str) -> Mapping[str, object]:
    """The package, its version, and whether it runs; what stands of single boards behind it is not read."""
    values: dict[str, str] = {}
    for line in lines(text):
        if LABELS.match(line.strip()):
            values |= {key: value for key, value in labelled(line.strip(), LABELS).items() if key not in values}
    if CURRENT in values:
        values.setdefault(STATE, values[CURRENT])
    missing = [label for label in (NAME, VERSION, STATE) if label not in values]
    if missing:
        raise Unreadable(f"expected {missing[0]!r}, found none")
    return {
        "name": _text(values[NAME]),
        "version": _text(values[VERSION]),
        "state": _text(values[STATE]),
        "since": _text(values.get(SINCE, "")),
    }


def _text(value: str) -> str | None:
    return None if value in NOTHING else value


COMMAND = Command(
    line="display patch-information",
    values={
        "name": "file of the package; None where there is none",
        "version": "as V200R010SPH015",
        "state": "as printed: Running, Active, Deactive",
        "since": "when it began to run, as printed; None where it is not",
    },
    parse=parse,
)
