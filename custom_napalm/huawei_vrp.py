"""Huawei VRP for NAPALM: get_network_driver("huawei_vrp")."""

from __future__ import annotations

from hfcheck.device import napalm_driver


class HuaweiVrpDriver(napalm_driver.DisplayDriver):
    """See DisplayDriver, which is not imported by name: NAPALM takes the first driver that it finds in a module."""

    platform = "huawei_vrp"
