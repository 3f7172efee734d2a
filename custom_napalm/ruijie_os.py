"""Ruijie RGOS for NAPALM: get_network_driver("ruijie_os")."""

from __future__ import annotations

from hfcheck.device import napalm_driver


class RuijieOsDriver(napalm_driver.DisplayDriver):
    """See DisplayDriver, which is not imported by name: NAPALM takes the first driver that it finds in a module."""

    platform = "ruijie_os"
