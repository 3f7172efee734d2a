"""Optical modules: how far received and sent light are from the module's own limits.

A module that receives no light at all has no link, which the ports tell: it is dark, and has no margin.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Optic
from hfcheck.readings.of_device import each, label, of_fact, those

NO_LIGHT_DBM = -35.0


def say(found: tuple[Optic, ...], _: Output) -> Mapping[str, Answer]:
    """Modules by their ports; a margin is the distance to the nearer of the limits that the device states, in dB."""
    lit = [row for row in found if row.rx_dbm is not None and row.rx_dbm > NO_LIGHT_DBM]
    return {
        "rx_dbm": each(lit, _port, lambda row: row.rx_dbm, "no received light"),
        "tx_dbm": each(found, _port, lambda row: row.tx_dbm, "no sent light"),
        "rx_margin_db": each(lit, _port, lambda row: _margin(row.rx_dbm, row.rx_low, row.rx_high), "no limit of light"),
        "tx_margin_db": each(lit, _port, lambda row: _margin(row.tx_dbm, row.tx_low, row.tx_high), "no limit of light"),
        "out_of_limits": those(lit, _port, _outside, "no received light"),
        "dark": [label(row.port) for row in found if row.rx_dbm is not None and row.rx_dbm <= NO_LIGHT_DBM],
        "celsius": each(found, _port, lambda row: row.celsius, "no temperature of an optical module"),
    }


def _port(row: Optic) -> str:
    return row.port


def _margin(value: float | None, low: float | None, high: float | None) -> float | None:
    if value is None:
        return None
    known = [value - low] if low is not None else []
    known += [high - value] if high is not None else []
    return round(min(known), 2) if known else None


def _outside(row: Optic) -> bool | None:
    margins = [_margin(row.rx_dbm, row.rx_low, row.rx_high), _margin(row.tx_dbm, row.tx_low, row.tx_high)]
    known = [margin for margin in margins if margin is not None]
    return any(margin < 0 for margin in known) if known else None


READING = of_fact(
    "optics",
    {
        "rx_dbm": "port that receives light → its power, dBm",
        "tx_dbm": "port → power of the light that it sends, dBm",
        "rx_margin_db": "port that receives light → distance to the nearer limit, dB; negative outside",
        "tx_margin_db": "port that receives light → the same for the light that it sends, dB",
        "out_of_limits": "ports that receive light and are outside of a limit",
        "dark": "ports with a module that receives no light",
        "celsius": "port → temperature of its module, °C",
    },
    say,
    none=tuple,
)
