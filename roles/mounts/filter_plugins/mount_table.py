"""The filters of role mounts: what they do is hfcheck.hardening.mount_table's."""

from __future__ import annotations

from collections.abc import Callable

from hfcheck.hardening.mount_table import hardened, remounts


class FilterModule:
    """Names the filters for Ansible."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Filter name → function."""
        return {"mounts_hardened": hardened, "mounts_to_remount": remounts}
