"""`hfcheck accept`: the supplier accepts a deduction (供方确认)."""

from __future__ import annotations

import click

from hfcheck.facts_desk import may_sign
from hfcheck.flow_desk import Word, say_all
from hfcheck.kinds import Acceptance
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("accept")
@click.argument("deductions", metavar="ID...", nargs=-1, required=True)
@click.option("--as", "name", required=True, help="Who says so, with a mandate of the supplier, and whose key signs.")
@click.option("--points", type=click.IntRange(0), help="The points accepted; default: those proposed.")
@click.option("--reason", help="A remark.")
@NEW_KEY
def accept(deductions: tuple[str, ...], name: str, points: int | None, reason: str | None, *, new_key: bool) -> None:
    """Accept a deduction for the supplier (供方确认).

    ID is the deduction's number (扣分编号) that `hfcheck scorecard` prints, such as 9/fault/ups-0903; several may be
    given, and all of them are taken or none.
    """
    station = current_station()
    given = {"points": points, "note": reason}
    says = {field: value for field, value in given.items() if value is not None}
    words = [Word(Acceptance, deduction, says) for deduction in dict.fromkeys(deductions)]
    may_sign(station, name, station.now(), words[0].party)
    entries = say_all(station, words, signer_at_terminal(station, name, create=new_key), station.now())
    for word, entry in zip(words, entries, strict=True):
        click.echo(f"供方已确认：{word.of}，{name}（{entry}）")


COMMAND = accept
