"""`hfcheck dispute`: the supplier objects to a deduction (申诉)."""

from __future__ import annotations

import click

from hfcheck.facts_desk import may_sign
from hfcheck.flow_desk import Word, say_all
from hfcheck.kinds import Dispute
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("dispute")
@click.argument("deductions", metavar="ID...", nargs=-1, required=True)
@click.option("--as", "name", required=True, help="Who says so, with a mandate of the supplier, and whose key signs.")
@click.option("--reason", required=True, help="What speaks against the deduction.")
@NEW_KEY
def dispute(deductions: tuple[str, ...], name: str, reason: str, *, new_key: bool) -> None:
    """Dispute a deduction for the supplier (申诉).

    The group then decides.
    ID is the deduction's number (扣分编号) that `hfcheck scorecard` prints, such as 9/fault/ups-0903; several may be
    given, and all of them are taken or none.
    """
    station = current_station()
    says = {"reason": reason}
    words = [Word(Dispute, deduction, says) for deduction in dict.fromkeys(deductions)]
    may_sign(station, name, station.now(), words[0].party)
    entries = say_all(station, words, signer_at_terminal(station, name, create=new_key), station.now())
    for word, entry in zip(words, entries, strict=True):
        click.echo(f"已申诉：{word.of}，{name}（{entry}）")


COMMAND = dispute
