"""The record as PDF/A on A4, set by Typst from data, with the project's font and no other.

Paper is for signing and for acting on: what conforms is counted by device there, and listed in HTML and xlsx.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from hfcheck.model import Verdict
from hfcheck.report import phrases, tables, topology, typeset
from hfcheck.report.drawing import qr_svg, sparkline
from hfcheck.report.record import RoundRecord, Trend


def render(record: RoundRecord) -> bytes:
    """The PDF file; raises RenderError when the font is missing or the page cannot be set."""
    return typeset.pdf("record.typ", _data(record), record.made)


def _data(record: RoundRecord) -> dict[str, Any]:
    """The record as the template reads it."""
    # Codes and hashes are there to be copied: they stay in one piece, and have the room for it.
    copied = {
        "seal": {"code": record.seal.code, "seq": record.seal.seq, "svg": qr_svg(record.seal.qr)},
        "facts": [dataclasses.asdict(item) | {"value": typeset.breakable(item.value)} for item in record.facts],
    }
    broken: dict[str, Any] = typeset.breakable(_running(record))
    return broken | copied


def _running(record: RoundRecord) -> dict[str, Any]:
    listed = (
        tables.deviations_by_cause,
        tables.unseen_by_cause,
        tables.exempt_by_reason,
        tables.uncovered_by_site,
        tables.onsite,
    )
    return {
        **{name: getattr(record, name) for name in ("title", "centre", "subtitle", "note", "itemised")},
        "notices": [dataclasses.asdict(item) for item in record.notices],
        "counts": [{"number": c.number, **_words(c.verdict)} for c in record.counts],
        "heat": dataclasses.asdict(record.heat),
        "tables": [_table(make(record)) for make in listed],
        "trends": [_trend(item) for item in record.trends if item.telling],
        "picture": {
            "svg": topology.svg(record.topology) if record.topology.links else "",
            "remarks": list(topology.remarks(record.topology)),
        },
        "trends_in_all": len(record.trends) + record.trends_left_out,
        "signatures": [dataclasses.asdict(s) | {"role": phrases.ROLES[s.role]} for s in record.signatures],
        "hosts": _table(tables.hosts(record)),
        "total": sum(count.number for count in record.counts),
    }


def _words(verdict: Verdict) -> dict[str, str]:
    return {"verdict": verdict, "symbol": phrases.SYMBOLS[verdict], "word": phrases.VERDICTS[verdict]}


def _table(table: tables.Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "about": table.about,
        "empty": table.empty,
        "left_out": table.left_out,
        "count": table.count,
        "columns": [dataclasses.asdict(column) for column in table.columns],
        "rows": [[dataclasses.asdict(cell) for cell in row] for row in table.on_paper],
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "title": trend.title,
        "last": trend.last,
        "limit": trend.limit_text,
        "where": f"{trend.place.title}（{trend.place.site}） {trend.span}",
        "deviates": trend.deviates,
        "svg": sparkline(trend),
    }
