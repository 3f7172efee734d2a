"""Reads the terms: one stanza an item in `hfcheck/terms/<NN>_<name>.yml`, the common policies in `common.yml`.

item: 9
title: 硬件故障响应                # short, for charts and clocks
category, words, standard: …      # the annex's own words
registers: [fault]
per: cause                        # day, record or cause
values:
  ordinary_minutes:
    title: 普通故障处理时限
    unit: 分钟
    choices: {refuse: 交考核小组认定}   # a policy only: its words, each with its Chinese
    recommended: refuse           # a policy only, optional
    least: 0                      # a number only, optional, as is most
    most: 1440
    versions: [{since: 2025-07-31, value: 120, source: 附件第 9 项}]   # null: the annex leaves it out
examples: […]                     # run by tests/unit/deductions
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from hfcheck.clauses import Item, Terms, Value, Version
from hfcheck.errors import ContentError

FOLDER = Path(__file__).parent
COMMON = "common"


def stanzas() -> Mapping[str, Mapping[str, Any]]:
    """Every stanza as plain data: its file's stem → its content, examples included."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}


@functools.cache
def terms() -> Terms:
    """The terms as this release knows them; raises ContentError for a stanza that does not fit."""
    items: dict[int, Item] = {}
    values: dict[str, Value] = {}
    for stem, stanza in stanzas().items():
        try:
            prefix = COMMON if stem == COMMON else str(stanza["item"])
            if stem != COMMON:
                items[int(prefix)] = _item(stanza)
            values |= {value.name: value for value in _values(prefix, stanza.get("values") or {})}
        except (KeyError, TypeError, ValueError) as problem:
            raise ContentError(
                f"terms/{stem}.yml: expected a stanza with all its members, found {problem!r}"
            ) from problem
    return Terms(dict(sorted(items.items())), values)


def _item(stanza: Mapping[str, Any]) -> Item:
    category, words, standard, title = (str(stanza[name]) for name in ("category", "words", "standard", "title"))
    return Item(int(stanza["item"]), category, words, standard, title, tuple(stanza["registers"]), str(stanza["per"]))


def _values(prefix: str, stanza: Mapping[str, Mapping[str, Any]]) -> list[Value]:
    return [
        Value(
            f"{prefix}.{name}",
            str(value["title"]),
            str(value.get("unit", "")),
            tuple(Version(one["since"], one["value"], str(one["source"])) for one in value["versions"]),
            dict(value.get("choices") or {}),
            str(value.get("recommended", "")),
            **{bound: int(value[bound]) for bound in ("least", "most") if bound in value},
        )
        for name, value in stanza.items()
    ]
