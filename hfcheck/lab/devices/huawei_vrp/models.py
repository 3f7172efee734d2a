"""Healthy devices of Huawei, one a release."""

from __future__ import annotations

from hfcheck.lab.devices.state import State
from hfcheck.network.facts import Identity, Interface


def s() -> State:
    """An access switch of VRP5."""
    return State(
        Identity("Huawei", "S5735-L24T4X-A", "V200R021C00SPC100", None),
        interfaces=tuple(Interface(f"GigabitEthernet0/0/{n}", up=True, enabled=True) for n in range(1, 25)),
        extra={"release": "V200R021C00SPC100"},
    )


ar = ce = usg = s
