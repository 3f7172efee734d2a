"""display power, display device power: the power supplies and whether they supply. No public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import flag
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.titled import rows
from hfcheck.network.huawei_vrp.wording import decimal
from hfcheck.readings.parsing import Unreadable

TITLES = {
    "Slot": "slot",
    "PowerID": "supply",
    "PowerNo": "supply",
    "Online": "online",
    "Present": "online",
    "Mode": "mode",
    "State": "state",
    "Status": "state",
    "Power(W)": "watts",
    "Power": "watts",
    "ActualPower": "actual_watts",
    "RatedPower": "watts",
    "Current": "amperes",
    "Current(A)": "amperes",
    "Voltage": "volts",
    "Voltage(V)": "volts",
}
UNITS = r"(?:\([A-Za-z]{1,8}\) *){3,4}"
# What other tables VRP8 prints behind the supplies.
OTHERS = r"internal fan info ?:|Power last power-off info ?:|Power supply details ?:"


def parse(text: str) -> Mapping[str, object]:
    """One entry a supply."""
    found = rows(text, TITLES, ("supply", "online", "state"), beside=UNITS, ends=OTHERS)
    return {"supplies": [_supply(row) for row in found]}


def _supply(row: Mapping[str, str | None]) -> dict[str, object]:
    said = (row["online"] or "").lower()
    online = flag(said, "yes", "no", "Present") if said in ("yes", "no") else flag(said, "present", "absent", "Online")
    if online and row["state"] is None:
        raise Unreadable(f"expected the state of supply {row['supply']}, found none")
    return {
        "slot": row.get("slot"),
        "supply": row["supply"],
        "online": online,
        "supplying": row["state"].lower() in ("supply", "normal") if row["state"] else None,
        "state": row["state"],
        "mode": row.get("mode"),
        **{name: _number(row.get(name), name) for name in ("watts", "actual_watts", "volts", "amperes")},
    }


def _number(text: str | None, what: str) -> float | None:
    return None if text is None else decimal(text, what)


COMMAND = Command(
    line="display power",
    aliases=("display device power",),
    values={
        "supplies": "slot, supply, online, supplying (None for a supply that is not there), state, mode (AC, DC, BAT), "
        "watts (rated), actual_watts, volts, amperes"
    },
    parse=parse,
)
