"""display transceiver verbose: the optical modules, their light and its limits. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import NO_LIGHT, NO_LIGHT_DBM, NOTHING, blocks, fit, keyed, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import decimal, unruled
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(r"(?P<port>[^ ]+) transceiver information:", re.IGNORECASE)
ABSENT = re.compile(
    r"(?:Info: *)?(?:Port (?P<port>[^ ,]+),? *)?(?:the )?transceiver (?:is|does) not exist\.?"
    r"|(?:Info: *)?Port (?P<also>[^ ,]+),? transceiver is absent\.?",
    re.IGNORECASE,
)
SECTIONS = ("common information:", "manufacture information:", "alarm information:", "diagnostic information:")
TEXTS = {
    "type": "transceiver type",
    "wavelength_nm": "wavelength(nm)",
    "distance": "transfer distance(m)",
    "vendor": "vendor name",
    "part_number": "vendor part number",
    "serial": "manu. serial number",
}
# `Current RX Power(dBm)`, `RX Power High Threshold(dBM)`, `Default TX Power Low  Threshold(dBm)`.
MEASURE = re.compile(
    r"(?:current |(?P<default>default )|user set )?"
    r"(?P<what>temperature|temp|voltage|volt|bias current|bias|rx power|tx power) *"
    r"(?P<edge>high|low)? *(?P<kind>threshold|warning)? *\([^()]{1,8}\)",
    re.IGNORECASE,
)
# A module of several lanes prints each, and perhaps which is which, over one line or two.
LANES = re.compile(
    r"(?P<values>(?:-?[0-9.]{1,8}|-Inf|--?)(?:\|(?:-?[0-9.]{1,8}|-Inf|--?)){0,15}) *(?:\(Lane[^()]{1,80}\))?",
    re.IGNORECASE,
)
NAMES = {
    "temperature": "celsius",
    "temp": "celsius",
    "voltage": "volts",
    "volt": "volts",
    "bias current": "bias_ma",
    "bias": "bias_ma",
    "rx power": "rx_dbm",
    "tx power": "tx_dbm",
}
MEASURES = tuple(dict.fromkeys(NAMES.values()))


def parse(text: str) -> Mapping[str, object]:
    """One entry a module, and the ports without one."""
    modules: list[dict[str, object]] = []
    absent: list[str] = []
    for block in blocks(
        unruled(lines(text)), lambda line: HEAD.fullmatch(line.strip()) or ABSENT.fullmatch(line.strip())
    ):
        missing = ABSENT.fullmatch(block[-1].strip())
        if missing is None:
            modules.append(_module(block))
        elif len(block) > 1 or not (missing["port"] or missing["also"]):
            raise Unreadable(f"expected a port without a module, found {block[-1].strip()[:120]!r}")
        else:
            absent.append(missing["port"] or missing["also"])
    return {"modules": modules, "absent": absent}


def _module(block: Sequence[str]) -> dict[str, object]:
    port = fit(HEAD, block[0], "the port of a module")["port"]
    values: dict[str, str] = {}
    alarms: list[str] = []
    section = key = ""
    for line in (part.strip() for part in block[1:]):
        if line.lower() in SECTIONS:
            section = line.lower()
        elif section == SECTIONS[2]:
            alarms.append(line)
        elif key and ":" not in line and LANES.fullmatch(line):
            values[key] = f"{values[key]}|{line}"
        else:
            key, value = keyed(line)
            key = key.lower().replace(" (", "(")
            values.setdefault(key, value)
    if TEXTS["type"] not in values:
        raise Unreadable(f"{port}: expected the type of the module, found none")
    texts = {name: _text(values.get(label, "")) for name, label in TEXTS.items()}
    return {"port": port, **texts, "alarms": [alarm for alarm in alarms if alarm not in NOTHING], **_measures(values)}


def _text(value: str) -> str | None:
    return None if value in NOTHING else value


def _measures(values: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, float | None] = dict.fromkeys(MEASURES)
    limits: dict[str, float | None] = {}
    for key, value in values.items():
        measure = MEASURE.fullmatch(key)
        if measure is None:
            continue
        name = NAMES[measure["what"]]
        limit = f"{name}_{measure['edge']}_{measure['kind'] or 'threshold'}"
        if measure["kind"] is None and measure["edge"] is None:
            found[name] = _weakest(value, key)
        # What a person has set goes before the default.
        elif measure["edge"] is not None and not (measure["default"] and limit in limits):
            limits[limit] = _weakest(value, key)
    return {**found, "limits": limits}


def _weakest(text: str, what: str) -> float | None:
    """The lowest of the lanes, one without any light as NO_LIGHT_DBM; None where a lane measures nothing."""
    if text in NOTHING:
        return None
    parts = [part for line in text.split(")") if line for part in fit(LANES, _closed(line), what)["values"].split("|")]
    if any(part in NOTHING for part in parts):
        return None
    return min(NO_LIGHT_DBM if part.lower() in NO_LIGHT else decimal(part, what) for part in parts)


def _closed(line: str) -> str:
    return f"{line.removeprefix('|')})" if "(" in line else line.removeprefix("|")


COMMAND = Command(
    line="display transceiver verbose",
    aliases=(
        "display transceiver interface * verbose",
        "display transceiver interface * * verbose",
        "display interface transceiver verbose",
    ),
    values={
        "modules": f"port, {', '.join(TEXTS)}, alarms (as printed), {', '.join(MEASURES)} (None where the module "
        "does not measure; of several lanes the lowest, -40 dBm for no light at all), "
        "limits (by measure: _low_threshold, _high_threshold, _low_warning, _high_warning)",
        "absent": "ports that have no module",
    },
    parse=parse,
)
