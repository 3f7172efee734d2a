"""`hfcheck terms`: the items of the annex in its own words, and every number and policy with its source."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import click

from hfcheck.book import fold
from hfcheck.case_facts import statements
from hfcheck.clauses import Item, Scalar, Terms, Value
from hfcheck.errors import InputError
from hfcheck.ledger import Reader, known_keys
from hfcheck.rulings import terms_in_force
from hfcheck.statements import shown
from hfcheck.station import Station, current_station
from hfcheck.terms import COMMON
from hfcheck.terms import terms as known

LEFT_OUT = "附件未规定"


@click.command("terms")
@click.argument("item", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def terms(item: str | None, *, as_json: bool) -> None:
    """Show the items of the annex: their words and dated values.

    ITEM is a number from 1 to 15, or "common" for what holds for all items. A value that the annex leaves out is set by
    a supplement that both parties sign (`hfcheck log supplement`); those of the station's ledger are shown.
    """
    found = in_force(current_station())
    known_sections = [*map(str, found.items), COMMON]
    if item is not None and item not in known_sections:
        last = max(found.items)
        raise InputError(f"expected an item from {min(found.items)} to {last} or {COMMON}, found {shown(item)}")
    sections = [item] if item else known_sections
    if as_json:
        click.echo(json.dumps([document(found, section) for section in sections], ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join("\n".join(page(found, section)) for section in sections))


def in_force(station: Station) -> Terms:
    """The terms with the supplements of the station's ledger, if it has one."""
    if not station.ledger.exists():
        return known()
    with Reader.open(station.ledger) as ledger:
        return terms_in_force(known(), fold(statements(ledger, known_keys(station.keys))))


def values_of(found: Terms, section: str) -> Sequence[Value]:
    """The values of an item, or of all items together."""
    return [value for name, value in found.values.items() if name.partition(".")[0] == section]


def page(found: Terms, section: str) -> Sequence[str]:
    """A section as lines for a person."""
    lines = _heading(found.items[int(section)]) if section != COMMON else ["通用规则"]
    return [*lines, *(line for value in values_of(found, section) for line in _lines(value))]


def _heading(item: Item) -> list[str]:
    return [
        f"第 {item.number} 项　{item.title}（{item.category}）",
        f"  具体内容：{item.words}",
        f"  扣分标准：{item.standard}",
    ]


def _lines(value: Value) -> list[str]:
    choices = "、".join(f"{word} {title}" for word, title in value.choices.items())
    advice = f"；建议 {value.choices[value.recommended]}" if value.recommended else ""
    return [
        f"  {value.name}　{value.title}" + (f"（可选：{choices}{advice}）" if choices else ""),
        *(f"    自 {one.since} 起：{_shown(value, one.value)}　依据：{one.source}" for one in value.versions),
    ]


def _shown(value: Value, scalar: Scalar) -> str:
    if scalar is None:
        return LEFT_OUT
    return value.choices.get(str(scalar)) or f"{scalar} {value.unit}".strip()


def document(found: Terms, section: str) -> Mapping[str, object]:
    """A section as plain data."""
    item = found.items[int(section)] if section != COMMON else None
    return {
        "item": item.number if item else None,
        "title": item.title if item else "通用规则",
        "category": item.category if item else None,
        "words": item.words if item else None,
        "standard": item.standard if item else None,
        "registers": list(item.registers) if item else [],
        "values": [_plain(value) for value in values_of(found, section)],
    }


def _plain(value: Value) -> Mapping[str, object]:
    return {
        "name": value.name,
        "title": value.title,
        "unit": value.unit,
        "choices": dict(value.choices),
        "recommended": value.recommended or None,
        "versions": [
            {"since": one.since.isoformat(), "value": one.value, "source": one.source, "record": one.record or None}
            for one in value.versions
        ],
    }


COMMAND = terms
