"""`display pki certificate domain default local`: the device's own certificate of a domain; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import blocks, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(r"Certificate:")
SERIAL = r"[0-9A-Fa-f]{1,2}(?:[: ]?[0-9A-Fa-f]{2}){0,40}|[0-9]{1,20} \(0x[0-9A-Fa-f]{1,16}\)"
FACTS = {
    "a serial number": re.compile(rf"Serial Number:(?: (?P<serial>{SERIAL}))?"),
    "a subject": re.compile(r"Subject: ?(?P<subject>\S.{0,400})"),
    "an issuer": re.compile(r"Issuer: ?(?P<issuer>\S.{0,400})"),
    "the start of its validity": re.compile(r"Not Before ?: (?P<time>.{10,40})"),
    "the end of its validity": re.compile(r"Not After ?: (?P<time>.{10,40})"),
}


def parse(text: str) -> Mapping[str, object]:
    """One row a certificate; refuses one without its validity."""
    return {"certificates": some([_row(block) for block in blocks(_joined(text), HEAD.fullmatch)], "a certificate")}


def _joined(text: str) -> list[str]:
    """The lines without outer blanks; what a `Subject:` or an `Issuer:` says below it belongs to it."""
    found: list[str] = []
    for line in (line.strip() for line in lines(text)):
        if found and found[-1] in ("Subject:", "Issuer:", "Serial Number:"):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def _row(block: list[str]) -> dict[str, object]:
    serial, subject, issuer, starts, ends = (_one(block, name) for name in FACTS)
    return {
        "serial": "".join((serial["serial"] or "").replace(":", "").split()).lower() or None,
        "subject": subject["subject"],
        "issuer": issuer["issuer"],
        "starts": _time(starts["time"]),
        "expires": _time(ends["time"]),
    }


def _one(block: list[str], name: str) -> re.Match[str]:
    found = [match for line in block if (match := FACTS[name].fullmatch(line))]
    if len(found) != 1:
        raise Unreadable(f"expected {name} of a certificate once, found it {len(found)} times")
    return found[0]


def _time(text: str) -> str:
    try:
        return datetime.strptime(" ".join(text.split()), "%b %d %H:%M:%S %Y GMT").isoformat() + "+00:00"  # noqa: DTZ007
    except ValueError:
        raise Unreadable(f"expected a time as Mar  4 10:00:00 2026 GMT, found {text[:80]!r}") from None


COMMAND = Command(
    line="display pki certificate domain default local",
    values={
        "certificates": "rows of serial (hexadecimal, or null), subject, issuer, starts and expires (UTC, ISO 8601)"
    },
    parse=parse,
    aliases=("display pki certificate domain * local", "display pki certificate local domain *"),
)
