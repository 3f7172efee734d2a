"""A table that says how long it is, is refused without one of its rows; so is a configuration without its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.network.command import find
from hfcheck.readings.parsing import Unreadable

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network"
COUNTED = [
    ("ruijie_os", "show arp", "switch", 4),
    ("ruijie_os", "show ip ospf neighbor", "two", 2),
    ("hillstone_stoneos", "show arp", "firewall", 3),
    ("hillstone_stoneos", "show mac", "firewall", 2),
]
ENDED = [
    ("ruijie_os", "show running-config", "switch", "end"),
    ("hillstone_stoneos", "show configuration startup", "saved", "exit"),
]


def raw(platform: str, line: str, case: str) -> list[str]:
    path = FIXTURES / platform / find(platform, line).slug / f"{case}.raw"
    return [each for each in path.read_bytes().decode().replace("\r", "").split("\n") if "#" not in each]


@pytest.mark.parametrize(("platform", "line", "case", "count"), COUNTED)
def test_a_counted_table_is_refused_without_one_of_its_rows(platform: str, line: str, case: str, count: int) -> None:
    parse, text = find(platform, line).parse, raw(platform, line, case)
    rows = [at for at, each in enumerate(text) if each.startswith(("Internet", "10.", "00"))]
    assert len(rows) == count
    assert parse("\n".join(text))
    for at in rows:
        with pytest.raises(Unreadable, match=r"expected \d+ .*, found \d+"):
            parse("\n".join(text[:at] + text[at + 1 :]))


@pytest.mark.parametrize(("platform", "line", "case", "end"), ENDED)
def test_a_configuration_is_refused_wherever_it_is_cut(platform: str, line: str, case: str, end: str) -> None:
    parse, text = find(platform, line).parse, raw(platform, line, case)
    last = text.index(end)
    assert parse("\n".join(text[: last + 1]))
    for at in range(last + 1):
        with pytest.raises(Unreadable, match="expected"):
            parse("\n".join(text[:at]))
