"""The record as one HTML file."""

from __future__ import annotations

from markupsafe import Markup

from hfcheck.report import phrases, tables, topology
from hfcheck.report.drawing import qr_svg, sparkline
from hfcheck.report.page import page
from hfcheck.report.record import RoundRecord, Trend


def render(record: RoundRecord) -> bytes:
    """The HTML file; raises RenderError when the font is missing."""
    return page(
        "record.html.j2",
        record=record,
        tables=_sections(record),
        hosts=tables.hosts(record),
        evidence=tables.evidence(record),
        onsite=tables.onsite(record),
        qr=Markup(qr_svg(record.seal.qr)),  # noqa: S704 - drawn by us from numbers
        sparkline=_drawn,
        picture=Markup(topology.svg(record.topology)) if record.topology.links else "",  # noqa: S704 - escaped by us
        remarks=tuple(topology.remarks(record.topology)),
        symbols=phrases.SYMBOLS,
        verdicts=phrases.VERDICTS,
        roles=phrases.ROLES,
        legend=LEGEND,
    )


LEGEND = tuple((verdict, phrases.SYMBOLS[verdict], phrases.VERDICTS[verdict]) for verdict in phrases.VERDICTS)


def _sections(record: RoundRecord) -> tuple[tables.Table, ...]:
    return (
        tables.deviations_by_cause(record),
        tables.unseen_by_cause(record),
        tables.exempt(record),
        tables.uncovered(record),
    )


def _drawn(trend: Trend) -> Markup:
    return Markup(sparkline(trend))  # noqa: S704 - drawn by us from numbers
