"""`hfcheck waive`: the centre spares a deduction, or grants another date (豁免或延期)."""

from __future__ import annotations

from datetime import datetime

import click

from hfcheck.calendar import end_of
from hfcheck.facts_desk import may_sign
from hfcheck.flow_desk import Word, say_all
from hfcheck.kinds import Waiver
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("waive")
@click.argument("deductions", metavar="ID...", nargs=-1, required=True)
@click.option("--as", "name", required=True, help="Who says so, with a mandate of the centre, and whose key signs.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Grant time until the end of a day such as 2025-11-28.",
)
@click.option("--reason", required=True, help="Why.")
@NEW_KEY
def waive(deductions: tuple[str, ...], name: str, until: datetime | None, reason: str, *, new_key: bool) -> None:
    """Spare a deduction (豁免), or grant a later date (延期).

    It is the centre's word.

    ID is the deduction's number (扣分编号) that `hfcheck scorecard` prints, such as 9/fault/ups-0903; with
    --until it is the request or task that gets more time, such as request/r-12. Several may be given, and all of them
    are taken or none.
    """
    station = current_station()
    granted = {"until": end_of(until.date()).isoformat()} if until else {}
    says = {"reason": reason, "approver": name, **granted}
    done = "已延期" if until else "已豁免"
    words = [Word(Waiver, deduction, says) for deduction in dict.fromkeys(deductions)]
    may_sign(station, name, station.now(), words[0].party)
    entries = say_all(station, words, signer_at_terminal(station, name, create=new_key), station.now())
    for word, entry in zip(words, entries, strict=True):
        click.echo(f"{done}：{word.of}，{name}（{entry}）")


COMMAND = waive
