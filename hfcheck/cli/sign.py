"""`hfcheck sign`: sign a record or an entry for the party whose mandate the signer has."""

from __future__ import annotations

import click

from hfcheck.facts_desk import may_sign, sign
from hfcheck.papers_desk import write_signed
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("sign")
@click.argument("records", metavar="RECORD...", nargs=-1, required=True)
@click.option("--as", "name", required=True, help="Who signs, with their own key.")
@NEW_KEY
def sign_(records: tuple[str, ...], name: str, *, new_key: bool) -> None:
    """Sign a record for the supplier or the centre.

    RECORD is attendance/2025-09 (every statement of it that is not signed yet), or the id of one entry such as
    scorecard/2025-09/1; several are signed one after the other. The papers of a sheet or a settlement are made anew
    with the signature.
    """
    station = current_station()
    may_sign(station, name, station.now())
    by = signer_at_terminal(station, name, create=new_key)
    for record in dict.fromkeys(records):
        for entry in sign(station, record, by, station.now()):
            click.echo(f"已签字：{entry}")
        for path in write_signed(station, record, station.now()):
            click.echo(str(path))


COMMAND = sign_
