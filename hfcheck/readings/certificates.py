"""Declared certificate files: how long they last, and how strong they are.

The target prints the public certificate blocks only, never anything else of the file, and the station reads them: that
works on every target and needs no openssl there.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason, Scalar
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows

SNIPPET = r"""
echo "files $#"
for file in "$@"; do
  if [ ! -e "$file" ]; then
    echo "missing $file"
  else
    echo "file $file"
    awk '/^-----BEGIN / { inside = /^-----BEGIN CERTIFICATE-----/ }
      inside { print }
      /^-----END / { inside = 0 }' "$file" || exit 1
  fi
done
"""
# The strength of a key in bits, NIST SP 800-57 part 1, table 2: the largest modulus first.
MODULUS_STRENGTH = ((15360, 256), (7680, 192), (3072, 128), (2048, 112), (1024, 80))
BEGIN, END = "-----BEGIN ", "-----END "
Chain = list[x509.Certificate]


def parse(output: Output) -> Mapping[str, Answer]:
    """`files <n>`, then for each argument `missing <file>`, or `file <file>` and its certificate blocks."""
    if not output.arguments:
        return dict.fromkeys(READING.values, NotApplicable(Reason.NOT_DECLARED, "no certificate files are declared"))
    missing, blocks = _files(output.stdout)
    if sorted([*missing, *blocks]) != sorted(output.arguments):
        raise Unreadable(f"expected an answer for each of {output.arguments}")
    chains = {name: _chain(name, texts) for name, texts in blocks.items()}
    return {
        "missing": missing,
        "days_left": _each(chains, lambda chain: _days_left(chain, output.taken_at)),
        "security_bits": _each(chains, lambda chain: _strength(chain[0])),
        "signature": _each(chains, lambda chain: _signature(chain[0])),
    }


def _files(text: str) -> tuple[list[str], dict[str, list[str]]]:
    lines = rows(text)
    first = next(lines, "")
    if not first.startswith("files "):
        raise Unreadable(f"expected files <n>, found {first[:80]!r}")
    missing, blocks, block = list[str](), dict[str, list[str]](), None
    for line in lines:
        word = line.partition(" ")[0]
        if line.startswith(BEGIN) and blocks and block is None:
            block = [line]
        elif block is not None:
            block.append(line)
            if line.startswith(END):
                blocks[list(blocks)[-1]].append("\n".join(block) + "\n")
                block = None
        elif word == "file":
            blocks[fields(line, 2, "a file")[1]] = []
        elif word == "missing":
            missing.append(fields(line, 2, "a file")[1])
        else:
            raise Unreadable(f"expected a file or a certificate, found {line[:80]!r}")
    if block is not None:
        raise Unreadable("expected the end of a certificate")
    return missing, blocks


def _chain(name: str, blocks: list[str]) -> Chain:
    if not blocks:
        raise Unreadable(f"expected a PEM certificate in {name}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [x509.load_pem_x509_certificate(block.encode()) for block in blocks]
    except (ValueError, TypeError, UnsupportedAlgorithm, OverflowError) as error:
        raise Unreadable(f"expected certificates in {name}: {error}") from None


def _each(chains: Mapping[str, Chain], look: Callable[[Chain], Scalar]) -> Answer:
    if not chains:
        return NotSeen(Reason.NO_ANSWER, "every declared file is missing")
    found = {}
    for name, chain in chains.items():
        try:
            found[name] = look(chain)
        except (ValueError, TypeError, UnsupportedAlgorithm, OverflowError) as error:
            return NotSeen(Reason.UNREADABLE, f"{name}: {error}"[:200])
    return found


def _days_left(chain: Chain, now: datetime) -> int:
    """Whole days until the first certificate of the file ends: an expired intermediate breaks a chain as well."""
    return min((certificate.not_valid_after_utc - now).days for certificate in chain)


def _strength(certificate: x509.Certificate) -> int:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey):
        return next((bits for size, bits in MODULUS_STRENGTH if key.key_size >= size), 0)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.key_size // 2
    if isinstance(key, ed25519.Ed25519PublicKey):
        return 128
    if isinstance(key, ed448.Ed448PublicKey):
        return 224
    raise UnsupportedAlgorithm("the kind of key is not known")


def _signature(certificate: x509.Certificate) -> str:
    algorithm = certificate.signature_hash_algorithm
    # Ed25519 and its like hash inside the signature.
    return algorithm.name if algorithm is not None else certificate.signature_algorithm_oid.dotted_string


READING = Reading(
    values={
        "missing": "declared files that do not exist",
        "days_left": "file → whole days until the first of its certificates ends; negative when it has",
        "security_bits": "file → strength of the key of its first certificate, bits of NIST SP 800-57",
        "signature": "file → hash of the signature of its first certificate (sha256, …), or its OID",
    },
    parse=parse,
    snippet=SNIPPET,
    command="openssl x509 -in 证书文件 -noout -dates -text",
    privileged=True,
)
