"""Filters of the hardening roles: text of a configuration file in, text out. hfcheck.hardening has the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hfcheck.hardening.pam_stack import with_lines, with_options
from hfcheck.hardening.settings_text import with_settings


class FilterModule:
    """What Ansible looks for in this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filters by name."""
        return {"with_pam_lines": with_lines, "with_pam_options": with_options, "with_settings": with_settings}
