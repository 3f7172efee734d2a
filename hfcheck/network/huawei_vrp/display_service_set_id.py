"""display service-set id: a wireless network that the device itself serves."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import flag, key_block, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

NEEDED = ("Service-set ID", "Service-Set name", "SSID")


def parse(text: str) -> Mapping[str, object]:
    """One service set."""
    found = key_block(unruled(lines(text)))
    missing = [label for label in NEEDED if label not in found]
    if missing:
        raise Unreadable(f"expected {missing[0]!r}, found none")
    return {
        "id": whole(found["Service-set ID"], "Service-set ID"),
        "name": found["Service-Set name"],
        "ssid": found["SSID"],
        "hidden": maybe(found.get("Hide SSID", ""), _enabled, "Hide SSID"),
        "isolated": maybe(found.get("User isolate", ""), _enabled, "User isolate"),
        "type": found.get("Type") or None,
        "most_users": maybe(found.get("Maximum number of user", ""), whole, "Maximum number of user"),
        "association_minutes": maybe(found.get("Association timeout(min)", ""), whole, "Association timeout(min)"),
        "traffic_profile": found.get("Traffic profile name") or None,
        "security_profile": found.get("Security profile name") or None,
        "interface": found.get("Wlan-bss interface") or None,
        "igmp_mode": found.get("Igmp mode") or None,
        "forward_mode": found.get("Forward mode") or None,
    }


def _enabled(text: str, what: str) -> bool:
    return flag(text, "enable", "disable", what)


COMMAND = Command(
    line="display service-set id",
    aliases=("display service-set id *",),
    values={
        "id": "number",
        "name": "name",
        "ssid": "name that is sent out",
        "hidden": "whether the name is hidden",
        "isolated": "whether its users cannot see each other",
        "type": "as service",
        "most_users": "most users at once",
        "association_minutes": "an idle association ends after so many minutes",
        "traffic_profile": "name of the profile",
        "security_profile": "name of the profile",
        "interface": "Wlan-bss interface",
        "igmp_mode": "as printed",
        "forward_mode": "as direct-forward",
    },
    parse=parse,
)
