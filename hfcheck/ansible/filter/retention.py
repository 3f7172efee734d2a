"""The filters of cleaning: `rules | retention_rules(log_days)` and `listed | past_retention(now)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hfcheck.runbooks.retention import checked, expired


class FilterModule:
    """What Ansible asks a filter plugin for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filters by name."""
        return {"retention_rules": checked, "past_retention": expired}
