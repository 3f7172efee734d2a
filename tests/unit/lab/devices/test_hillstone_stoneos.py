"""Hillstone StoneOS: how one of a pair looks."""

from __future__ import annotations

from pathlib import Path

from .telling import talking, told

NAME, RELEASE = "hillstone_stoneos", "stoneos5"


def test_a_firewall_of_a_pair_says_its_role_in_its_prompt(tmp_path: Path) -> None:
    with talking(tmp_path, NAME, RELEASE, prefixes=("M",)) as (_, session):
        assert session.prompt.strip() == "sw1(M)#"
        assert told(session, NAME, "high_availability").role == "active"
