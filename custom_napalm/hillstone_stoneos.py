"""Hillstone StoneOS for NAPALM: get_network_driver("hillstone_stoneos")."""

from __future__ import annotations

from hfcheck.device import napalm_driver


class HillstoneStoneOsDriver(napalm_driver.DisplayDriver):
    """See DisplayDriver, which is not imported by name: NAPALM takes the first driver that it finds in a module."""

    platform = "hillstone_stoneos"
