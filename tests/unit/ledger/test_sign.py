from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from hfcheck.errors import InputError, LedgerBroken
from hfcheck.ledger import Entry, Head, SigningKey, create_key, ensure_key, fingerprint, known_keys, load_key
from hfcheck.ledger.sign import Trust, check_signature, head_event, signature_event, trust

from .conftest import NOW

HEAD = Head(7, bytes(range(32)))
ENTRY = Entry(7, NOW, {"id": "round/2026-03-02/morning/1", "type": "round"}, HEAD.hash)


def passphrase(text: str) -> Callable[[], str]:
    return lambda: text


def test_a_key_is_private_and_read_back(tmp_path: Path) -> None:
    key = create_key(tmp_path / "station.pem")
    assert stat.S_IMODE((tmp_path / "station.pem").stat().st_mode) == 0o600
    assert load_key(tmp_path / "station.pem").public == key.public
    assert known_keys(tmp_path) == {key.public: "station"}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["station.pem", "station.pub"]


def test_a_replaced_key_keeps_its_owner(tmp_path: Path) -> None:
    old = create_key(tmp_path / "李工.pem")
    (tmp_path / "李工.pem").unlink()
    (tmp_path / "李工.pub").rename(tmp_path / "李工~2026-03.pub")
    new = create_key(tmp_path / "李工.pem")
    assert known_keys(tmp_path) == {old.public: "李工", new.public: "李工"}


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "station.pem")
    before = (tmp_path / "station.pem").read_bytes()
    with pytest.raises(InputError, match="never overwritten"):
        create_key(tmp_path / "station.pem")
    assert (tmp_path / "station.pem").read_bytes() == before


def test_ensure_makes_a_key_once_and_mends_its_public_half(tmp_path: Path) -> None:
    made = ensure_key(tmp_path / "station.pem")
    (tmp_path / "station.pub").unlink()
    assert ensure_key(tmp_path / "station.pem").public == made.public
    assert known_keys(tmp_path) == {made.public: "station"}


def test_a_passphrase_is_asked_only_where_it_is_needed(tmp_path: Path) -> None:
    locked, plain = tmp_path / "locked.pem", tmp_path / "plain.pem"
    key = create_key(locked, passphrase("open sesame"))
    create_key(plain)
    assert b"ENCRYPTED" in locked.read_bytes()
    assert load_key(locked, passphrase("open sesame")).public == key.public
    load_key(plain, lambda: pytest.fail("asked for nothing"))
    with pytest.raises(InputError, match=r"expected a passphrase .* found none"):
        load_key(locked)
    with pytest.raises(InputError, match="its passphrase"):
        load_key(locked, passphrase("wrong"))
    with pytest.raises(InputError, match="found an empty one"):
        create_key(tmp_path / "empty.pem", passphrase(""))


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    create_key(tmp_path / "station.pem")
    (tmp_path / "station.pem").chmod(0o640)
    with pytest.raises(InputError, match="mode 0640"):
        load_key(tmp_path / "station.pem")


def test_a_missing_or_strange_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_key(tmp_path / "none.pem")
    rsa = generate_private_key(65537, 2048)
    other = tmp_path / "rsa.pem"
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    other.write_bytes(rsa.private_bytes(serialization.Encoding.PEM, *form))
    other.chmod(0o600)
    with pytest.raises(InputError, match="found RSAPrivateKey"):
        load_key(other)
    (tmp_path / "torn.pub").write_text("-----BEGIN PUBLIC KEY-----\n")
    with pytest.raises(InputError, match=r"torn\.pub"):
        known_keys(tmp_path)


def test_a_fingerprint_is_short_and_its_own(tmp_path: Path) -> None:
    one, other = create_key(tmp_path / "a.pem"), create_key(tmp_path / "b.pem")
    assert fingerprint(one.public) != fingerprint(other.public)
    # SHA-256 of 32 zero bytes begins with 66687aadf862bd77
    assert fingerprint("A" * 43 + "=") == "6668-7aad-f862-bd77"


def test_a_signature_fits_what_was_signed(key: SigningKey) -> None:
    head, person = head_event(HEAD, key, NOW), signature_event(ENTRY, key, "李工", "inspector", NOW)
    check_signature(head)
    check_signature(person)
    assert head["id"] == "head/7"
    assert person["id"] == "signature/round/2026-03-02/morning/1/inspector"
    assert (person["of"], person["of_hash"]) == (ENTRY.id, ENTRY.hash.hex())


@pytest.mark.parametrize(
    "change", [{"role": "reviewer"}, {"signer": "王工"}, {"of_hash": "00"}, {"at": "x"}, {"more": 1}]
)
def test_nothing_in_a_signed_event_can_be_exchanged(key: SigningKey, change: dict[str, Any]) -> None:
    with pytest.raises(LedgerBroken, match="signature that fits 'signature/round"):
        check_signature({**signature_event(ENTRY, key, "李工", "inspector", NOW), **change})


@pytest.mark.parametrize("change", [{"signature": None}, {"signature": "AAAA"}, {"key": "A" * 43 + "="}, {"key": "中"}])
def test_a_signature_that_is_none_is_refused(key: SigningKey, change: dict[str, Any]) -> None:
    with pytest.raises(LedgerBroken):
        check_signature({**head_event(HEAD, key, NOW), **change})


def test_trust_is_for_the_signers_own_known_key(tmp_path: Path) -> None:
    key = create_key(tmp_path / "张工.pem")
    event = signature_event(ENTRY, key, "张工", "inspector", NOW)
    assert trust(event, known_keys(tmp_path)) is Trust.OWN
    assert trust(event, {key.public: "李工"}) is Trust.FOREIGN
    assert trust(event, {"another": "张工"}) is trust(event, {}) is Trust.UNKNOWN
    assert trust({**event, "signer": "李工"}, {key.public: "李工"}) is Trust.UNFIT
    assert trust({**event, "key": None}, {"None": "张工"}) is Trust.UNFIT
