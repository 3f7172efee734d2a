"""An amount in Chinese capitals (人民币大写), as Chinese papers of account write it beside the figures."""

from __future__ import annotations

import re
from decimal import Decimal

from hfcheck.errors import InputError

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
LIMIT = Decimal(10) ** (len(PLACES) * len(GROUPS))


def capitals(amount: Decimal) -> str:
    """The amount in yuan, of at most two decimals: 235900.05 → 贰拾叁万伍仟玖佰元零伍分.

    After 《正确填写票据和结算凭证的基本规定》: 整 closes an amount that ends with yuan or jiao, one 零 stands for zeros
    between digits. Raises InputError for a negative, too large or finer amount.
    """
    if not amount.is_finite() or not 0 <= amount < LIMIT or amount * 100 % 1:
        raise InputError(f"expected an amount from 0 to below 10^12 yuan with at most 2 decimals, found {amount}")
    yuan, rest = divmod(int(amount * 100), 100)
    jiao, fen = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    tenth = f"{DIGITS[jiao]}角" if jiao else "零" if whole and fen else ""
    return whole + tenth + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """Every digit with its place, zeros included; then the zeros are drawn together."""
    if not number:
        return DIGITS[0]
    words = ""
    for place, digit in enumerate(reversed(str(number))):
        group, within = divmod(place, len(PLACES))
        if within == 0:
            words = GROUPS[group] + words
        words = (DIGITS[int(digit)] + PLACES[within] if digit != "0" else DIGITS[0]) + words
    # Zeros at the end of a group fall behind its name; a group of zeros alone has no name.
    words = re.sub(r"零+", "零", words)
    words = re.sub(r"零([万亿])", r"\1零", words)
    return re.sub(r"零+", "零", words.replace("亿万", "亿")).rstrip(DIGITS[0])
