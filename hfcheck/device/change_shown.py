"""A change as people read it, in the form of Ansible's `--diff`: the settings before and after, and the lines to send.

How a device writes down what it was told (defaults left out, names in full, ciphers anew) only the device knows. So
what is shown before a change are the settings that it reads as, which is what the checks judge, and the very lines.
After a change the settings are those measured over the new session; what changed in the text of the configuration is
shown as well.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hfcheck.device.change_look import Look, settings_of
from hfcheck.device.change_record import Record
from hfcheck.network.config_text import edits
from hfcheck.network.facts import Configuration
from hfcheck.network.settings import Settings

# The order of these is a preference; of all other lists it says nothing.
ORDERED = frozenset({"ssh_ciphers", "ssh_macs", "ssh_key_exchanges"})


def difference(found: Look, record: Record | None) -> list[dict[str, str]]:
    """What a change does (`record` is None: would do), as Ansible's list of differences; empty for no change."""
    if not found.lines:
        return []
    if record is None:
        after, measured = expected(found), []
    else:
        after = settings_of(found.platform, Configuration(record.after))
        measured = [_prepared("what changed in the configuration", _edits(record))]
    lines = _prepared("lines to send", (f"+ {line}" for line in found.shown))
    return [between(found.settings, after), lines, *measured]


def expected(found: Look) -> Settings:
    """The settings after the change."""
    wanted = {field.name: getattr(found.wanted.settings, field.name) for field in dataclasses.fields(Settings)}
    return dataclasses.replace(
        found.settings,
        **{name: _over(getattr(found.settings, name), value) for name, value in wanted.items() if value is not None},
    )


def _over(present: Any, wanted: Any) -> Any:
    return {**(present or {}), **wanted} if isinstance(wanted, Mapping) else wanted


def between(before: Settings, after: Settings) -> dict[str, str]:
    """The settings that differ, one a line, as they were and as they are."""
    old, new = dict(_rows(before)), dict(_rows(after))
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    return {
        "before_header": "settings",
        "after_header": "settings",
        "before": "".join(f"{name}: {old[name]}\n" for name in names if name in old),
        "after": "".join(f"{name}: {new[name]}\n" for name in names if name in new),
    }


def _rows(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each setting, each line of those that are told by line, as JSON."""
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if isinstance(value, Mapping):
            yield from ((f"{field.name} {line}", _json(item)) for line, item in sorted(value.items()))
        elif isinstance(value, tuple) and field.name not in ORDERED:
            yield field.name, _json(sorted(value))
        else:
            yield field.name, _json(value)


def _json(value: Any) -> str:
    # 10 minutes and 10.0 minutes are the same.
    plain = int(value) if isinstance(value, float) and value.is_integer() else value
    return json.dumps(plain, ensure_ascii=False)


def _edits(record: Record) -> Iterator[str]:
    for edit in edits(record.before, record.after):
        for sign, lines in (("-", edit.removed), ("+", edit.added)):
            # Comware indents its outermost lines, which then stand below a mark.
            place = "" if edit.section in ("", "#", "!") else f"{edit.section}: "
            yield from (f"{sign} {place}{line.strip()}" for line in lines)


def _prepared(title: str, lines: Iterable[str]) -> dict[str, str]:
    return {"prepared": "\n".join([f"{title}:", *lines, ""])}
