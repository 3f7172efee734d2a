"""hfcheck lab: the embedded lab of inventory/lab."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hfcheck.errors import InputError
from hfcheck.lab import network, operation, room
from hfcheck.lab.faults import FAULTS
from hfcheck.lab.tiers import TIERS
from hfcheck.station import current_station


def _directory() -> Path:
    return (current_station().root / "lab").absolute()


@click.group("lab")
def lab_group() -> None:
    """Start and stop servers to practise on.

    They run on this machine alone, have planted faults, and are the hosts of inventory/lab.
    """


@lab_group.command()
@click.option("--tier", type=click.Choice([tier.name for tier in TIERS]), help="This tier, or none.")
def up(tier: str | None) -> None:
    """Start the lab in the best tier that this machine allows; a lab that is up and fresh is left alone."""
    operation.up(_directory(), current_station().now(), click.echo, tier)


@lab_group.command()
@click.option("--purge", is_flag=True, help="Remove the cached tree too; the next start needs the network again.")
def down(purge: bool) -> None:
    """Stop the lab, also one that crashed, and leave nothing behind but the cached tree of the nodes."""
    ran = operation.down(_directory())
    if purge:
        operation.purge(_directory())
    click.echo("lab: down" if ran else "lab: was not up")


@lab_group.command()
def status() -> None:
    """Say which tier runs, whether its nodes answer, and which faults are planted."""
    lab = _directory()
    state = operation.read_state(lab)
    if state is None:
        left = room.room(lab) is not None or room.channels(lab) is not None or room.sites(lab)
        click.echo("lab: half up; `hfcheck lab down` clears it" if left else "lab: down")
        return
    quiet = operation.silent(lab, "true", operation.APPEAR)
    click.echo(f"lab: tier {state.tier} since {state.started}; {_answers(quiet)}; {_gear(lab)}")
    for site in filter(lambda office: room.held(lab, office), network.OFFICES):
        click.echo(f"  the line of {site} is down; `hfcheck lab line {site} up` mends it")
    for fault in FAULTS:
        planted = "planted" if fault.shown(state.tier, root=os.geteuid() == 0) else "left out"
        click.echo(f"  {planted:<8}  {fault.host:<13}  {fault.sentence}: {', '.join(fault.checks)}")


@lab_group.command()
@click.argument("office", type=click.Choice(network.OFFICES))
@click.argument("state", type=click.Choice(["down", "up"]))
def line(office: str, state: str) -> None:
    """Take the line of an OFFICE down, so that nobody there answers, or mend it."""
    if not room.hold(_directory(), office, down=state == "down"):
        raise InputError(f"expected a lab that is up, found no devices of {office}: hfcheck lab up")
    click.echo(f"lab: the line of {office} is {state}")


def _gear(lab: Path) -> str:
    silent = [site for site in network.SITES if site not in room.sites(lab)]
    return f"no network gear in {', '.join(silent)}" if silent else "network gear is there"


def _answers(quiet: list[str]) -> str:
    return f"no answer from {', '.join(quiet)}" if quiet else "all running nodes answer"


COMMAND = lab_group
