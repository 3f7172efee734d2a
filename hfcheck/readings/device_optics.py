"""Optical modules: how far received and sent light are from the module's own limits, and which receive none.

A module without light is dark. One that measures what it sends and not what it receives was not seen to receive light.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Interface, Optic
from hfcheck.network.observed import Missing, told
from hfcheck.network.reply import State
from hfcheck.readings import Reading
from hfcheck.readings.of_device import each, those, why

# Some measure a little where there is nothing.
DARK_DBM = -35.0
NONE = "no optical module that measures light"


def parse(output: Output) -> Mapping[str, Answer]:
    """The documents of `optics` and of `interfaces`; without the latter no port is known to be shut."""
    facts = told(output.stdout).facts
    optics = facts.get("optics", Missing(None, "the document does not hold the optical modules"))
    if isinstance(optics, Missing) and optics.state is not State.UNSUPPORTED:
        return dict.fromkeys(READING.values, why(optics))
    return say(() if isinstance(optics, Missing) else optics, _shut(facts.get("interfaces")))


def _shut(ports: Any) -> Collection[str]:
    known: Sequence[Interface] = () if ports is None or isinstance(ports, Missing) else ports
    return {row.name for row in known if not row.enabled}


def say(found: Sequence[Optic], shut: Collection[str] = ()) -> Mapping[str, Answer]:
    """Modules by their ports; a margin is the distance to the nearer of the limits that the device states, in dB."""
    measuring = [row for row in found if any(one is not None for one in (row.rx_dbm, row.tx_dbm, row.celsius))]
    lit = [row for row in measuring if row.rx_dbm is not None and row.rx_dbm > DARK_DBM]
    in_use = [row for row in measuring if row.port not in shut]
    unseen = [row for row in in_use if row.rx_dbm is None]
    return {
        "rx_dbm": each(lit, _port, lambda row: row.rx_dbm, "no received light"),
        "tx_dbm": each(measuring, _port, lambda row: row.tx_dbm, "no sent light"),
        "rx_margin_db": each(lit, _port, lambda row: _margin(row.rx_dbm, row.rx_low, row.rx_high), "no limit of light"),
        "tx_margin_db": each(lit, _port, lambda row: _margin(row.tx_dbm, row.tx_low, row.tx_high), "no limit of light"),
        "out_of_limits": those(lit + unseen, _port, _outside, "no received light"),
        "dark": those(in_use, _port, _is_dark, NONE),
        "celsius": each(measuring, _port, lambda row: row.celsius, "no temperature of an optical module"),
    }


def _port(row: Optic) -> str:
    return row.port


def _is_dark(row: Optic) -> bool | None:
    return None if row.rx_dbm is None else row.rx_dbm <= DARK_DBM


def _margin(value: float | None, low: float | None, high: float | None) -> float | None:
    if value is None:
        return None
    known = [value - low] if low is not None else []
    known += [high - value] if high is not None else []
    return round(min(known), 2) if known else None


def _outside(row: Optic) -> bool | None:
    margins = [_margin(row.rx_dbm, row.rx_low, row.rx_high), _margin(row.tx_dbm, row.tx_low, row.tx_high)]
    known = [margin < 0 for margin in margins if margin is not None]
    if row.normal is not None:
        known.append(not row.normal)
    # Within the limits that are known is not within those of the light that it receives.
    return True if any(known) else False if known and row.rx_dbm is not None else None


READING = Reading(
    values={
        "rx_dbm": "port that receives light → its power, dBm",
        "tx_dbm": "port → power of the light that it sends, dBm",
        "rx_margin_db": "port that receives light → distance to the nearer limit, dB; negative outside",
        "tx_margin_db": "port that receives light → the same for the light that it sends, dB",
        "out_of_limits": "ports that receive light and are outside of a limit, or that the device calls abnormal",
        "dark": "ports that nobody shut, with a module that receives no light",
        "celsius": "port → temperature of its module, °C",
    },
    parse=parse,
    source="device",
    facts=("optics", "interfaces"),
)
