"""What the commands that people sign with have in common: keys at the terminal, and the documents afterwards."""

from __future__ import annotations

import sys

import click

from hfcheck.report import write_records
from hfcheck.signers import Passphrase, Signer, signer
from hfcheck.station import Station

NEW_KEY = click.option("--new-key", is_flag=True, help="Make the signer's key if the station does not have it yet.")


def signer_at_terminal(station: Station, name: str, *, create: bool, attended: bool = True) -> Signer:
    """The person who signs. Passphrases are asked for at a terminal only; a new key gets one if it is `attended`."""
    if not sys.stdin.isatty():
        return signer(station, name, create=create)
    known = (station.keys / f"{name}.pem").exists()
    passphrase = _known_passphrase if known else _new_passphrase(create and attended)
    return signer(station, name, create=create, passphrase=passphrase)


def _known_passphrase() -> str:
    return str(click.prompt("签名密钥的口令", hide_input=True))


def _new_passphrase(create: bool) -> Passphrase | None:
    """Asked before the key is made, because a key without a passphrase is made differently."""
    if not create:
        return None
    prompt = "为新的签名密钥设置口令（回车表示不设）"
    secret = str(click.prompt(prompt, default="", show_default=False, hide_input=True, confirmation_prompt="再输一次"))
    return (lambda: secret) if secret else None


def write_documents(station: Station, round_id: str) -> None:
    """Make the documents of a round and say where they are."""
    for path in write_records(station, round_id):
        click.echo(f"记录表：{path}")
