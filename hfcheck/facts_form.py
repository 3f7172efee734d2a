"""The form in the terminal: asks in Simplified Chinese for the fields of one statement.

Enter means "not known" and says nothing; a field without which the record says nothing is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

import click

from hfcheck.book import standing
from hfcheck.facts_desk import known
from hfcheck.kinds import Kind
from hfcheck.kinds.fields import Field, Shape, UnreadableError, fields_of
from hfcheck.round_guide import ask_until, plain
from hfcheck.statements import Envelope, usual_subject
from hfcheck.station import Station

HINTS: Mapping[Shape, str] = {
    Shape.CHOICE: "请输入序号或所列文字",
    Shape.FLAG: "请输入 是 或 否",
    Shape.INSTANT: "请输入如 2025-09-03 08:12 的时间",
    Shape.DAY: "请输入如 2025-09-03 的日期",
    Shape.NUMBER: "请输入 0 以上的整数",
    Shape.MONEY: "请输入如 337000.00 的金额",
    Shape.SCALAR: "请输入整数或文字",
    Shape.LIST: "请输入文字，多项以 、 分隔",
    Shape.TEXT: "格式或长度不符合要求",
}
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One statement to be asked for; `body` is what the command line has said of it already."""

    station: Station
    kind: type[Kind]
    body: Mapping[str, Any]

    def fill(self) -> dict[str, Any]:
        """The whole statement as plain data; what was given is not asked for."""
        envelope, fields = fields_of(Envelope), fields_of(self.kind)
        says = dict(self.body.get("says") or {})
        says |= self._asked({name: fields[name] for name in self._usual() if name not in says}, needed=True)
        body = {**self.body, "says": says}
        body["subject"] = body.get("subject") or usual_subject(self.kind, says) or _answer(envelope["subject"])
        held = self._held(str(body["subject"]))
        if body.get("corrects") or body.get("withdraws"):
            body["because"] = body.get("because") or _answer(envelope["because"], needed=True)
        if not body.get("withdraws"):
            says |= self._asked(self._open(says, held), needed=not held)
        body["by"] = body.get("by") or _answer(envelope["by"])
        return body

    def _usual(self) -> list[str]:
        """The fields that the usual subject is made of, so that they have to come first."""
        named = [name for _, name, _, _ in Formatter().parse(self.kind.subject) if name]
        return [] if self.body.get("subject") or self.body.get("withdraws") else named

    def _held(self, subject: str) -> Mapping[str, Any]:
        """What is said of the record already, which is shown."""
        past = known(self.station, f"{self.kind.type}/{subject}")
        held = {name: one[0]["says"][name] for name, one in standing(past).items() if one}
        if past:
            click.echo(f"—— 已有 {len(past)} 条记载，本条为第 {len(past) + 1} 条 ——")
            show(self.kind, held)
        return held

    def _open(self, says: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Field]:
        """The fields to ask for: what nobody said, or, for a correction, everything."""
        corrects = bool(self.body.get("corrects"))
        return {
            name: field
            for name, field in fields_of(self.kind).items()
            if name not in says and (corrects or name not in held)
        }

    def _asked(self, fields: Mapping[str, Field], *, needed: bool) -> dict[str, Any]:
        answers = {name: _answer(field, needed=needed and field.needed) for name, field in fields.items()}
        return {name: answer for name, answer in answers.items() if answer != UNKNOWN}


def _answer(field: Field, *, needed: bool | None = None) -> Any:
    """A value of a field, or UNKNOWN for Enter where that is an answer."""
    must = field.needed if needed is None else needed

    def accept(text: str) -> Any:
        if not text:
            return None if must else UNKNOWN
        try:
            return field.read(_chosen(field, text))
        except UnreadableError:
            return None

    hint = HINTS[field.shape] + ("；此项必填" if must else "，不清楚时直接回车")
    return ask_until(_question(field, must=must), accept, hint)


def _question(field: Field, *, must: bool) -> str:
    about = f"（{field.about}）" if field.about else ""
    choices = "".join(f"  {number} {word}" for number, word in enumerate(field.words.values(), 1))
    return f"{field.title}{'*' if must else ''}{about}{choices}{' 是/否' if field.shape is Shape.FLAG else ''}"


def _chosen(field: Field, text: str) -> str:
    values = list(field.words)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return values[number - 1] if 0 < number <= len(values) else text


def show(kind: type[Kind], says: Mapping[str, Any]) -> None:
    """Fields with their values, a line each."""
    for name, field in fields_of(kind).items():
        if name in says:
            click.echo(plain(f"  {field.title}：{field.show(says[name])}"))


def confirm(kind: type[Kind], event: Mapping[str, Any]) -> None:
    """Show a statement as it would be kept and ask whether it is right; raises click.Abort for a no."""
    click.echo(plain(f"—— {kind.title} {event['id']}，填报人 {event['by']} ——"))
    show(kind, event.get("says") or {})
    for name in ("corrects", "because", "withdraws"):
        if name in event:
            field = fields_of(Envelope)[name]
            click.echo(plain(f"  {field.title}：{field.show(event[name])}"))
    click.confirm("确认记录", abort=True)
