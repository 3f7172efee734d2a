"""hfcheck doctor: is this station fit for an inspection?"""

from __future__ import annotations

import sys

import click

from hfcheck.doctor import Health, examine
from hfcheck.station import current_station

MARKS = {Health.FINE: "ok     ", Health.WARNING: "warning", Health.BROKEN: "BROKEN "}


@click.command()
def doctor() -> None:
    """Check whether this station is fit, in plain words.

    Looks at Python, Ansible, SSH, vault, clock, font, disk and ledger. Ends 0 when an inspection can run, 3 when
    something is broken.
    """
    answers = []
    for answer in examine(current_station()):
        answers.append(answer)
        remedy = f"; {answer.remedy}" if answer.remedy else ""
        click.echo(f"{MARKS[answer.health]}  {answer.subject}: {answer.found}{remedy}")
    if any(answer.health is Health.BROKEN for answer in answers):
        sys.exit(3)


COMMAND = doctor
