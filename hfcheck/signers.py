"""Who signs: a person's name and the key that signs for them, from the station's own directory of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hfcheck.errors import InputError
from hfcheck.ledger import SigningKey, create_key, load_key
from hfcheck.station import STATION_SIGNER, Station

Passphrase = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Signer:
    """A person and the key that signs for them."""

    name: str
    key: SigningKey


def signer(station: Station, name: str, *, create: bool, passphrase: Passphrase | None = None) -> Signer:
    """A person with their key; `create` makes it when there is none. Raises InputError for a name that is no file's."""
    if not name or name.startswith(".") or {"/", "~"} & set(name) or not name.isprintable() or name == STATION_SIGNER:
        raise InputError(f"expected a person's name without slashes and tildes, found {name!r}")
    path = station.keys / f"{name}.pem"
    if path.exists():
        return Signer(name, load_key(path, passphrase))
    if not create:
        raise InputError(f"expected the signing key of {name} at {path}, found none; --new-key makes one")
    return Signer(name, create_key(path, passphrase))
