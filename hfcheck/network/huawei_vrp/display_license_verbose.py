"""display license verbose: which licence runs, and when each of its items ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hfcheck.network.columns import NOTHING, blocks, day, key_block, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import instant
from hfcheck.readings.parsing import Unreadable, whole

FEATURE, ITEM = "Feature name", "Sale name"


def parse(text: str) -> Mapping[str, object]:
    """The licence, and its items below their features."""
    found = lines(text)
    cut = next((at for at, line in enumerate(found) if _starts(line)), len(found))
    if not cut:
        raise Unreadable(f"expected the licence before its items, found {found[0].strip()[:80]!r}")
    head = key_block(found[:cut])
    if "License state" not in head:
        raise Unreadable("expected 'License state', found none")
    items: list[dict[str, object]] = []
    feature: Mapping[str, str] = {}
    for block in blocks(found[cut:], _starts):
        values = key_block(block)
        if FEATURE in values:
            _used(feature, items)
            feature = values
        else:
            items.append(_item(feature, values))
    _used(feature, items)
    return {
        "state": head["License state"],
        "file": _text(head, "Active license"),
        "esn": _text(head, "License file ESN"),
        "serial": _text(head, "License Serial No"),
        "revoke_ticket": _text(head, "Revoke ticket"),
        "product_version": _text(head, "Product version"),
        "created": maybe(head.get("Created Time", ""), instant, "Created Time"),
        "items": items,
    }


def _starts(line: str) -> bool:
    return line.partition(":")[0].strip() in (FEATURE, ITEM)


def _used(feature: Mapping[str, str], items: Sequence[Mapping[str, object]]) -> None:
    """A feature without an item is what the command without `verbose` prints."""
    if feature and not any(item["feature"] == _text(feature, FEATURE) for item in items):
        raise Unreadable(f"expected the items of {feature[FEATURE][:80]!r}, found none")


def _item(feature: Mapping[str, str], values: Mapping[str, str]) -> dict[str, object]:
    return {
        "feature": _text(feature, FEATURE),
        "feature_expires": _expiry(feature.get("Expired date", "")),
        "name": _text(values, "Item name"),
        "sale_name": _text(values, ITEM),
        "type": _text(values, "Item type"),
        "state": _text(values, "Item state"),
        "permitted": maybe(values.get("Control value", ""), whole, "Control value"),
        "used": maybe(values.get("Used value", ""), whole, "Used value"),
        "expires": _expiry(values.get("Item expired date", "")),
        "trial_days": maybe(values.get("Item trial days", ""), whole, "Item trial days"),
        "description": _text(values, "Description"),
    }


def _text(values: Mapping[str, str], key: str) -> str | None:
    found = values.get(key, "")
    return None if found in NOTHING or found.lower() in ("null", "no ticket") else found


def _expiry(text: str) -> str | None:
    return "permanent" if text.strip().lower() == "permanent" else maybe(text, day, "the date of expiry")


COMMAND = Command(
    line="display license verbose",
    values={
        "state": "as printed: Normal, Demo, Trial, Default",
        "file": "the licence file in use",
        "esn": "serial number of the device that it was made for",
        "serial": "serial number of the licence",
        "revoke_ticket": "ticket of a revoked licence; None where there is none",
        "product_version": "release that it was made for",
        "created": "when it was made",
        "items": "feature, feature_expires, name, sale_name, type, state, permitted, used, expires (a date, permanent, "
        "or None), trial_days, description",
    },
    parse=parse,
)
