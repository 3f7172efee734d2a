"""`hfcheck events`: which facts people may state, as a list, as JSON Schema and as a workbook to fill in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from hfcheck.book import PARTIES
from hfcheck.errors import InputError
from hfcheck.facts_workbook import write_form
from hfcheck.kinds import KINDS, Kind, Party
from hfcheck.kinds.fields import Field, Shape, fields_of
from hfcheck.statement_schema import any_statement_schema, statement_schema
from hfcheck.table import show

ALL = "all"
TITLES = ("类型", "名称", "须签字", "字段（* 必填）")
FIELDS = ("字段", "名称", "须填", "取值")
ANSWERS: Mapping[Shape, str] = {
    Shape.FLAG: "是、否",
    Shape.INSTANT: "时间，如 2025-09-03 08:12",
    Shape.DAY: "日期，如 2025-09-03",
    Shape.NUMBER: "整数，0 以上",
    Shape.MONEY: "金额（元），如 337000.00",
    Shape.SCALAR: "整数或文字",
    Shape.LIST: "文字，多项以 、 分隔",
    Shape.TEXT: "文字",
}


@click.command("events")
@click.argument("type_name", metavar="[TYPE]", required=False)
@click.option("--schema", is_flag=False, flag_value=ALL, metavar="[TYPE]", help="Print the JSON Schema of statements.")
@click.option(
    "--form", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Write an empty workbook to fill in."
)
def events(type_name: str | None, schema: str | None, form: Path | None) -> None:
    """List the facts that people may state.

    With a TYPE such as fault or 故障 it lists what that one says: the fields of `hfcheck log TYPE --set FIELD=VALUE`.
    `hfcheck log TYPE` asks for one fact, `hfcheck import` takes a file of many.
    """
    kind = kind_named(type_name) if type_name is not None else None
    if schema is not None:
        wanted = kind if schema == ALL else kind_named(schema)
        found = any_statement_schema() if wanted is None else statement_schema(wanted)
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if form is not None:
        write_form(form)
        click.echo(f"登记表：{form}")
    if schema is not None or form is not None:
        return
    if kind is not None:
        show(FIELDS, [("", field_row(field)) for field in fields_of(kind).values()])
    else:
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


def field_row(field: Field) -> tuple[str, ...]:
    """A field as the table's cells."""
    choices = "、".join(f"{value} {word}" for value, word in field.words.items())
    about = f"（{field.about}）" if field.about else ""
    return field.name, field.title, "*" if field.needed else "", (choices or ANSWERS[field.shape]) + about


COMMAND = events
