"""An unfinished round: what was answered so far, kept after every answer so that an interrupted session goes on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from hfcheck.calendar import Slot
from hfcheck.errors import InputError
from hfcheck.ledger.files import replace
from hfcheck.station import Station

FOLDER = "drafts"


@dataclass(slots=True)
class Draft:
    """The answers of one slot in the form of an answers file, and the file that keeps them."""

    path: Path
    answers: dict[str, Any]

    @property
    def kept(self) -> bool:
        """Whether an answer was given yet, and is in the file."""
        return self.path.exists()

    def put(self, key: str, value: object) -> None:
        """Take an answer and keep it."""
        self.answers[key] = value
        self._save()

    def put_item(self, item: str, value: object) -> None:
        """Take the answer to one item of the checklist and keep it."""
        self.answers.setdefault("onsite", {})[item] = value
        self._save()

    def drop(self, *keys: str) -> None:
        """Forget answers, so that they are asked for again."""
        for key in keys:
            self.answers.pop(key, None)
        self._save()

    def remove(self) -> None:
        """The round is in the ledger: the draft has done its work."""
        self.path.unlink(missing_ok=True)

    def _save(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(self.path, orjson.dumps(self.answers, option=orjson.OPT_INDENT_2))


def open_draft(station: Station, slot: Slot) -> Draft:
    """The draft of a slot, empty if there is none; raises InputError for one that cannot be read."""
    path = station.root / FOLDER / f"{slot.date}-{slot.kind}.json"
    try:
        found = orjson.loads(path.read_bytes()) if path.exists() else {}
    except (OSError, orjson.JSONDecodeError) as problem:
        raise InputError(f"expected a draft in JSON at {path}, found {problem}; remove it to begin anew") from problem
    if not isinstance(found, dict) or not isinstance(found.get("onsite", {}), dict):
        raise InputError(f"expected a draft with answers at {path}, found another document; remove it to begin anew")
    return Draft(path, found)
