"""What the papers of a month share: how an unknown, a number, an instant and a span are written, and who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hfcheck.clauses import Scalar, Value
from hfcheck.kinds import Contract, Kind, Party
from hfcheck.model import SHANGHAI
from hfcheck.promises import minutes_text
from hfcheck.report.paper import Cell, Head, Labelled, Row, Signing
from hfcheck.report.record import Seal

UNKNOWN = "未记录"
OPEN = "待定"
NOT_GIVEN = "附件未规定"
PREVIEW = "试算"
SERVICE = "业务系统及机房安全运维服务"


@dataclass(frozen=True, slots=True)
class Issue:
    """What every paper of a ledger carries: the contract, the instant it was made for, and its seal (None: preview)."""

    contract: Contract
    made: datetime
    seal: Seal | None = None

    @property
    def watermark(self) -> str:
        """试算 while the paper is not sealed."""
        return "" if self.seal else PREVIEW

    def head(self) -> tuple[Labelled, ...]:
        """The boxes that name the contract and its parties."""
        first, last = self.contract.first_day, self.contract.last_day
        return (
            Labelled("合同名称", self.contract.name, wide=True),
            Labelled("采购人", self.contract.centre),
            Labelled("供应商", self.contract.supplier),
            Labelled("合同编号", self.contract.number or UNKNOWN),
            Labelled("服务期限", f"{first} 至 {last}"),
        )


def signings(titles: Mapping[Party, str], signed: Mapping[Party, tuple[str, ...]]) -> tuple[Signing, ...]:
    """A place to sign for each party, with the names of those whose electronic signature is there."""
    return tuple(
        Signing(title, "、".join(signed.get(party, ())), "已电子签名" if signed.get(party) else "未签名")
        for party, title in titles.items()
    )


def month_text(month: str) -> str:
    """2025-09 → 2025年9月."""
    year, number = map(int, month.split("-"))
    return f"{year}年{number}月"


def instant_text(instant: datetime | None) -> str:
    """To the minute, in the centre's time zone: 2025-09-03 08:12."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else UNKNOWN


def span_text(span: timedelta | None) -> str:
    """A length of time in Chinese."""
    return UNKNOWN if span is None else minutes_text(span)


def between(start: datetime | None, end: datetime | None) -> str:
    """How long something took, when both ends are known."""
    return span_text(end - start if start and end else None)


def yes_no(answer: bool | None) -> str:
    """是, 否, or that nobody said."""
    return UNKNOWN if answer is None else "是" if answer else "否"


def number_text(number: int | None, unit: str = "") -> str:
    """A number with its unit; what is not known is never zero."""
    return UNKNOWN if number is None else f"{number}{unit}"


def word(kind: type[Kind], field: str, value: str | None) -> str:
    """The Chinese word of a choice, as the kind declares it."""
    extra = kind.model_fields[field].json_schema_extra
    words = extra.get("words") if isinstance(extra, dict) else None
    return UNKNOWN if value is None else str(words[value]) if isinstance(words, dict) and value in words else value


def term_text(value: Value, scalar: Scalar) -> str:
    """A dated value: a number with its unit, the words of a policy, or that the annex leaves it out."""
    if scalar is None:
        return NOT_GIVEN
    if isinstance(scalar, str):
        return value.choices.get(scalar, scalar)
    return f"{scalar} {value.unit}".strip()


def heads(*titles: tuple[str, int]) -> tuple[Head, ...]:
    """Columns of text from titles and shares of the width."""
    return tuple(Head(title, share) for title, share in titles)


def counts(*titles: tuple[str, int]) -> tuple[Head, ...]:
    """Columns of whole numbers."""
    return tuple(Head(title, share, "centre") for title, share in titles)


def told(*values: str | int | None) -> Row:
    """A row of texts and whole numbers; what is not known is said so, softly."""
    return tuple(_cell(UNKNOWN if value is None else value) for value in values)


def _cell(value: str | int) -> Cell:
    if isinstance(value, int):
        return Cell(str(value), Decimal(value))
    return Cell(value, tone="soft" if value == UNKNOWN else "")


def points_cell(points: int | None, *, name: str = "", formula: str = "", tone: str = "") -> Cell:
    """Points as a number; 待定 while they are open, without a formula that would count them as zero."""
    if points is None:
        return Cell(OPEN, name=name, tone="warn")
    return Cell(str(points), Decimal(points), formula, name, tone)
