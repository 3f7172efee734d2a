"""`hfcheck round`: guide an engineer through a round, or take the answers from a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from hfcheck.notices import calendar
from hfcheck.onsite import WORDS, Item, ItemKind
from hfcheck.round_draft import open_draft
from hfcheck.round_entry import check_keys, choose_slot, parse_claim, text_of
from hfcheck.round_guide import Guide
from hfcheck.rounds_desk import Closed, checklist, close_round, read_yaml, situation
from hfcheck.signers import Signer
from hfcheck.station import Station, current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal, write_documents

INTERRUPTED = 3
HEAD = """\
# 巡检答案文件：逐项填写，空着的项不会被当作正常。异常、不适用须写成 {answer: 异常, note: 说明, photos: [照片文件]}。
slot:            # 如 2026-11-23/morning；留空为当前时段
inspector:       # 巡检人姓名
arrived:         # 到达时间，如 "08:50"，须加引号
completed: now   # 完成时间，或 now
runs: latest     # 本时段最近的完整自动巡检，或 [运行编号]
handling: []     # [{host: 主机, check: 检查项, note: 处置说明}]
note:
late_reason:     # 补录时必填
onsite:
"""


@click.command("round")
@click.option("-i", "--inventory", default="inventory/lab", show_default=True, help="Whose on-site checklist to ask.")
@click.option(
    "--answers", type=click.Path(dir_okay=False, path_type=Path), help="Take the answers from this YAML file."
)
@click.option(
    "--slot", metavar="DATE/KIND", help="The slot, such as 2026-11-23/morning; default: the one that is open."
)
@click.option("--reason", help="Why the entry is late (补录).")
@click.option("--template", is_flag=True, help="Print an answers file to be filled in, and end.")
@NEW_KEY
def round_(  # noqa: PLR0913 - one parameter an option
    inventory: str, answers: Path | None, slot: str | None, reason: str | None, *, template: bool, new_key: bool
) -> None:
    """Close a round: automatic runs, checklist, signature.

    Without --answers a guide in Simplified Chinese asks for everything; interrupted, it goes on where it was left.
    """
    items = checklist(inventory)
    if template:
        click.echo(template_of(items), nl=False)
        return
    station, given = current_station(), {"slot": slot, "late_reason": reason}
    closed = _from_file(station, items, answers, given, new_key) if answers else _guided(station, items, given)
    click.echo(f"已记录并签名：{closed.round}")
    write_documents(station, closed.round)


Given = Mapping[str, str | None]


def _from_file(station: Station, items: tuple[Item, ...], path: Path, given: Given, new_key: bool) -> Closed:
    document = dict(check_keys(read_yaml(path), str(path))) | {key: value for key, value in given.items() if value}
    now = station.now()
    slot = choose_slot(calendar(), text_of(document, "slot", str(path)) or None, now)
    known = situation(station, slot, items).known
    claim = parse_claim(document, slot, known, now, str(path))
    return close_round(
        station, claim, signer_at_terminal(station, claim.inspector, create=new_key, attended=False), path.parent
    )


def _guided(station: Station, items: tuple[Item, ...], given: Given) -> Closed:
    slot = choose_slot(calendar(), given["slot"], station.now())
    draft = open_draft(station, slot)
    if given["late_reason"]:
        draft.put("late_reason", given["late_reason"])
    found = situation(station, slot, items)
    try:
        claim = Guide(slot, found.known, found.deviations, draft, station.now).run()
        closed = close_round(station, claim, _inspector(station, claim.inspector), Path.cwd())
    except (click.Abort, KeyboardInterrupt):
        saved = f"已保存到 {draft.path}" if draft.kept else "尚无答案，未保存"
        click.echo(f"\n{saved}，再次运行 hfcheck round --slot {slot.id} 继续。")
        sys.exit(INTERRUPTED)
    draft.remove()
    return closed


def _inspector(station: Station, name: str) -> Signer:
    key_is_new = not (station.keys / f"{name}.pem").exists()
    return signer_at_terminal(station, name, create=key_is_new and click.confirm(f"{name} 还没有签名密钥，现在生成"))


def template_of(items: tuple[Item, ...]) -> str:
    """An answers file without answers: as it is, it is refused."""
    lines = [f"  {item.id}:  # {item.area} {item.title}：{hint(item)}" for item in items]
    return HEAD + "\n".join(lines) + "\n"


def hint(item: Item) -> str:
    """How an item is answered in a file."""
    match item.kind:
        case ItemKind.NUMBER:
            return f"数字，{item.range}"
        case ItemKind.TEXT:
            return "{answer: 正常, value: 一句话}"
        case ItemKind.CHOICE:
            return "、".join(WORDS)


COMMAND = round_
