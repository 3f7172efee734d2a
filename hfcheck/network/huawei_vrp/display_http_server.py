"""display http server: whether the device can be managed over the web."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import NOTHING, fit, flag, ip, key_block, lines, maybe
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

PORT = re.compile(r"(?P<port>\d{1,5})(?:\(\d{1,5}\))?")
STATES = {
    "http": "HTTP Server Status",
    "https": "HTTP Secure-server Status",
    "http_ipv6": "HTTP IPv6 Server Status",
    "https_ipv6": "HTTP IPv6 Secure-server Status",
}


def parse(text: str) -> Mapping[str, object]:
    """States and ports; a state that is not printed is None."""
    printed = {key.lower(): value for key, value in key_block(lines(text)).items()}
    if STATES["http"].lower() not in printed:
        raise Unreadable(f"expected {STATES['http']!r}, found none")

    def value(label: str) -> str:
        return printed.get(label.lower(), "")

    found: dict[str, object] = {}
    for name, label in STATES.items():
        port = value(label.removesuffix("Status") + "Port")
        found[name] = maybe(value(label), _enabled, label)
        found[f"{name}_port"] = maybe(port, _port, label)
    policy = value("HTTP SSL Policy")
    return found | {
        "timeout_minutes": maybe(value("HTTP Timeout Interval"), whole, "HTTP Timeout Interval"),
        "users": maybe(value("Current Online Users"), whole, "Current Online Users"),
        "most_users": maybe(value("Maximum Users Allowed"), whole, "Maximum Users Allowed"),
        "ssl_policy": None if policy in NOTHING else policy,
        "source": maybe(value("HTTP server source address"), ip, "HTTP server source address"),
    }


def _enabled(text: str, what: str) -> bool:
    return flag(text, "enabled", "disabled", what)


def _port(text: str, what: str) -> int:
    return whole(fit(PORT, text, f"the port of {what}")["port"], what)


COMMAND = Command(
    line="display http server",
    values={
        "http": "whether it serves HTTP over IPv4",
        "http_port": "TCP port",
        "https": "whether it serves HTTPS over IPv4",
        "https_port": "TCP port",
        "http_ipv6": "whether it serves HTTP over IPv6",
        "http_ipv6_port": "TCP port",
        "https_ipv6": "whether it serves HTTPS over IPv6",
        "https_ipv6_port": "TCP port",
        "timeout_minutes": "idle sessions end after so many minutes",
        "users": "sessions at this moment",
        "most_users": "most sessions allowed",
        "ssl_policy": "name of the SSL policy",
        "source": "address that it answers from",
    },
    parse=parse,
)
