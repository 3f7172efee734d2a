"""`hfcheck decide`: the assessment group decides about a deduction (认定)."""

from __future__ import annotations

import click

from hfcheck.facts_desk import may_sign
from hfcheck.flow_desk import Word, say_all
from hfcheck.kinds import Decision
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("decide")
@click.argument("deductions", metavar="ID...", nargs=-1, required=True)
@click.option("--as", "name", required=True, help="Who says so, with a mandate of the centre, and whose key signs.")
@click.option("--points", type=click.IntRange(0), required=True, help="The points that count.")
@click.option("--reason", required=True, help="What the decision rests on.")
@NEW_KEY
def decide(deductions: tuple[str, ...], name: str, points: int, reason: str, *, new_key: bool) -> None:
    """Decide about a deduction for the assessment group (认定).

    ID is the deduction's number (扣分编号) that `hfcheck scorecard` prints, such as 9/fault/ups-0903; several may be
    given, and all of them are taken or none.
    """
    station = current_station()
    says = {"points": points, "reason": reason, "by": name}
    words = [Word(Decision, deduction, says) for deduction in dict.fromkeys(deductions)]
    may_sign(station, name, station.now(), words[0].party)
    entries = say_all(station, words, signer_at_terminal(station, name, create=new_key), station.now())
    for word, entry in zip(words, entries, strict=True):
        click.echo(f"已认定：{word.of}，{name}（{entry}）")


COMMAND = decide
