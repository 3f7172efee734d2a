"""A session gives each line its own output or none: on every platform, over long lines, from slow and noisy devices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bench.tagged import COMMANDS, KINDS, Cell, Seen, ask, lines, matrix
from hfcheck.device.allowed import UNPAGED
from hfcheck.network.observed import Heard, Outcome

# Round trip and delay of the device in milliseconds. The whole matrix: python -m bench network_association.
PLACES = ((0, 0), (30, 0), (60, 150), (120, 0), (250, 0), (0, 400))
FIRST = {platform: lines(platform)[9] for platform, _ in KINDS}


def test_each_of_48_lines_has_its_own_output_whatever_the_line_and_the_device() -> None:
    cells = [cell for rtt, delay in PLACES for cell in matrix([rtt], [delay])]
    seen = ask(cells)
    assert [one.wrong for one in seen if one.wrong] == []
    assert [(one.cell.name, one.states) for one in seen if one.lost] == []
    assert sum(one.right for one in seen) == len(PLACES) * len(KINDS) * COMMANDS


# What disturbs, and how many of the 48 may be lost by it (None: as many as it likes).
DISTURBED: dict[str, tuple[dict[str, Any], bool, int | None]] = {
    "log messages": ({"noisy": True, "rtt_ms": 30}, False, 4),
    "pages": ({"rejects": list(UNPAGED.values()), "rtt_ms": 30}, False, 0),
    "pages and log messages": ({"rejects": list(UNPAGED.values()), "noisy": True}, False, 4),
    "dribbles": ({"dribble": 61}, False, 0),
    "GBK in dribbles": ({"gbk": True, "dribble": 37}, False, 0),
    "a narrow terminal": ({"width": 24}, False, 0),
    "a drop": ({"drop_after": 20}, False, None),
    "prompts in outputs": ({}, True, None),
    "prompts in dribbled outputs": ({"dribble": 11, "delay_ms": 20}, True, None),
    "prompts in pages": ({"rejects": list(UNPAGED.values()), "rtt_ms": 30, "page": 7}, True, None),
}


@pytest.fixture(scope="module")
def disturbed() -> dict[str, list[Seen]]:
    cells = [
        (name, Cell(platform, release, options, traps))
        for name, (options, traps, _) in DISTURBED.items()
        for platform, release in KINDS
    ]
    found: dict[str, list[Seen]] = {}
    for (name, _), seen in zip(cells, ask([cell for _, cell in cells], seconds=30), strict=True):
        found.setdefault(name, []).append(seen)
    return found


@pytest.mark.parametrize("name", DISTURBED)
def test_what_disturbs_costs_answers_and_never_mixes_them(disturbed: dict[str, list[Seen]], name: str) -> None:
    most = DISTURBED[name][2]
    assert [one.wrong for one in disturbed[name] if one.wrong] == []
    assert [one.right + one.lost for one in disturbed[name]] == [COMMANDS] * len(KINDS)
    if most is not None:
        assert [(one.cell.name, one.states) for one in disturbed[name] if one.lost > most] == []


def test_a_drop_ends_the_session_for_all_that_is_left(disturbed: dict[str, list[Seen]]) -> None:
    for seen in disturbed["a drop"]:
        assert seen.states["cut_off"] >= 1
        assert seen.states["unasked"] >= 20
        assert seen.right >= 15


@pytest.mark.parametrize("fault", ["cuts", "stubborn"])
def test_a_line_that_breaks_costs_itself_alone_or_what_comes_after(fault: str) -> None:
    cells = [Cell(platform, release, {fault: [FIRST[platform]]}) for platform, release in KINDS]
    seen = ask(cells, seconds=4)
    assert [one.wrong for one in seen if one.wrong] == []
    # The line before the fault is confirmed by the echo of the one that breaks.
    outcome = {"cuts": "cut_off", "stubborn": "timed_out"}[fault]
    assert [(one.right, one.states) for one in seen] == [(9, {outcome: 1, "unasked": 38})] * len(KINDS)


def test_the_role_in_a_pair_may_change_in_the_middle() -> None:
    roles = (
        ("huawei_vrp", "usg", ["HRP_M", "HRP_S"]),
        ("h3c_comware", "firewall", ["RBM_P", "RBM_S"]),
        ("hillstone_stoneos", "stoneos5", ["M", "B"]),
    )
    shared = {"switch_after": 17, "rtt_ms": 30}
    seen = ask([Cell(platform, release, {"prefixes": prefixes, **shared}) for platform, release, prefixes in roles])
    assert [(one.wrong, one.states) for one in seen if one.wrong or one.lost] == []


def test_a_wrong_association_would_be_seen() -> None:
    """The judge of this file: another line's output, and a half of the right one, are wrong, not lost."""
    from bench.tagged import Printed
    from hfcheck.lab.devices.device import device
    from hfcheck.lab.devices.scene import Spec

    asked = lines("huawei_vrp", 3)
    one = device("sw", Spec("huawei_vrp", "vrp5"))
    printed = Printed(one, asked, traps=False)
    texts = {line: ["\n".join(["tag", line])] for line in asked}
    printed._texts.update(texts)
    right = [Heard(line, Outcome.ANSWERED, texts[line][0]) for line in asked]
    cell = Cell("huawei_vrp", "vrp5")
    assert printed.judge(cell, asked, right).right == 3
    shifted = [replace(one, text=other.text) for one, other in zip(right, right[1:] + right[:1], strict=True)]
    assert len(printed.judge(cell, asked, shifted).wrong) == 3
    half = [right[0], replace(right[1], text="tag"), Heard(asked[2], Outcome.CUT_OFF)]
    found = printed.judge(cell, asked, half)
    assert (found.right, len(found.wrong), found.lost) == (1, 1, 1)
