"""`hfcheck approve`: the centre's decision about a round in doubt."""

from __future__ import annotations

import click

from hfcheck.rounds_desk import Decision, decide, find_round, may_decide
from hfcheck.station import current_station
from hfcheck.terminal import NEW_KEY, signer_at_terminal, write_documents


@click.command("approve")
@click.argument("entry_name", metavar="ENTRY")
@click.option("--by", "name", required=True, help="Who decides for the centre, and whose key signs.")
@click.option("--refuse", is_flag=True, help="Refuse instead of approving.")
@click.option("--reason", required=True, help="What the decision rests on.")
@NEW_KEY
def approve(entry_name: str, name: str, reason: str, *, refuse: bool, new_key: bool) -> None:
    """Approve a round that does not count by itself, or refuse it.

    ENTRY is a late round (补录), or one that its clock or its run cannot prove. Once there is a contract, only somebody
    with the centre's mandate decides.
    """
    station = current_station()
    entry = find_round(station, entry_name)
    may_decide(station, name)
    by = signer_at_terminal(station, name, create=new_key)
    decide(station, entry, Decision(approved=not refuse, reason=reason), by)
    click.echo(f"{'不予批准' if refuse else '已批准'}：{entry.id}，{name}")
    write_documents(station, entry.id)


COMMAND = approve
