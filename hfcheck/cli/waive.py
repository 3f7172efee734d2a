"""`hfcheck waive`: the centre spares a deduction, or grants another date (豁免或延期)."""

from __future__ import annotations

from datetime import datetime

import click

from hfcheck.calendar import end_of
from hfcheck.facts_desk import may_sign
from hfcheck.flow_desk import Word, say
from hfcheck.kinds import Waiver
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("waive")
@click.argument("deduction", metavar="ID")
@click.option("--as", "name", required=True, help="Who says so, with a mandate of the centre, and whose key signs.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Grant time until the end of a day such as 2025-11-28.",
)
@click.option("--reason", required=True, help="Why.")
@NEW_KEY
def waive(deduction: str, name: str, until: datetime | None, reason: str, *, new_key: bool) -> None:
    """Spare a deduction (豁免), or grant a later date (延期).

    It is the centre's word.

    ID is the deduction's number (扣分编号) that `hfcheck scorecard` prints, such as 9/fault/ups-0903; with
    --until it is the request or task that gets more time, such as request/r-12.
    """
    station = current_station()
    granted = {"until": end_of(until.date()).isoformat()} if until else {}
    says = {"reason": reason, "approver": name, **granted}
    word = Word(Waiver, deduction, says)
    may_sign(station, name, station.now(), word.party)
    entry = say(station, word, signer_at_terminal(station, name, create=new_key), station.now())
    click.echo(f"{'已延期' if until else '已豁免'}：{deduction}，{name}（{entry}）")


COMMAND = waive
