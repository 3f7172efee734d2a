"""What a TLS service shows of itself, seen from the station."""

from __future__ import annotations

import ipaddress
import warnings
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.utils import CryptographyDeprecationWarning

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable
from hfcheck.readings.probing import OUTCOME, document, missing, text, unseen

# NIST SP 800-57 part 1, table 2: the strength of a modulus; an elliptic curve has half its bits.
MODULUS_STRENGTH = ((15360, 256), (7680, 192), (3072, 128), (2048, 112), (1024, 80))
EDWARDS_BITS = {"ed25519": 256, "ed448": 456}


def parse(output: Output) -> Mapping[str, Answer]:
    """The document of hfcheck/collect/probe_tls.py; days are counted from `output.taken_at`."""
    found = document(output)
    nothing = unseen(found)
    if nothing:
        return dict.fromkeys(READING.values, nothing)
    seen: dict[str, Answer] = dict.fromkeys(READING.values, missing(found))
    seen["outcome"] = found["outcome"]
    seen |= _chain(found)
    if found["outcome"] == "answered":
        asked = found.get("asked")
        name = text(asked if isinstance(asked, dict) else {}, "host")
        seen["protocol"] = text(found, "protocol")
        seen |= _certificate(text(found, "certificate"), name, output.taken_at)
    return seen


def _chain(found: Mapping[str, Any]) -> dict[str, Answer]:
    if "verified" not in found:
        unknown = missing(found) if "strict_failure" not in found else _unverified(text(found, "strict_failure"))
        return {"chain": unknown, "chain_valid": unknown}
    verdict = text(found, "verified")
    return {"chain": verdict, "chain_valid": verdict == "ok"}


def _unverified(why: str) -> NotSeen:
    return NotSeen(Reason.NO_ANSWER, f"it never came to a verification: {why}"[:200])


def _certificate(pem: str, name: str, now: datetime) -> dict[str, Answer]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            certificate = x509.load_pem_x509_certificate(pem.encode())
            left = certificate.not_valid_after_utc - now
            issuer = certificate.issuer.rfc4514_string()
            names = _names(certificate)
    except (ValueError, TypeError, x509.DuplicateExtension) as problem:
        raise Unreadable(f"expected a certificate in PEM, found {pem[:40]!r}: {problem}") from None
    matching = any(covers(pattern, name) for pattern in names)
    days = left // timedelta(days=1)
    return {"days_left": days, "issuer": issuer, "name_matches": matching, **_key(certificate)}


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []  # browsers stopped to look at the common name
    addresses = [str(address) for address in found.get_values_for_type(x509.IPAddress)]
    return [*found.get_values_for_type(x509.DNSName), *addresses]


def covers(pattern: str, name: str) -> bool:
    """Whether a name of a certificate stands for a host name or an address.

    As RFC 6125 has it: without regard to case, and `*` only as the whole of the first label, for exactly one label.
    """
    wanted, given = pattern.lower().rstrip("."), _ascii(name)
    if wanted == given:
        return bool(wanted)
    first, _, rest = given.partition(".")
    return bool(first) and not _is_address(given) and "." in rest and wanted == f"*.{rest}"


def _ascii(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return name.lower().rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _key(certificate: x509.Certificate) -> dict[str, Answer]:
    try:
        bits, strength = strength_of(certificate.public_key())
    except (UnsupportedAlgorithm, ValueError) as problem:
        unknown = NotSeen(Reason.UNREADABLE, f"a key of an unknown kind: {problem}"[:200])
        return {"key_bits": unknown, "security_bits": unknown}
    return {"key_bits": bits, "security_bits": strength}


def strength_of(key: object) -> tuple[int, int]:
    """The bits of a public key and its strength by NIST SP 800-57; raises ValueError for another kind of key."""
    match key:
        case rsa.RSAPublicKey() | dsa.DSAPublicKey():
            return key.key_size, next((bits for size, bits in MODULUS_STRENGTH if key.key_size >= size), 0)
        case ec.EllipticCurvePublicKey():
            return key.key_size, key.key_size // 2
        case ed25519.Ed25519PublicKey():
            return EDWARDS_BITS["ed25519"], 128
        case ed448.Ed448PublicKey():
            return EDWARDS_BITS["ed448"], 224
        case _:
            raise ValueError(type(key).__name__)


READING = Reading(
    values={
        "outcome": OUTCOME,
        "chain": "ok, or OpenSSL's words for what is wrong with the chain",
        "chain_valid": "whether the chain leads to a trusted authority and no part of it has expired",
        "name_matches": "whether the certificate is for the name that was asked for",
        "days_left": "whole days until the certificate expires; negative once it has",
        "issuer": "who signed the certificate",
        "key_bits": "the size of the certificate's key, in bits",
        "security_bits": "the strength of that key, in bits of NIST SP 800-57",
        "protocol": "the TLS version that was agreed on",
    },
    parse=parse,
    source="probe",
    seconds=60,
)
