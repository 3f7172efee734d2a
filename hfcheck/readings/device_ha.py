"""A pair of firewalls, as this one sees it."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import HighAvailability
from hfcheck.readings.of_device import of_fact, said


def say(found: HighAvailability, _: Output) -> Mapping[str, Answer]:
    """Not applicable to a device that is alone."""
    return {
        "role": said(found.role, "its role"),
        "peer_up": said(found.peer_up, "whether it sees its peer"),
        "synchronised": said(found.synchronised, "whether configurations and sessions are synchronised"),
        "as_configured": said(found.as_configured, "whether the two have the roles that they were given"),
        "state": said(found.said or None, "the state of the pair"),
    }


READING = of_fact(
    "high_availability",
    {
        "role": "active or standby",
        "peer_up": "whether it sees its peer",
        "synchronised": "whether configurations and sessions are synchronised",
        "as_configured": "whether the two have the roles that they were given; false after a switch-over",
        "state": "the state of the pair in its own words",
    },
    say,
)
