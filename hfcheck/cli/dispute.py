"""`hfcheck dispute`: the supplier objects to a deduction (申诉)."""

from __future__ import annotations

import click

from hfcheck.facts_desk import may_sign
from hfcheck.flow_desk import Word, say
from hfcheck.kinds import Dispute
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("dispute")
@click.argument("deduction", metavar="ID")
@click.option("--as", "name", required=True, help="Who says so, with a mandate of the supplier, and whose key signs.")
@click.option("--reason", required=True, help="What speaks against the deduction.")
@NEW_KEY
def dispute(deduction: str, name: str, reason: str, *, new_key: bool) -> None:
    """Dispute a deduction for the supplier (申诉).

    The group then decides.
    ID is the deduction's number (扣分编号) that `hfcheck scorecard` prints, such as 9/fault/ups-0903.
    """
    station = current_station()
    says = {"reason": reason}
    word = Word(Dispute, deduction, says)
    may_sign(station, name, station.now(), word.party)
    entry = say(station, word, signer_at_terminal(station, name, create=new_key), station.now())
    click.echo(f"已申诉：{deduction}，{name}（{entry}）")


COMMAND = dispute
