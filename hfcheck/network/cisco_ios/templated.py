"""Tables over the templates of ntc-templates, held to our rule: a row that a template skips is a refusal.

Most templates pass over lines that they do not know. So each command says what its rows look like, and the template
must give exactly that many; and what else may stand in the output, where the template does not see to it.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from textfsm import TextFSM, TextFSMError

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

# Some patterns of the templates take the square of a line's length, so lines are short and there is an end to them.
LINE_LIMIT = 300
LINES_LIMIT = 50_000

Read = Callable[[str, str], object]
Row = Mapping[str, Any]


def template_rows(
    template: str, text: str, is_row: re.Pattern[str], besides: re.Pattern[str] | None = None
) -> Sequence[Row]:
    """The records of a template, as many as there are lines that `is_row` matches, of which there must be one."""
    found = lines(text)
    if len(found) > LINES_LIMIT or any(len(line) > LINE_LIMIT for line in found):
        raise Unreadable(f"expected at most {LINES_LIMIT} lines of {LINE_LIMIT} characters, found longer ones")
    starts = [line for line in found if is_row.fullmatch(line)]
    if besides is not None:
        for line in found:
            if not (is_row.fullmatch(line) or besides.fullmatch(line)):
                raise Unreadable(f"expected an output of {template!r}, found {line.strip()[:120]!r}")
    records = _records(template, "\n".join(found) + "\n")
    if not starts or len(records) != len(starts):
        raise Unreadable(f"expected a record of {template!r} for each of its {len(starts)} rows, found {len(records)}")
    return records


def _records(template: str, text: str) -> Sequence[Row]:
    try:
        machine = TextFSM(io.StringIO(_source(template)))
        records = machine.ParseText(text)
    except TextFSMError as problem:
        raise Unreadable(f"expected an output of {template!r}: {' '.join(str(problem).split())[:160]}") from None
    return [dict(zip(map(str.lower, machine.header), record, strict=True)) for record in records]


@functools.cache
def _source(template: str) -> str:
    # The library finds a template through an index that takes 0.2 s to load; its file is named for its line.
    name = f"cisco_ios_{template.replace(' ', '_')}.textfsm"
    return files("ntc_templates").joinpath("templates", name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Table:
    """A command whose output is a table.

    `rows` is the name of the value, `cells` are the template's names (in lower case) → ours and its reader, `template`
    is the line by which ntc-templates knows the output where it is another one.
    """

    line: str
    rows: str
    cells: Mapping[str, tuple[str, Read]]
    is_row: str
    besides: str | None = None
    template: str = ""
    aliases: tuple[str, ...] = ()

    def parse(self, text: str) -> Mapping[str, object]:
        """One row a record."""
        besides = None if self.besides is None else re.compile(self.besides)
        records = template_rows(self.template or self.line, text, re.compile(self.is_row), besides)
        return {self.rows: [read_cells(record, self.cells) for record in records]}

    def command(self) -> Command:
        """The command, its row documented by the names of its cells."""
        says = f"rows of {', '.join(name for name, _ in self.cells.values())}"
        return Command(line=self.line, values={self.rows: says}, parse=self.parse, aliases=self.aliases)


def read_cells(record: Row, cells: Mapping[str, tuple[str, Read]]) -> dict[str, object]:
    """A template's record as our values."""
    return {name: read(record[key], name) for key, (name, read) in cells.items()}
