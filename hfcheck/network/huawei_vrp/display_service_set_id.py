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
    found = {key.lower(): value for key, value in key_block(unruled(lines(text))).items()}
    missing = [label for label in NEEDED if label.lower() not in found]
    if missing:
        raise Unreadable(f"expected {missing[0]!r}, found none")
    return {
        "id": whole(found["service-set id"], "Service-set ID"),
        "name": found["service-set name"],
        "ssid": found["ssid"],
        "hidden": maybe(found.get("hide ssid", ""), _enabled, "Hide SSID"),
        "isolated": maybe(found.get("user isolate", ""), _enabled, "User isolate"),
        "type": found.get("type") or None,
        "most_users": maybe(found.get("maximum number of user", ""), whole, "Maximum number of user"),
        "association_minutes": maybe(found.get("association timeout(min)", ""), whole, "Association timeout(min)"),
        "traffic_profile": found.get("traffic profile name") or None,
        "security_profile": found.get("security profile name") or None,
        "interface": found.get("wlan-bss interface") or None,
        "igmp_mode": found.get("igmp mode") or None,
        "forward_mode": found.get("forward mode") or None,
    }


def _enabled(text: str, what: str) -> bool:
    return flag(text, "enable", "disable", what)


COMMAND = Command(
    line="display service-set id",
    aliases=("display service-set id *", "display service-set name *"),
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
