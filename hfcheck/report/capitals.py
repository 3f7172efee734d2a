"""An amount in Chinese capitals (人民币大写), as Chinese papers of account write it beside the figures."""

from __future__ import annotations

from decimal import Decimal

from hfcheck.errors import InputError

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
GROUP = 10 ** len(PLACES)
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
    """A whole number: each digit with its place, each group of four with its name unless all of it is zero."""
    if not number:
        return DIGITS[0]
    words, gap, digits = "", False, str(number)
    for place, digit in zip(reversed(range(len(digits))), digits, strict=True):
        group, within = divmod(place, len(PLACES))
        if digit != "0":
            words += DIGITS[0] * gap + DIGITS[int(digit)] + PLACES[within]
        gap = digit == "0"  # several zeros in a row are written as one, and those at the end not at all
        if within == 0 and number // 10**place % GROUP:
            words += GROUPS[group]
    return words
