"""display pki certificate local: until when the device's own certificates are good. No public capture yet.

Only the first lines of a certificate are read; keys and signatures are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from hfcheck.network.columns import blocks, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

HEADING = re.compile(
    r"The x509 object type is (?:a )?certificate ?:|Total Number ?: ?\d{1,4}|Info: It will take .*|-+", re.IGNORECASE
)
START = re.compile(r"Certificate ?:", re.IGNORECASE)
FIELD = re.compile(
    r"(?P<key>Not Before|Not After|Subject|Issuer|Pki realm name|Certificate file name) ?: ?(?P<value>.*)",
    re.IGNORECASE,
)
NEEDED = ("not before", "not after", "subject", "issuer")
MOMENT = "%b %d %H:%M:%S %Y GMT"


def parse(text: str) -> Mapping[str, object]:
    """One entry a certificate."""
    found = [line for line in lines(text) if not HEADING.fullmatch(line.strip())]
    return {
        "certificates": [_certificate(block) for block in blocks(found, lambda line: START.fullmatch(line.strip()))]
    }


def _certificate(block: Sequence[str]) -> dict[str, object]:
    values: dict[str, str] = {}
    for line in block[1:]:
        field = FIELD.fullmatch(line.strip())
        if field is not None:
            key = field["key"].lower()
            if key in values:
                raise Unreadable(f"expected {field['key']!r} once in a certificate, found it again")
            values[key] = field["value"].strip()
    missing = [key for key in NEEDED if not values.get(key)]
    if missing:
        raise Unreadable(f"expected {missing[0]!r} in a certificate, found none")
    return {
        "subject": values["subject"],
        "issuer": values["issuer"],
        "realm": values.get("pki realm name") or None,
        "file": values.get("certificate file name") or None,
        "begins": _moment(values["not before"]),
        "expires": _moment(values["not after"]),
    }


def _moment(text: str) -> str:
    try:
        return datetime.strptime(" ".join(text.split()), MOMENT).replace(tzinfo=UTC).isoformat()
    except ValueError:
        raise Unreadable(f"expected a moment as `Dec 21 11:46:10 2027 GMT`, found {text[:80]!r}") from None


COMMAND = Command(
    line="display pki certificate local",
    aliases=(
        "display pki certificate local realm *",
        "display pki certificate local filename *",
        "display pki certificate default local",
    ),
    values={"certificates": "subject, issuer, realm, file (None where not printed), begins and expires (UTC)"},
    parse=parse,
)
