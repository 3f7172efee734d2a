"""`show transceiver`: what the optical modules measure, with the limits at which they warn; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, keyed, lines, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import PORT
from hfcheck.readings.parsing import Unreadable, number

TITLE = re.compile(r"Transceiver status information is shown as below:?", re.IGNORECASE)
FRAME = re.compile(rf"=+ ?(?P<port>{PORT}) ?=+")
RULE = re.compile(r"=+")
MEASURE = re.compile(r"(?P<value>-?[0-9]{1,4}(?:\.[0-9]{1,4})?) ?(?:C|V|mA|dBm)?")
RANGE = re.compile(
    r"\[ ?(?P<low>-?[0-9]{1,4}(?:\.[0-9]{1,4})?) ?[,，] ?(?P<high>-?[0-9]{1,4}(?:\.[0-9]{1,4})?) ?\]",
)
NAMES = {
    "module temperature": "celsius",
    "tx bias current": "bias_ma",
    "tx optical power": "tx",
    "rx optical power": "rx",
}
WARNING = " warning range"


def parse(text: str) -> Mapping[str, object]:
    """One row a module; a measure that the module does not tell is null."""
    found = [line.strip().replace("：", ":") for line in lines(text)]
    found = [line for line in found if not (TITLE.fullmatch(line) or RULE.fullmatch(line))]
    return {"optics": some([_module(block) for block in blocks(found, FRAME.fullmatch)], "an optical module")}


def _module(block: Sequence[str]) -> dict[str, object]:
    frame = FRAME.fullmatch(block[0])
    assert frame is not None  # noqa: S101 - each block starts with one
    said = [keyed(line) for line in block[1:]]
    keys = [key.lower() for key, _ in said]
    if not said or len(set(keys)) != len(keys):
        raise Unreadable(f"expected each fact of an optical module once, found {len(keys)} below {block[0]!r}")
    printed = dict(zip(keys, (value for _, value in said), strict=True))
    module: dict[str, object] = {"port": frame["port"]}
    for key, name in NAMES.items():
        module[name] = _number(MEASURE, "value", printed.get(key), key)
        for side in ("low", "high"):
            module[f"{name}_{side}"] = _number(RANGE, side, printed.get(key + WARNING), key)
    return module


def _number(pattern: re.Pattern[str], group: str, text: str | None, what: str) -> float | None:
    if text is None or text in ("", "N/A", "-"):
        return None
    found = pattern.fullmatch(text)
    if found is None:
        raise Unreadable(f"expected the {what} of an optical module, found {text[:80]!r}")
    return number(found[group], what)


COMMAND = Command(
    line="show transceiver",
    values={"optics": "rows of port, and of celsius, bias_ma, tx and rx (dBm) the measure, _low and _high (limits)"},
    parse=parse,
)
