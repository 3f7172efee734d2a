"""The consistency report (数据一致性报告) of an export: every table with its rows and checksum, and what differed.

It tells what hfcheck/target/backup/taking.py wrote beside the dumps after it had restored all of them into scratch
servers and compared them with the databases they came from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.report.paper import Cell, Grid, Head, Labelled, Paper, Section, Signing

TITLE = "系统切换数据移植一致性报告"
HEADS = (
    Head("数据表", 44),
    Head("行数", 16, "right", "#,##0"),
    Head("校验和", 26, "right"),
    Head("核对", 14, "centre"),
)
FILES = (Head("数据库", 30), Head("导出文件", 24), Head("字节", 16, "right", "#,##0"), Head("SHA-256", 30))
OTHERS = (Head("数据库", 26), Head("数据表", 26), Head("问题", 16), Head("应为", 16), Head("实为", 16))
KINDS = {
    "database": "缺少数据库",
    "file": "导出文件损坏",
    "missing": "缺表",
    "extra": "多表",
    "rows": "行数不符",
    "content": "内容不符",
    "restore": "恢复失败",
    "stale": "过期",
}
DIFFERENCE = ("database", "table", "kind", "expected", "found")
HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
SIGNERS = ("驻场工程师", "系统管理员", "采购人（盖章）")


@dataclass(frozen=True, slots=True)
class Database:
    """A database of an export. `tables`: name → rows and checksum."""

    file: str
    size: int
    sha256: str
    tables: Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an export was found to be. `differences`: database, table, kind, expected, found."""

    host: str
    taken_at: datetime
    databases: Mapping[str, Database]
    differences: Sequence[tuple[str, str, str, str, str]]
    different: int

    @classmethod
    def of(cls, found: Any) -> Self:
        """The comparison in plain values; InputError when they are not those of an export."""
        try:
            told = cls(
                str(found["host"]),
                datetime.fromtimestamp(float(found["taken_at"]), tz=SHANGHAI),
                {str(name): _database(one) for name, one in found["databases"].items()},
                [_difference(one) for one in found["differences"]],
                int(found["different"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as problem:
            raise InputError(
                f"expected consistency.json of an export, found {type(problem).__name__}: {problem}"
            ) from None
        if not HOST.fullmatch(told.host):
            raise InputError(f"expected the name of a host, found {told.host[:80]!r}")
        if told.different < len(told.differences) or bool(found.get("ok")) != (told.different == 0):
            raise InputError("expected a verdict that fits the differences, found another")
        return told


def _difference(found: Any) -> tuple[str, str, str, str, str]:
    database, table, kind, expected, seen = (str(found[key]) for key in DIFFERENCE)
    return database, table, kind, expected, seen


def _database(found: Any) -> Database:
    tables = {str(name): (int(rows), str(int(checksum))) for name, (rows, checksum) in found["tables"].items()}
    return Database(str(found["file"]), int(found["bytes"]), str(found["sha256"]), tables)


def consistency_paper(told: Comparison, centre: str, made: datetime) -> Paper:
    """The paper of a comparison, to be signed by who hands the data over and who takes it."""
    tables = [table for one in told.databases.values() for table in one.tables.values()]
    verdict = "全部一致" if told.different == 0 else f"{told.different} 处不一致，不能移交"
    return Paper(
        file="consistency",
        title=TITLE,
        subtitle=f"{told.host} {told.taken_at:%Y-%m-%d %H:%M:%S}",
        centre=centre,
        made=made,
        facts=(
            Labelled("服务器", told.host),
            Labelled("导出时间", f"{told.taken_at:%Y-%m-%d %H:%M:%S}"),
            Labelled("数据库", f"{len(told.databases)} 个"),
            Labelled("数据表", f"{len(tables)} 张，共 {sum(rows for rows, _ in tables):,} 行"),
            Labelled("结论", verdict, wide=True),
        ),
        sections=(_summary(told), *(_tables(name, one, told) for name, one in told.databases.items())),
        signings=tuple(Signing(title) for title in SIGNERS),
    )


def _summary(told: Comparison) -> Section:
    method = (
        "导出时在同一个一致性快照内计算每张表的行数和校验和；导出文件随后恢复到独立的临时实例，逐表重新计算并比较。"
        "校验和为每行内容 SHA-256 前 60 位之和，与行的先后无关；相同的校验和表示内容相同，不用于防范蓄意伪造。"
    )
    files = tuple(
        (Cell(name), Cell(one.file), Cell(f"{one.size:,}", Decimal(one.size)), Cell(one.sha256))
        for name, one in told.databases.items()
    )
    others = tuple(
        (Cell(database), Cell(table or "—"), Cell(KINDS.get(kind, kind), tone="bad"), Cell(expected), Cell(found))
        for database, table, kind, expected, found in told.differences
    )
    more = told.different - len(others)
    about = f"另有 {more} 处未列出" if more else ""
    grids = (Grid("files", "导出文件", FILES, files), Grid("differences", "不一致之处", OTHERS, others, about=about))
    return Section("summary", "一、结论与方法", paragraphs=(method,), grids=grids)


def _tables(name: str, one: Database, told: Comparison) -> Section:
    wrong = {table: kind for database, table, kind, _, _ in told.differences if database == name}
    # What concerns the whole database leaves no table of it proved; nor do differences that are not listed.
    unproved = "" in wrong or one.file in wrong or told.different > len(told.differences)
    rows = tuple(
        (Cell(table), Cell(f"{count:,}", Decimal(count)), Cell(checksum), _verdict(wrong.get(table), unproved=unproved))
        for table, (count, checksum) in one.tables.items()
    )
    return Section(f"database_{name}", name, level=2, grids=(Grid(f"tables_{name}", "", HEADS, rows, "没有数据表"),))


def _verdict(kind: str | None, *, unproved: bool) -> Cell:
    if kind is not None:
        return Cell(KINDS.get(kind, kind), tone="bad", shaded=True)
    return Cell("未核对", tone="warn", shaded=True) if unproved else Cell("一致", tone="good")
