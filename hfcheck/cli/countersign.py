"""`hfcheck countersign`: the centre's reviewer signs a round."""

from __future__ import annotations

import click

from hfcheck.rounds_desk import countersign as sign
from hfcheck.rounds_desk import find_round
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal, write_documents


@click.command("countersign")
@click.argument("round_name", metavar="ROUND")
@click.option("--as", "name", required=True, help="The reviewer, whose key signs.")
@NEW_KEY
def countersign(round_name: str, name: str, *, new_key: bool) -> None:
    """Counter-sign a round as the centre's reviewer.

    ROUND is 2026-11-23/morning (its last round), or a round's id.
    """
    station = current_station()
    entry = find_round(station, round_name)
    sign(station, entry, signer_at_terminal(station, name, create=new_key))
    click.echo(f"已复核签名：{entry.id}，复核人 {name}")
    write_documents(station, entry.id)


COMMAND = countersign
