"""`hfcheck sign`: sign a record or an entry for the party whose mandate the signer has."""

from __future__ import annotations

import click

from hfcheck.facts_desk import may_sign, sign
from hfcheck.kinds import Party
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal


@click.command("sign")
@click.argument("record", metavar="RECORD")
@click.option("--as", "name", required=True, help="Who signs, with their own key.")
@click.option("--party", type=click.Choice([str(party) for party in Party]), help="For whom, if the signer has both.")
@NEW_KEY
def sign_(record: str, name: str, party: str | None, *, new_key: bool) -> None:
    """Sign a record for the supplier or the centre.

    RECORD is attendance/2025-09 (every statement of it that is not signed yet), or the id of one entry.
    """
    station, wanted = current_station(), Party(party) if party else None
    may_sign(station, name, station.now(), wanted)
    by = signer_at_terminal(station, name, create=new_key)
    for entry in sign(station, record, by, station.now(), party=wanted):
        click.echo(f"已签字：{entry}")


COMMAND = sign_
