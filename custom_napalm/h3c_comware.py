"""H3C Comware for NAPALM: get_network_driver("h3c_comware")."""

from __future__ import annotations

from hfcheck.device import napalm_driver


class H3cComwareDriver(napalm_driver.DisplayDriver):
    """See DisplayDriver, which is not imported by name: NAPALM takes the first driver that it finds in a module."""

    platform = "h3c_comware"
