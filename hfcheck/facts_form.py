"""The form in the terminal: asks in Simplified Chinese for the fields of one statement.

Enter means "not known" and says nothing; a field without which the record says nothing is asked for again. Whoever is
in a hurry leaves everything else unknown with one dot, and types of a time only what is not plain today.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from string import Formatter
from typing import Any

import click

from hfcheck.facts_desk import known
from hfcheck.kinds import Kind
from hfcheck.kinds.fields import Field, Shape, UnreadableError, fields_of
from hfcheck.round_guide import ask_until, plain
from hfcheck.standing import stated
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
REST = "."
GUIDE = "回车：不清楚；句点 .：其余都不清楚；当天的时间可只填 08:12，此刻填 现在"
NOW = frozenset({"现在", "now"})
SHORT = re.compile(r"(?:(?:(20\d\d)-)?(\d{1,2})-(\d{1,2})[ T])?(\d{1,2})[:：](\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """One statement to be asked for; `body` is what is said of it already.

    `only`: the fields whose answers did not fit, which alone are asked for again; None on the first pass.
    """

    station: Station
    kind: type[Kind]
    body: Mapping[str, Any]
    only: frozenset[str] | None = None

    def fill(self) -> dict[str, Any]:
        """The whole statement as plain data; what was given is not asked for."""
        envelope, fields = fields_of(Envelope), fields_of(self.kind)
        says = dict(self.body.get("says") or {})
        says |= self._asked({name: fields[name] for name in self._usual() if name not in says}, needed=True)
        body = {**self.body, "says": says}
        body["subject"] = body.get("subject") or usual_subject(self.kind, says) or self._answer(envelope["subject"])
        held = self._held(str(body["subject"]))
        if body.get("corrects") or body.get("withdraws"):
            body["because"] = body.get("because") or self._answer(envelope["because"], needed=True)
        if not body.get("withdraws"):
            says |= self._asked(self._open(says, held), needed=not held)
        body["by"] = body.get("by") or self._answer(envelope["by"])
        return body

    def again(self, body: Mapping[str, Any], wrong: Collection[str]) -> Form | None:
        """The form that asks for these answers of a statement once more; None if it would ask for none of them."""
        says = {name: answer for name, answer in body["says"].items() if name not in wrong}
        asked = self._open(says, self._known(str(body["subject"]))).keys() & set(wrong)
        subject = self.body.get("subject") if self.kind.subject else body["subject"]
        form = replace(self, body={**body, "says": says, "subject": subject}, only=frozenset(asked))
        return form if asked else None

    def _usual(self) -> list[str]:
        """The fields that the usual subject is made of, so that they have to come first."""
        named = [name for _, name, _, _ in Formatter().parse(self.kind.subject) if name]
        return [] if self.body.get("subject") or self.body.get("withdraws") else named

    def _held(self, subject: str) -> Mapping[str, Any]:
        """What is said of the record already, which is shown."""
        past, held = known(self.station, f"{self.kind.type}/{subject}"), self._known(subject)
        if past and self.only is None:
            click.echo(f"—— 已有 {len(past)} 条记载，本条为第 {len(past) + 1} 条 ——")
            show(self.kind, held)
        return held

    def _known(self, subject: str) -> Mapping[str, Any]:
        return stated(known(self.station, f"{self.kind.type}/{subject}"))

    def _open(self, says: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Field]:
        """The fields to ask for: what nobody said, or, for a correction, everything."""
        corrects = bool(self.body.get("corrects"))
        asked = {name: field for name, field in fields_of(self.kind).items() if name not in self.kind.filled}
        return {
            name: field
            for name, field in asked.items()
            if name not in says and (corrects or name not in held) and (self.only is None or name in self.only)
        }

    def _asked(self, fields: Mapping[str, Field], *, needed: bool) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        hurried = False
        for name, field in fields.items():
            must = needed and field.needed
            answer = UNKNOWN if hurried and not must else self._answer(field, needed=must)
            hurried = hurried or answer is REST
            if answer is not REST and answer != UNKNOWN:
                answers[name] = answer
        return answers

    def _answer(self, field: Field, *, needed: bool | None = None) -> Any:
        """A value of a field; UNKNOWN for Enter and REST for a dot where these are answers."""
        must = field.needed if needed is None else needed

        def accept(text: str) -> Any:
            if not must and text in {UNKNOWN, REST}:
                return REST if text else UNKNOWN
            try:
                return field.read(_meant(field, text, self.station.now())) if text else None
            except UnreadableError:
                return None

        hint = HINTS[field.shape] + ("；此项必填" if must else "，不清楚时直接回车")
        return ask_until(_question(field, must=must), accept, hint)


def _question(field: Field, *, must: bool) -> str:
    about = f"（{field.about}）" if field.about else ""
    choices = "".join(f"  {number} {word}" for number, word in enumerate(field.words.values(), 1))
    return f"{field.title}{'*' if must else ''}{about}{choices}{' 是/否' if field.shape is Shape.FLAG else ''}"


def _meant(field: Field, text: str, now: datetime) -> str:
    """What was typed as the field reads it: the choice of a number, an instant with its day."""
    if field.shape is Shape.INSTANT:
        return whole_instant(text, now)
    values = list(field.words)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return values[number - 1] if 0 < number <= len(values) else text


def whole_instant(text: str, now: datetime) -> str:
    """A time typed in short with its day: 8:12 is today's, 9-3 8:12 this year's; anything else as it is."""
    if text.lower() in NOW:
        return f"{now:%Y-%m-%d %H:%M}"
    short = SHORT.fullmatch(text)
    if short is None:
        return text
    given = [None if part is None else int(part) for part in short.groups()]
    year, month, day, hour, minute = (
        part or own for part, own in zip(given, (*now.timetuple()[:3], 0, 0), strict=True)
    )
    return f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}"


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
