"""The small tools of the parsers: each reads one thing, and refuses everything else."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.network import columns
from hfcheck.readings.parsing import Unreadable

Read = Callable[[str, str], object]

READ: list[tuple[Read, str, object]] = [
    (columns.mac, "00E0-fc12-3456", "00:e0:fc:12:34:56"),
    (columns.mac, "00-e0-fc-12-34-56", "00:e0:fc:12:34:56"),
    (columns.mac, "00e0.fc12.3456", "00:e0:fc:12:34:56"),
    (columns.ip, "10.0.0.1", "10.0.0.1"),
    (columns.ip, "2001:DB8:0::1", "2001:db8::1"),
    (columns.interface_ip, "10.0.0.1/24", "10.0.0.1/24"),
    (columns.prefix, "10.0.0.0/8", "10.0.0.0/8"),
    (columns.vlans, "1(default vlan), 10-12, 20 to 21", [1, 10, 11, 12, 20, 21]),
    (columns.vlans, "None", []),
    (columns.span, "1 week, 2 days, 0 hours, 1 minute", 604800 + 2 * 86400 + 60),
    (columns.span, "41 weeks,2 days,0 hours,5 minutes", 41 * 604800 + 2 * 86400 + 300),
    (columns.day, "2014-7-16", "2014-07-16"),
    (columns.day, "2014/07/16", "2014-07-16"),
    (columns.word, " GE0/1 ", "GE0/1"),
]
REFUSED: list[tuple[Read, str, str]] = [
    (columns.mac, "00e0-fc12-345", "expected a hardware address for it, found '00e0-fc12-345'"),
    (columns.mac, "tttt-zzzz-1122", "expected a hardware address for it, found 'tttt-zzzz-1122'"),
    (columns.ip, "10.0.0.256", "expected an IP address for it, found '10.0.0.256'"),
    (columns.interface_ip, "10.0.0.1", "expected an IP address with its prefix length for it, found '10.0.0.1'"),
    (columns.prefix, "10.0.0.1/8", "expected a prefix for it, found '10.0.0.1/8'"),
    (columns.prefix, "10.0.0.0", "expected a prefix for it, found '10.0.0.0'"),
    (columns.vlans, "4095", "expected VLAN numbers for it, found '4095'"),
    (columns.vlans, "  ", "expected VLAN numbers for it, found '  '"),
    (columns.vlans, "20-10", "expected VLAN numbers for it, found '20-10'"),
    (columns.span, "soon", "expected a duration for it, found 'soon'"),
    (columns.span, "3 days or so", "expected a duration for it, found '3 days or so'"),
    (columns.day, "2014-13-16", "expected a date for it, found '2014-13-16'"),
    (columns.day, "today", "expected a date for it, found 'today'"),
    (columns.word, "two words", "expected one word for it, found 'two words'"),
]


@pytest.mark.parametrize(("read", "text", "value"), READ)
def test_a_value_is_read(read: Read, text: str, value: object) -> None:
    assert read(text, "it") == value


@pytest.mark.parametrize(("read", "text", "message"), REFUSED)
def test_anything_else_is_refused(read: Read, text: str, message: str) -> None:
    with pytest.raises(Unreadable, match=f"^{re.escape(message)}$"):
        read(text, "it")


def test_a_dash_is_nothing_and_not_zero() -> None:
    assert [columns.maybe(text, columns.word, "it") for text in ("--", "N/A", "", "0")] == [None, None, None, "0"]


def test_a_flag_has_two_words() -> None:
    assert (columns.flag("UP", "up", "down", "it"), columns.flag("down", "up", "down", "it")) == (True, False)
    with pytest.raises(Unreadable, match=r"^expected up or down for it, found 'sideways'$"):
        columns.flag("sideways", "up", "down", "it")


def test_cells_stand_below_their_titles() -> None:
    table = columns.columns("VLAN ID   Name        Port", ["VLAN ID", "Name", "Port"])
    assert table.cells("10        VLAN 0010   GE1/0/1 GE1/0/2") == {
        "VLAN ID": "10",
        "Name": "VLAN 0010",
        "Port": "GE1/0/1 GE1/0/2",
    }
    assert table.cells("20") == {"VLAN ID": "20", "Name": "", "Port": ""}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_device_pads_chinese_by_its_bytes(encoding: str) -> None:
    table = columns.columns("VLAN ID   Name        Port", ["VLAN ID", "Name", "Port"])
    name = "三楼" + " " * (12 - len("三楼".encode(encoding)))
    assert table.cells(f"10        {name}GE1/0/1")["Port"] == "GE1/0/1"
    assert table.cells(f"10        {name}GE1/0/1")["Name"] == "三楼"


def test_a_cell_that_runs_over_its_edge_is_refused() -> None:
    table = columns.columns("Name  Port", ["Name", "Port"])
    with pytest.raises(Unreadable, match=r"^expected cells below 'Name Port', found 'toolongname GE1'$"):
        table.cells("toolongname GE1")


def test_another_header_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^expected the titles 'Name Port', found 'Name Speed'$"):
        columns.columns("Name Speed", ["Name", "Port"])
    with pytest.raises(Unreadable, match=r"^expected no title behind 'Port', found 'Speed'$"):
        columns.columns("Name Port Speed", ["Name", "Port"])


def test_lines_are_bounded() -> None:
    assert columns.lines(" a\n\n b\t.\n") == [" a", " b      ."]
    with pytest.raises(Unreadable, match=r"^expected an output, found nothing$"):
        columns.lines("\n \n")
    with pytest.raises(Unreadable, match=r"^expected lines of at most 4000 characters, found one of 4001$"):
        columns.lines("x" * 4001)


def test_a_block_starts_with_its_head() -> None:
    assert list(columns.blocks(["A", "1", "A"], lambda line: line == "A")) == [["A", "1"], ["A"]]
    with pytest.raises(Unreadable, match=r"^expected the start of a block, found '1'$"):
        list(columns.blocks(["1", "A"], lambda line: line == "A"))


def test_a_key_comes_once() -> None:
    assert columns.key_block(["a : 1", "b:"]) == {"a": "1", "b": ""}
    with pytest.raises(Unreadable, match=r"^expected 'a' once, found it again in 'a: 2'$"):
        columns.key_block(["a: 1", "a: 2"])
    with pytest.raises(Unreadable, match=r"^expected key:value, found 'a'$"):
        columns.key_block(["a"])


def test_an_output_without_rows_is_no_empty_table() -> None:
    with pytest.raises(Unreadable, match=r"^expected a row, found none$"):
        columns.some([], "a row")


@given(st.sets(st.integers(1, 4094), min_size=1, max_size=60))
def test_vlans_come_back_as_they_were_written(numbers: set[int]) -> None:
    assert columns.vlans(", ".join(map(str, sorted(numbers))), "it") == sorted(numbers)


@given(st.text(max_size=60))
def test_a_reader_reads_or_refuses(text: str) -> None:
    for read, _, _ in READ:
        with contextlib.suppress(Unreadable):
            assert read(text, "it") is not None


def test_digits_of_another_script_are_no_number() -> None:
    with pytest.raises(Unreadable, match="expected a rule, found the digits '1٣0'"):
        columns.fit(re.compile(r"rule (?P<rule>\d+)"), "rule 1٣0", "a rule")
