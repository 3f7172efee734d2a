"""`hfcheck receive`: take what the 7x24 watch posts, and put it into the ledger."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from pathlib import Path

import click

from hfcheck.errors import InputError
from hfcheck.receiving.inbox import Inbox
from hfcheck.receiving.robots import robots
from hfcheck.receiving.server import security
from hfcheck.receiving.service import Place, Service
from hfcheck.receiving.tokens import Sources
from hfcheck.station import current_station

PORT = 9780
PRIVATE = click.Path(path_type=Path)


@click.command("receive")
@click.option(
    "--listen", default=f"127.0.0.1:{PORT}", show_default=True, metavar="ADDRESS:PORT", help="Where to listen."
)
@click.option(
    "--tokens",
    type=PRIVATE,
    required=True,
    metavar="DIRECTORY",
    help="One file (0600) a source, named for it, with its token.",
)
@click.option(
    "--certificate", type=PRIVATE, metavar="FILE.pem", help="The certificate of this address, with its chain."
)
@click.option("--key", type=PRIVATE, metavar="FILE.pem", help="Its key.")
@click.option(
    "--forward",
    type=PRIVATE,
    metavar="DIRECTORY",
    help="One file (0600) a chat robot, <name>.wecom or <name>.dingtalk, with its address.",
)
def receive(listen: str, tokens: Path, certificate: Path | None, key: Path | None, forward: Path | None) -> None:
    """Receive alarms and switchovers of the watch.

    POST /alertmanager takes notifications of Alertmanager (webhook, version 4), POST /switchover what a node says of a
    switch, both with `Authorization: Bearer <token>`; GET /metrics tells numbers. What was answered with 200 is on the
    disk, and in the ledger as soon as that can be written. Plain HTTP is only for addresses of this machine itself.
    """
    address, port = where(listen)
    station = current_station()
    tls = security(address, certificate, key)
    inbox = Inbox(station.ledger.parent / "inbox")
    with inbox.owned():
        known = robots(forward, inbox.path / "outbox") if forward else ()
        service = Service(station, inbox, Sources.read(tokens), known, say)
        asyncio.run(service.run(Place(address, port, tls)))


def where(listen: str) -> tuple[str, int]:
    """The address and the port of `127.0.0.1:9780` or `[::1]:9780`; raises InputError."""
    address, _, port = listen.rpartition(":")
    try:
        found = str(ip_address(address.removeprefix("[").removesuffix("]"))), int(port)
    except ValueError:
        raise InputError(f"expected an address and a port such as 127.0.0.1:{PORT}, found {listen!r:.60}") from None
    if not 0 <= found[1] < 65536:
        raise InputError(f"expected a port up to 65535, found {port}")
    return found


def say(sentence: str) -> None:
    """Say something on standard error, on one line."""
    plain = "".join(mark if mark.isprintable() else " " for mark in sentence)
    click.echo(f"hfcheck receive: {plain[:500]}", err=True)


COMMAND = receive
