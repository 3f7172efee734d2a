"""Certificates as they were seen from outside: names, days and keys."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import json
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.model import SHANGHAI, NotSeen, Output
from hfcheck.readings import read
from hfcheck.readings.probe_tls import READING, covers, strength_of
from tests.unit.collect.probe_stands import Authority, authority

LABEL = st.text("abcdefghij0123456789-", min_size=1, max_size=6).filter(lambda text: text.strip("-") == text)
NAMES = st.lists(LABEL, min_size=2, max_size=4).map(".".join)


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def seen(pem_file: str, at: dt.datetime, host: str = "hall.channels.example") -> Output:
    """What the probe would bring home of a certificate."""
    pem = Path(pem_file).read_text(encoding="ascii")
    certificate = pem[pem.index("-----BEGIN CERTIFICATE") :]
    facts = {"asked": {"host": host}, "outcome": "answered", "protocol": "TLSv1.3", "certificate": certificate}
    return Output(json.dumps(facts), taken_at=at)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("hall.channels.example", "hall.channels.example"),
        ("HALL.Channels.Example", "hall.channels.example."),
        ("*.channels.example", "hall.channels.example"),
        ("192.0.2.10", "192.0.2.10"),
        ("2001:db8::1", "2001:0db8:0::1"),
        ("xn--fiqs8s.example", "中国.example"),
    ],
)
def test_a_name_is_covered(pattern: str, name: str) -> None:
    assert covers(pattern, name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("*.channels.example", "channels.example"),
        ("*.channels.example", "a.hall.channels.example"),
        ("*.example", "example"),
        ("*.example", "hall.example"),
        ("h*.channels.example", "hall.channels.example"),
        ("hall.*.example", "hall.channels.example"),
        ("*", "example"),
        ("*.0.2.10", "192.0.2.10"),
        ("hall.channels.example", "hall.channels.example.other.example"),
        ("", ""),
        ("", "a" * 70 + ".example"),
    ],
)
def test_a_name_is_not_covered(pattern: str, name: str) -> None:
    assert not covers(pattern, name)


@given(NAMES)
def test_a_name_covers_itself_and_no_neighbour(name: str) -> None:
    assert covers(name, name.upper())
    assert not covers(name, f"x{name}")
    assert not covers(f"*.{name}", name)


@functools.cache
def _pem(ca: Authority, name: str) -> str:
    return ca.issue(name)


def accepted_by_openssl(ca: Authority, pattern: str, host: str) -> bool:
    """Whether a handshake in memory accepts a certificate for the pattern as one of the host."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(_pem(ca, pattern))
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(ca.file)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(to_client, to_server, server_hostname=host)]
    ends.append(server.wrap_bio(to_server, to_client, server_side=True))
    for _ in range(3):
        for end in ends:
            with contextlib.suppress(ssl.SSLWantReadError):
                try:
                    end.do_handshake()
                except ssl.SSLCertVerificationError:
                    return False
    return True


@pytest.mark.parametrize(
    "pattern", ["hall.channels.example", "*.channels.example", "*.hall.channels.example", "other.example"]
)
@pytest.mark.parametrize("host", ["hall.channels.example", "HALL.channels.example", "channels.example", "a.b.example"])
def test_names_are_compared_as_openssl_does(ca: Authority, pattern: str, host: str) -> None:
    assert covers(pattern, host) is accepted_by_openssl(ca, pattern, host)


@settings(max_examples=40, deadline=None)
@given(seconds=st.integers(-(10**8), 10**8))
def test_days_are_whole_and_never_rounded_up(ca: Authority, seconds: int) -> None:
    output = seen(_pem(ca, "hall.channels.example"), dt.datetime.now(tz=SHANGHAI))
    end = x509.load_pem_x509_certificate(json.loads(output.stdout)["certificate"].encode()).not_valid_after_utc
    left = dt.timedelta(seconds=seconds)
    days = read(READING, dataclasses.replace(output, taken_at=(end - left).astimezone(SHANGHAI)))["days_left"]
    assert isinstance(days, int)
    assert dt.timedelta(days=days) <= left < dt.timedelta(days=days + 1)


def test_the_last_day_is_zero_and_the_day_after_minus_one(ca: Authority) -> None:
    pem = ca.issue("hall.channels.example", 10)
    end = dt.datetime.now(tz=SHANGHAI) + dt.timedelta(days=10)
    hours = [25, 23, -1, -25]
    found = [read(READING, seen(pem, end - dt.timedelta(hours=hour)))["days_left"] for hour in hours]
    assert found == [1, 0, -1, -2]


@pytest.mark.parametrize(
    ("key", "bits", "strength"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), 1024, 80),
        (lambda: rsa.generate_private_key(65537, 2048), 2048, 112),
        (lambda: rsa.generate_private_key(65537, 3072), 3072, 128),
        (lambda: dsa.generate_private_key(1024), 1024, 80),
        (lambda: ec.generate_private_key(ec.SECP256R1()), 256, 128),
        (lambda: ec.generate_private_key(ec.SECP384R1()), 384, 192),
        (ed25519.Ed25519PrivateKey.generate, 256, 128),
        (ed448.Ed448PrivateKey.generate, 456, 224),
    ],
)
def test_the_strength_of_keys_is_comparable(key: object, bits: int, strength: int) -> None:
    assert callable(key)
    assert strength_of(key().public_key()) == (bits, strength)


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="X25519PublicKey"):
        strength_of(x25519.X25519PrivateKey.generate().public_key())


def test_a_chain_that_was_never_verified_says_why(ca: Authority) -> None:
    facts = json.loads(seen(ca.issue("hall.channels.example"), dt.datetime.now(tz=SHANGHAI)).stdout)
    found = read(READING, Output(json.dumps(facts | {"strict_failure": "[SSL] unsupported protocol"})))
    assert isinstance(found["chain_valid"], NotSeen)
    assert "unsupported protocol" in found["chain_valid"].detail


@given(st.sampled_from(["certificate", "protocol", "asked", "verified"]), st.sampled_from([None, 1, True, [], {}, "x"]))
def test_a_fact_of_another_kind_is_never_a_certificate(field: str, value: object) -> None:
    facts = {"asked": {"host": "a.example"}, "outcome": "answered", "protocol": "TLSv1.3", "certificate": "-----"}
    found = read(READING, Output(json.dumps(facts | {field: value})))
    assert all(isinstance(answer, NotSeen) for answer in found.values())
