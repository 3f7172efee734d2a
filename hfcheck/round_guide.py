"""The terminal guide through a round, in Simplified Chinese.

It gathers the same answers as an answers file holds, into a draft, and has them validated by the same functions.
Nothing is answered by pressing Enter: 正常 is offered, and has to be said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from hfcheck.calendar import Slot
from hfcheck.errors import HfcheckError
from hfcheck.onsite import WORDS, Item, ItemKind, Said, areas, parse_answer
from hfcheck.report import phrases
from hfcheck.report.words import in_words
from hfcheck.round_draft import Draft
from hfcheck.round_entry import Claim, Known, parse_claim, parse_time
from hfcheck.round_facts import Deviation
from hfcheck.rounds import is_late

CHOICES: Mapping[str, str] = {"1": "正常", "2": "异常", "3": "不适用"} | {word: word for word in WORDS}
CHOICE_PROMPT = "  1 正常  2 异常  3 不适用"
NOT_APPLICABLE = "不适用"
FOR_ALL_REST = "*"
ASKED = "asked"  # how many deviations the draft has been asked about: many of them are left without a note


def plain(text: str) -> str:
    """Text of a device on one line that cannot command the terminal."""
    return "".join(mark if mark.isprintable() else "�" for mark in text)


def ask(text: str) -> str:
    """A line of input, possibly empty."""
    return str(click.prompt(text, default="", show_default=False)).strip()


def ask_until(text: str, accept: Callable[[str], Any], hint: str) -> Any:
    """Ask until `accept` takes the input: it returns the answer, or None for one that does not fit."""
    while True:
        accepted = accept(ask(text))
        if accepted is not None:
            return accepted
        click.echo(f"  未记录：{hint}")


@dataclass(frozen=True, slots=True)
class Guide:
    """One session: a slot, what the ledger knows about it, and the draft that the answers go into."""

    slot: Slot
    known: Known
    deviations: Sequence[Deviation]
    draft: Draft
    now: Callable[[], datetime]

    def run(self) -> Claim:
        """Ask for what the draft does not have yet, show it all, and return the claim that the engineer confirms."""
        self._begin()
        for key, question in self._questions().items():
            if key not in self.draft.answers:
                self.draft.put(key, question())
        self._ask_handling()
        self._walk()
        return self._confirm()

    def _questions(self) -> dict[str, Callable[[], object]]:
        return {
            "inspector": lambda: ask_until("巡检人姓名", lambda text: text or None, "姓名不能为空"),
            "arrived": lambda: self._ask_time("到达时间（时:分，回车表示现在）"),
            "runs": self._choose_runs,
        }

    def _begin(self) -> None:
        kind = phrases.SLOTS[str(self.slot.kind)] + ("（暂定：当年放假通知未收录）" if self.slot.provisional else "")
        click.echo(f"巡检时段：{phrases.date_text(self.slot.date.isoformat())} {kind}")
        if self.draft.answers:
            click.echo("继续上次未完成的巡检，已填写的内容保留。")
        if not set(self.draft.answers.get("runs", ())) <= set(self.known.runs):
            self.draft.drop("runs", "handling", ASKED)

    def _ask_time(self, text: str) -> str:
        def accept(found: str) -> str | None:
            try:
                return parse_time(found or "now", self.slot, self.now(), "").isoformat()
            except HfcheckError:
                return None

        return str(ask_until(text, accept, "请输入如 08:50 的时间"))

    def _choose_runs(self) -> list[str]:
        for run, finished in self.known.runs.items():
            click.echo(f"自动巡检：{run}，{finished:%H:%M} 完成，偏离 {len(self.deviations)} 项")
        if self.known.runs:
            return list(self.known.runs)
        click.echo("本时段还没有完整的自动巡检（先运行 hfcheck inspect）；没有它，本轮次须由中心认定。")
        click.confirm("仍然继续", abort=True)
        return []

    def _ask_handling(self) -> None:
        handled, rest = self.draft.answers.setdefault("handling", []), ""
        asked = self.draft.answers.get(ASKED, 0)
        own = [found for found in self.deviations if not found.behind]
        for line, number in Counter(found.behind for found in self.deviations if found.behind).items():
            click.echo(f"{line}中断，其后无应答设备的偏离 {number} 项并入该线路，不逐项询问。")
        for number, found in enumerate(own[asked:], asked + 1):
            click.echo(f"[{number}/{len(own)}] {describe(found)}")
            note = rest or ask(f"  处置说明（回车表示尚未处置；以 {FOR_ALL_REST} 开头则用于其余各项）")
            if note.startswith(FOR_ALL_REST):
                note = rest = note.removeprefix(FOR_ALL_REST).strip()
            if note:
                handled.append({"host": found.host, "check": found.check, "note": note})
            self.draft.put(ASKED, number)

    def _walk(self) -> None:
        answered = self.draft.answers.get("onsite", {})
        for area, items in areas(self.known.items):
            missing = [item for item in items if item.id not in answered]
            if missing:
                click.echo(f"—— {area} ——")
            for item in missing:
                self.draft.put_item(item.id, ask_item(item))
        if "note" not in self.draft.answers:
            self.draft.put("note", ask("其他说明（可留空）"))
        if "completed" not in self.draft.answers:
            self._ask_completion()

    def _ask_completion(self) -> None:
        self.draft.put("completed", self._ask_time("完成时间（时:分，回车表示现在）"))
        completed = datetime.fromisoformat(self.draft.answers["completed"])
        late = is_late(self.slot, completed, self.now()) or self.slot.too_late(completed)
        if late and not self.draft.answers.get("late_reason"):
            self._ask_reason()

    def _ask_reason(self) -> None:
        click.echo("本次录入为补录，须说明原因并由中心批准。")
        self.draft.put("late_reason", ask_until("补录原因", lambda text: text or None, "原因不能为空"))

    def _confirm(self) -> Claim:
        while True:
            changes = self._summary()
            said = ask("y 确认并签名，序号 修改，p序号 附照片，q 保存并退出")
            if said.lower() == "q":
                raise click.Abort
            if said in changes:
                changes[said]()
            elif said.lower() == "y":
                try:
                    answers = {key: found for key, found in self.draft.answers.items() if key != ASKED}
                    return parse_claim(answers, self.slot, self.known, self.now(), "draft")
                except HfcheckError as problem:
                    click.echo(f"不能提交：{problem}")

    def _summary(self) -> dict[str, Callable[[], None]]:
        """Show every answer with its number; returns what to do to change each."""
        answers, rows = self.draft.answers, self._rows()
        click.echo(f"—— 汇总：巡检人 {answers['inspector']}，处置说明 {len(answers['handling'])} 条 ——")
        for number, (title, found, _) in enumerate(rows, 1):
            click.echo(f"{number:>3} {title}：{found}")
        photos = {f"p{number}": self._add_photos(item) for number, item in enumerate(self.known.items, 1) if item.photo}
        return {str(number): change for number, (*_, change) in enumerate(rows, 1)} | photos

    def _rows(self) -> list[tuple[str, str, Callable[[], None]]]:
        answers = self.draft.answers
        return [
            *((item.title, shown(item, answers["onsite"][item.id]), self._changer(item)) for item in self.known.items),
            ("到达时间", phrases.instant_text(answers["arrived"]), self._change_arrival),
            ("完成时间", phrases.instant_text(answers["completed"]), self._ask_completion),
            ("其他说明", answers["note"] or "无", lambda: self.draft.put("note", ask("其他说明"))),
            ("补录原因", answers.get("late_reason") or "不是补录", self._ask_reason),
        ]

    def _changer(self, item: Item) -> Callable[[], None]:
        return lambda: self.draft.put_item(item.id, ask_item(item))

    def _add_photos(self, item: Item) -> Callable[[], None]:
        def add() -> None:
            answer = self.draft.answers["onsite"][item.id]
            photos = dict.fromkeys([*answer.get("photos", []), *_ask_photos()])
            self.draft.put_item(item.id, answer | {"photos": list(photos)})

        return add

    def _change_arrival(self) -> None:
        self.draft.put("arrived", self._ask_time("到达时间（时:分，回车表示现在）"))


def describe(found: Deviation) -> str:
    """A deviation on one line: where, what, expected and found."""
    event = found.event
    expected, seen, offending = (in_words(found.check, event.get(key)) for key in ("expected", "found", "offending"))
    wanted = phrases.expected_text(found.rule, expected, found.unit)
    actual = phrases.actual_text(found.rule, seen, offending, found.unit, event.get("evidence"))
    return plain(f"{found.host} {found.title}：期望 {wanted}，实际 {actual}")


def ask_item(item: Item) -> dict[str, object]:
    """The answer to one item, asked until it fits."""
    answer = ASKING[item.kind](item)
    parsed = parse_answer(item, answer | {"note": "-"}, "")
    if parsed.said is not Said.NORMAL:
        reason = "异常情况" if parsed.said is Said.ABNORMAL else "不适用的原因"
        answer["note"] = ask_until(f"  {reason}", lambda text: text or None, "请用一句话说明")
        if item.photo:
            answer["photos"] = _ask_photos()
    return answer


def _ask_photos() -> list[str]:
    photos: list[str] = []
    while path := ask("  照片文件（回车结束）"):
        found = Path(path).expanduser().absolute()
        if not found.is_file():
            click.echo("  未记录：找不到这个文件")
        elif str(found) not in photos:
            photos.append(str(found))
    return photos


def _ask_choice(item: Item) -> dict[str, object]:
    click.echo(f"{item.title}")
    return {"answer": ask_until(CHOICE_PROMPT, CHOICES.get, "请输入 1、2 或 3，不能留空")}


def _ask_number(item: Item) -> dict[str, object]:
    def accept(text: str) -> dict[str, object] | None:
        if text == NOT_APPLICABLE:
            return {"answer": NOT_APPLICABLE}
        try:
            answer: dict[str, object] = {"value": float(text), "note": "-"}
            parse_answer(item, answer, "")
        except (ValueError, HfcheckError):
            return None
        return {"value": float(text)}

    hint = f"请输入数字（单位 {item.unit}，不写单位）；没有此设备时输入 {NOT_APPLICABLE}"
    answer: dict[str, object] = ask_until(f"{item.title}（{item.range}）", accept, hint)
    if "value" in answer and parse_answer(item, answer | {"note": "-"}, "").said is Said.ABNORMAL:
        click.echo(f"  超出范围 {item.range}，记为异常。")
    return answer


def _ask_text(item: Item) -> dict[str, object]:
    answer = _ask_choice(item)
    if answer["answer"] != NOT_APPLICABLE:
        answer["value"] = ask_until("  内容", lambda text: text or None, "不能留空；没有时写 无")
    return answer


ASKING: Mapping[ItemKind, Callable[[Item], dict[str, object]]] = {
    ItemKind.CHOICE: _ask_choice,
    ItemKind.NUMBER: _ask_number,
    ItemKind.TEXT: _ask_text,
}


def shown(item: Item, answer: Mapping[str, Any]) -> str:
    """An answer as the summary shows it."""
    parsed = parse_answer(item, answer, "")
    value = f"{parsed.value:g} {item.unit} " if isinstance(parsed.value, float) else f"{parsed.value or ''} "
    photos = f"，照片 {len(parsed.photos)} 张" if parsed.photos else ""
    return f"{value}{phrases.ANSWERS[parsed.said]} {parsed.note}".strip() + photos
