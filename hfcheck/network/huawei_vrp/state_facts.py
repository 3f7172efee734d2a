"""What VRP tells of its state, in the shapes of hfcheck.network.facts: pair, clock, users, log, licences, set-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.network.facts import (
    Clock,
    Configuration,
    Expiry,
    HighAvailability,
    Log,
    LogEntry,
    OnlineUser,
)

Values = Mapping[str, Any]
KNOWN_ROLES = ("active", "standby")
FOREVER = "permanent"


def high_availability(values: Values) -> HighAvailability:
    """From display hrp state, which does not say whether the two are synchronised."""
    peer = values["peer"]
    said = values["role"] if peer is None else f"{values['role']}, peer {peer}"
    if values["should"]:
        said = f"{said}, should be {values['should']}"
    up = None if peer is None else peer in KNOWN_ROLES
    return HighAvailability(values["role"], up, None, said, (not values["should"]) if up else None)


def clock(values: Values) -> Clock:
    """From display ntp status."""
    return Clock(values["synchronised"], values["reference"], values["stratum"], values["offset_ms"])


def users(values: Values) -> tuple[OnlineUser, ...]:
    """From display users."""
    return tuple(OnlineUser(row["name"], row["line"], row["address"], row["mine"]) for row in values["users"])


def log(values: Values) -> Log:
    """The whole buffer; an offset that the device prints behind its time is left out."""
    entries = tuple(
        LogEntry(row["at"][:19], row["severity"], row["module"], row["brief"], row["text"]) for row in values["entries"]
    )
    return Log(entries, values["complete"])


def licence_items(values: Values) -> tuple[Expiry, ...]:
    """From display license verbose: each item, with its feature's end where it has none of its own."""
    return tuple(
        Expiry(
            row["name"] or row["sale_name"] or row["feature"] or "",
            _end(row["expires"] or row["feature_expires"]),
            row["state"] or values["state"],
        )
        for row in values["items"]
        # What states neither an end nor that there is none says nothing of its end.
        if row["expires"] or row["feature_expires"]
    )


def licences(values: Values) -> tuple[Expiry, ...]:
    """From display license: each feature or service."""
    return tuple(Expiry(row["name"], _end(row["expires"]), row["state"]) for row in values["licences"])


def certificates(values: Values) -> tuple[Expiry, ...]:
    """The device's own certificates; dates are those of UTC."""
    return tuple(Expiry(row["file"] or row["subject"], row["expires"][:10]) for row in values["certificates"])


def configuration(values: Values) -> Configuration:
    """As printed, secrets hidden."""
    return Configuration(tuple(values["lines"]), values["sysname"])


def _end(text: str) -> str | None:
    return None if text == FOREVER else text
