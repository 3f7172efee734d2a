"""The lines that make a device meet the standard."""

from __future__ import annotations

from hfcheck.errors import ContentError
from hfcheck.network.facts import Configuration
from hfcheck.network.huawei_vrp.settings import settings
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access, unmet


def changes(configuration: Configuration, wanted: Settings, access: Access) -> tuple[str, ...]:
    """The lines to send in configuration mode, () when the device conforms; raises ContentError for what cannot be."""
    missed = unmet(settings(configuration), wanted)
    if missed:
        raise ContentError(f"expected a change that can be made, found {', '.join(missed)}")
    return ()
