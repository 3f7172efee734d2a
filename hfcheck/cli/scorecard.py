"""`hfcheck scorecard`: a month's sheet (月考核表) as a preview, or finalised when nothing is open."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Mapping

import click

from hfcheck.assessment_desk import Month, finalise, month_of
from hfcheck.book import PARTIES
from hfcheck.cli.calendar import parse_month
from hfcheck.errors import InputError
from hfcheck.kinds import Party
from hfcheck.papers_desk import write_sheet
from hfcheck.rulings import clock
from hfcheck.scorecard import STAGES, ItemSheet, Line, Obstacle, Sheet, Stage, plain
from hfcheck.sheet_facts import Finalised
from hfcheck.station import current_station
from hfcheck.table import show

OPEN = "待定"
TITLES = ("序号", "考核类别", "扣分", "状态", "扣分标准")
LINES = ("扣分编号", "分值", "状态", "时间", "说明")
SIDE_BY_SIDE = 3  # so many numbers of deductions stand in a row: none is folded, each can be copied
# The commands that move a deduction on, by how it stands.
NEXT: Mapping[Stage, str] = {
    Stage.CANDIDATE: "hfcheck accept|dispute|decide 扣分编号 --as 姓名",
    Stage.DISPUTED: "hfcheck decide 扣分编号 --as 姓名 --points 分值 --reason 理由",
}
TRIAGE = "hfcheck log triage --set of="
NOT_FINAL = 1


@click.command("scorecard")
@click.argument("month", metavar="YYYY-MM")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--preview", is_flag=True, help="Show today's view and finalise nothing.")
@click.option("--revise", is_flag=True, help="Finalise another revision of a month that is finalised already.")
@click.option("--because", default="", help="Why there is another revision.")
def scorecard(month: str, because: str, *, as_json: bool, preview: bool, revise: bool) -> None:
    """Show a month's sheet, and finalise it when nothing is open.

    A finalised month gets its papers at once, and again with every signature.
    Ends 0 when the month is finalised or nothing is open, 1 for a preview (试算) with something in the way.
    """
    parse_month(month)
    if preview and revise:
        raise InputError("expected either --preview or --revise, found both")
    if because and not revise:
        raise InputError("expected --because together with --revise, found it alone")
    station = current_station()
    before = month_of(station, month, station.now())
    first = not preview and before.newest is None and not before.preview.obstacles
    found = finalise(station, month, station.now(), because) if first or revise else before
    files = write_sheet(station, month, station.now()) if first or revise else []
    final = None if preview else found.newest
    if as_json:
        click.echo(json.dumps(document(found, final), ensure_ascii=False, indent=2))
    else:
        tell(found, final)
        if final and not files:
            click.echo(f"文件：hfcheck report {month}")
        for path in files:
            click.echo(str(path))
    sys.exit(NOT_FINAL if final is None and found.preview.obstacles else 0)


def tell(found: Month, final: Finalised | None) -> None:
    """Print a sheet with what it says, and what is to be done next."""
    sheet = final.sheet if final else found.preview
    click.echo(heading(sheet))
    show(TITLES, [("", row(item)) for item in sheet.items])
    lines = [line for item in sheet.items for line in item.lines]
    if lines:
        click.echo("")
        show(LINES, [("red" if line.points is None else "", line_row(line)) for line in lines], notes=True)
    for sentence in outlook(found, final):
        click.echo(sentence)


def heading(sheet: Sheet) -> str:
    """Which month, whether it counts, and its points."""
    state = f"第 {sheet.revision} 版定稿" if sheet.final else "试算，不作为考核依据"
    total = OPEN if sheet.total is None else f"{sheet.total} 分"
    return f"{sheet.month} 月考核表（{state}），合计 {total}"


def row(item: ItemSheet) -> tuple[str, ...]:
    """One line of the annex as the table's cells."""
    stages = "、".join(dict.fromkeys(STAGES[line.stage] for line in item.lines))
    points = OPEN if item.points is None else str(item.points)
    return str(item.item), item.category, points, stages or "无扣分", item.standard


def line_row(line: Line) -> tuple[str, ...]:
    """One deduction as the table's cells."""
    settled = line.points is not None and line.stage is not Stage.CANDIDATE
    points = str(line.points) if settled else OPEN if line.proposed is None else f"拟 {line.proposed}"
    said = "；".join(filter(None, (line.reason, line.said)))
    return line.id, points, STAGES[line.stage], clock(line.at), said


def outlook(found: Month, final: Finalised | None) -> Iterator[str]:
    """What stands in the way, which signatures are missing, what changed since."""
    month = found.preview.month
    if final is None:
        yield from open_matters(found.preview)
        return
    for party in Party:
        names = "、".join(final.sheet.signed.get(party, ()))
        if names:
            yield f"{PARTIES[party]}已签字：{names}"
        else:
            yield f"待{PARTIES[party]}签字：hfcheck sign {final.entry.id} --as 姓名"
    if found.changes:
        yield "定稿后台账有变化："
        yield from (f"  {sentence}" for sentence in found.changes)
        yield f"如需更正：hfcheck scorecard {month} --revise --because 理由"


def open_matters(sheet: Sheet) -> Iterator[str]:
    """What is open, by what would settle it: the deductions by their numbers, everything else with its sentence."""
    lines = {line.id: line for item in sheet.items for line in item.lines}
    groups: dict[tuple[str, str], list[Obstacle]] = {}
    for one in sheet.obstacles:
        groups.setdefault((one.settles, _command(one, lines)), []).append(one)
    if groups:
        yield f"\n未决 {len(sheet.obstacles)} 项，全部办结后方可定稿："
    for (settles, command), members in groups.items():
        yield f"◆ {settles}（{len(members)} 项）" + (f"：{command}" if command else "")
        yield from _numbers([one.what for one in members if one.what in lines])
        for one in members:
            if one.what not in lines:
                yield f"  {one.what}：{one.sentence}"
                yield from _triage(one)


def _command(one: Obstacle, lines: Mapping[str, Line]) -> str:
    return NEXT.get(lines[one.what].stage, "") if one.what in lines else ""


def _numbers(ids: list[str]) -> Iterator[str]:
    for start in range(0, len(ids), SIDE_BY_SIDE):
        yield "  " + "  ".join(ids[start : start + SIDE_BY_SIDE])


def _triage(one: Obstacle) -> Iterator[str]:
    """The command for a candidate incident, to be copied as it stands."""
    if one.what.startswith("candidate/"):
        yield f"    {TRIAGE}{shlex.quote(one.what)}"


def document(found: Month, final: Finalised | None) -> dict[str, object]:
    """The month as plain data."""
    sheet = final.sheet if final else found.preview
    return {
        **plain(sheet),
        "final": sheet.final,
        "total": sheet.total,
        "entry": final.entry.id if final else None,
        "unsigned": [str(party) for party in final.unsigned] if final else None,
        "changes": list(found.changes) if final else [],
    }


COMMAND = scorecard
