from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hfcheck.errors import InputError
from hfcheck.ledger.codes import ALPHABET, parse_head, printed, qr_text
from hfcheck.ledger.entry import Head

HEADS = st.builds(Head, st.integers(0, 10**12), st.binary(min_size=32, max_size=32))
EXAMPLE = Head(10432, bytes.fromhex("3d6e8a" + "00" * 5 + "c0ffee" + "11" * 21))


def test_a_worked_example() -> None:
    # 90 bits of the hash, then (10432 * 2**90 + bits) mod 1021 in the last 10 bits
    bits = int.from_bytes(EXAMPLE.hash) >> 166
    check = (10432 * 2**90 + bits) % 1021
    value = bits * 1024 + check
    symbols = "".join(ALPHABET[value // 32**place % 32] for place in range(19, -1, -1))
    assert printed(EXAMPLE) == "10432-" + "-".join(symbols[i : i + 4] for i in range(0, 20, 4))
    assert printed(EXAMPLE).startswith("10432-7NQ8-M000-")
    assert qr_text(EXAMPLE) == f"HFCHECK:10432:{EXAMPLE.hash.hex().upper()}"


@given(HEADS)
def test_a_code_is_read_back(head: Head) -> None:
    known = parse_head(printed(head))
    assert (known.seq, known.width) == (head.seq, 90)
    assert known.fits(head.hash)
    assert str(known) == printed(head)


@given(HEADS)
def test_a_qr_text_is_read_back_with_every_bit(head: Head) -> None:
    known = parse_head(qr_text(head).lower())
    assert known.seq == head.seq
    assert known.fits(head.hash)
    assert not known.fits(head.hash[:-1] + bytes([head.hash[-1] ^ 1]))
    assert str(known) == printed(head)


@given(HEADS, HEADS)
def test_another_hash_does_not_fit(head: Head, other: Head) -> None:
    assume(head.hash[:11] != other.hash[:11])
    assert not parse_head(printed(head)).fits(other.hash)


@given(HEADS, st.data())
def test_sloppy_typing_is_understood(head: Head, data: st.DataObject) -> None:
    spelled = (
        printed(head).replace("0", data.draw(st.sampled_from("0Oo"))).replace("1", data.draw(st.sampled_from("1IiLl")))
    )
    dashes = data.draw(st.sampled_from(["-", "", " ", " - ", "—", "-", "_"]))
    assert parse_head(f"  {spelled.lower().replace('-', dashes)}\n") == parse_head(printed(head))
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in printed(head))
    assert parse_head(full_width) == parse_head(printed(head))


@given(HEADS, st.data())
def test_one_wrong_symbol_is_noticed(head: Head, data: st.DataObject) -> None:
    code = printed(head)
    place = data.draw(st.sampled_from([i for i, symbol in enumerate(code) if symbol != "-"]))
    among = "0123456789" if place < code.index("-") else ALPHABET
    wrong = data.draw(st.sampled_from([symbol for symbol in among if symbol != code[place]]))
    with pytest.raises(InputError, match="mistyped"):
        parse_head(code[:place] + wrong + code[place + 1 :])


@given(HEADS, st.data())
def test_two_swapped_neighbours_are_noticed(head: Head, data: st.DataObject) -> None:
    seq, code = str(head.seq), printed(head).replace("-", "")[len(str(head.seq)) :]
    part = data.draw(st.sampled_from([seq, code]))
    places = [i for i in range(len(part) - 1) if part[i] != part[i + 1]]
    assume(places)
    at = data.draw(st.sampled_from(places))
    swapped = part[:at] + part[at + 1] + part[at] + part[at + 2 :]
    with pytest.raises(InputError, match="mistyped"):
        parse_head(f"{swapped}-{code}" if part is seq else f"{seq}-{swapped}")


@pytest.mark.parametrize(
    "text", ["", "10432", "7KQF-9M2X", "x-" + "0" * 20, "1-" + "U" * 20, "9" * 30 + "-" + "0" * 20]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected a head such as 1-0000-"):
        parse_head(text)
