"""Ed25519 keys, and the two events that carry a signature: the station's `head` and a person's `signature`.

What is signed is the canonical bytes of the event itself without its `signature` member. They hold the hash that the
event is about, the signer's public key, the role and the claimed instant, so none of these can be exchanged, and
the event's type, so a signature of one kind never passes as one of the other.
"""

from __future__ import annotations

import base64
import binascii
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hfcheck.errors import InputError, LedgerBroken
from hfcheck.ledger.encoding import canonical
from hfcheck.ledger.entry import Entry, Head
from hfcheck.ledger.files import publish

Passphrase = Callable[[], str]
REPLACED = "~"  # what parts the owner's name from the rest in the file name of a key that is no longer in use


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key in memory."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key as the ledger holds it: 32 bytes in base64."""
        return base64.b64encode(self.private.public_key().public_bytes_raw()).decode()


def create_key(path: Path, passphrase: Passphrase | None = None) -> SigningKey:
    """Make a key in a new file (PKCS 8 PEM, 0600) with its public half beside it (`.pub`); never overwrites."""
    key = SigningKey(Ed25519PrivateKey.generate())
    if not publish(path, _encoded(key, passphrase)):
        raise InputError(f"expected no key at {path} yet, found one: a key is never overwritten")
    _publish_public(key, path)
    return key


def load_key(path: Path, passphrase: Passphrase | None = None) -> SigningKey:
    """Read a key; `passphrase` is only asked when the key carries one. Raises InputError."""
    try:
        mode, pem = stat.S_IMODE(path.stat().st_mode), path.read_bytes()
    except OSError as error:
        raise InputError(f"expected a signing key at {path}, found {error.strerror}") from error
    if mode & 0o077:
        raise InputError(f"expected a signing key that only its owner can read at {path}, found mode {mode:04o}")
    private = _decoded(pem, path, passphrase)
    if not isinstance(private, Ed25519PrivateKey):
        raise InputError(f"expected an Ed25519 key at {path}, found {type(private).__name__}")
    return SigningKey(private)


def ensure_key(path: Path, passphrase: Passphrase | None = None) -> SigningKey:
    """The key at this path, made if there is none; its public half is beside it afterwards."""
    key = SigningKey(Ed25519PrivateKey.generate())
    # Of several processes that make one at once, all but the first take what the first made.
    if path.exists() or not publish(path, _encoded(key, passphrase)):
        key = load_key(path, passphrase)
    _publish_public(key, path)
    return key


def _encoded(key: SigningKey, passphrase: Passphrase | None) -> bytes:
    cipher: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        secret = passphrase().encode()
        if not secret:
            raise InputError("expected a passphrase for the new key, found an empty one")
        cipher = serialization.BestAvailableEncryption(secret)
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, cipher)


def _decoded(pem: bytes, path: Path, passphrase: Passphrase | None) -> object:
    secret = passphrase().encode() if passphrase and b"ENCRYPTED" in pem else None
    try:
        return serialization.load_pem_private_key(pem, secret)
    except TypeError:
        raise InputError(f"expected a passphrase for the key at {path}, found none") from None
    except ValueError:
        raise InputError(f"expected a key in PEM and its passphrase at {path}, found another one") from None


def _publish_public(key: SigningKey, path: Path) -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    publish(path.with_suffix(".pub"), key.private.public_key().public_bytes(serialization.Encoding.PEM, form))


def known_keys(directory: Path) -> dict[str, str]:
    """The public keys that a directory vouches for: public key → its owner, the name of its `.pub` file.

    A key that was replaced stays known under `<owner>~<anything>.pub`.
    """
    return {_public(path): path.stem.partition(REPLACED)[0] for path in sorted(directory.glob("*.pub"))}


def _public(path: Path) -> str:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"expected a public key in PEM at {path}, found {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(f"expected an Ed25519 public key at {path}, found {type(key).__name__}")
    return base64.b64encode(key.public_bytes_raw()).decode()


def fingerprint(public: str) -> str:
    """A public key in short: 64 bits of its SHA-256 as `3f2a-91bc-77d0-12ee`."""
    digits = sha256(base64.b64decode(public)).hexdigest()[:16]
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def signed(event: Mapping[str, object], key: SigningKey) -> dict[str, object]:
    """The event with the signer's `key` and `signature`."""
    whole = {**event, "key": key.public}
    return {**whole, "signature": base64.b64encode(key.private.sign(canonical(whole))).decode()}


def check_signature(event: Mapping[str, object]) -> None:
    """Raise LedgerBroken unless the event's signature is that of its key over its content."""
    unsigned = {name: value for name, value in event.items() if name != "signature"}
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(str(event.get("key")), validate=True))
        public.verify(base64.b64decode(str(event.get("signature")), validate=True), canonical(unsigned))
    except (InvalidSignature, ValueError, binascii.Error):
        raise LedgerBroken(f"expected a signature that fits {event.get('id')!r}, found another one") from None


class Trust(StrEnum):
    """What a signature is worth. Only one that its signer's own key made counts; the others are as good as absent."""

    OWN = "own"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    UNFIT = "unfit"


def trust(event: Mapping[str, object], keys: Mapping[str, str]) -> Trust:
    """Judge a `signature` event by the public keys that are known, each with its owner's name (`known_keys`).

    Whether it lies under the entry that it names is for the caller to see: `of_hash` is that entry's hash.
    """
    try:
        check_signature(event)
    except LedgerBroken:
        return Trust.UNFIT
    owner = keys.get(str(event["key"]))
    if owner is None:
        return Trust.UNKNOWN
    return Trust.OWN if owner == event.get("signer") else Trust.FOREIGN


def head_event(head: Head, key: SigningKey, at: datetime) -> dict[str, object]:
    """The station's signature under the chain as far as `head`."""
    event = {"id": f"head/{head.seq}", "type": "head", "at": at.isoformat(), "seq": head.seq, "hash": head.hash.hex()}
    return signed(event, key)


def signature_event(entry: Entry, key: SigningKey, signer: str, role: str, at: datetime) -> dict[str, object]:
    """A person's signature under one entry; `role` is inspector or reviewer, `at` the instant the person claims."""
    event = {"id": f"signature/{entry.id}/{role}", "type": "signature", "at": at.isoformat(), "of": entry.id}
    return signed({**event, "of_hash": entry.hash.hex(), "signer": signer, "role": role}, key)
