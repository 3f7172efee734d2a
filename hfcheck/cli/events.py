"""`hfcheck events`: which facts people may state, as a list, as JSON Schema and as a workbook to fill in."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hfcheck.book import PARTIES
from hfcheck.errors import InputError
from hfcheck.facts_workbook import write_form
from hfcheck.kinds import KINDS, Kind, Party
from hfcheck.kinds.fields import fields_of
from hfcheck.statement_schema import any_statement_schema, statement_schema
from hfcheck.table import show

ALL = "all"
TITLES = ("类型", "名称", "须签字", "字段（* 必填）")


@click.command("events")
@click.option("--schema", is_flag=False, flag_value=ALL, metavar="[TYPE]", help="Print the JSON Schema of statements.")
@click.option(
    "--form", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Write an empty workbook to fill in."
)
def events(schema: str | None, form: Path | None) -> None:
    """List the facts that people may state.

    `hfcheck log TYPE` asks for one of them, `hfcheck import` takes a file of many.
    """
    if schema is not None:
        found = any_statement_schema() if schema == ALL else statement_schema(kind_named(schema))
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if form is not None:
        write_form(form)
        click.echo(f"登记表：{form}")
    if schema is None and form is None:
        show(TITLES, [("", row(kind)) for kind in KINDS.values()])


def kind_named(name: str) -> type[Kind]:
    """The kind of this type or Chinese title; raises InputError."""
    found = KINDS.get(name) or next((kind for kind in KINDS.values() if kind.title == name), None)
    if found is None:
        raise InputError(f"expected one of {', '.join(KINDS)}, found {name!r}")
    return found


def row(kind: type[Kind]) -> tuple[str, ...]:
    """A kind as the table's cells."""
    fields = "、".join(f"{field.title}{'*' if field.needed else ''}" for field in fields_of(kind).values())
    return kind.type, kind.title, "、".join(PARTIES[party] for party in Party if party in kind.needs), fields


COMMAND = events
