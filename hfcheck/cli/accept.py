"""`hfcheck accept`: the supplier accepts a deduction (供方确认)."""

from __future__ import annotations

import click

from hfcheck.facts_desk import may_sign
from hfcheck.flow_desk import Word, say
from hfcheck.kinds import Acceptance
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("accept")
@click.argument("deduction", metavar="ID")
@click.option("--as", "name", required=True, help="Who says so, with a mandate of the supplier, and whose key signs.")
@click.option("--points", type=click.IntRange(0), help="The points accepted; default: those proposed.")
@click.option("--reason", help="A remark.")
@NEW_KEY
def accept(deduction: str, name: str, points: int | None, reason: str | None, *, new_key: bool) -> None:
    """Accept a deduction for the supplier (供方确认).

    ID is the deduction's number (扣分编号) that `hfcheck scorecard` prints, such as 9/fault/ups-0903.
    """
    station = current_station()
    given = {"points": points, "note": reason}
    says = {field: value for field, value in given.items() if value is not None}
    word = Word(Acceptance, deduction, says)
    may_sign(station, name, station.now(), word.party)
    entry = say(station, word, signer_at_terminal(station, name, create=new_key), station.now())
    click.echo(f"供方已确认：{deduction}，{name}（{entry}）")


COMMAND = accept
