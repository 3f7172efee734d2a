"""The fifteen items of the annex as rules, and what the annex says about all of them together."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.deductions.equipment import hardware_fault
from hfcheck.rulings import Rule

RULES: Mapping[int, Rule] = {9: hardware_fault}
