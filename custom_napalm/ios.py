"""Cisco IOS for NAPALM: get_network_driver("ios")."""

from __future__ import annotations

from hfcheck.device import napalm_ios


class IosDriver(napalm_ios.IosDriver):
    """See hfcheck.device.napalm_ios, not imported by name: NAPALM takes the first driver that it finds in a module."""
