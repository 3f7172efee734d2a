"""A configuration as StoneOS prints it, secrets hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.redaction import redact
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(
    r"Building configuration\.{1,3}|(?:Running|Startup|Saved) configuration ?:|#.{0,200}|!", re.IGNORECASE
)
VERSION = re.compile(r"Version (?P<version>[0-9][0-9A-Za-z.]{0,20})")
HOSTNAME = re.compile(r'hostname "?(?P<name>[^"]{1,64})"?')
VALUES = {
    "version": "the release that wrote it",
    "hostname": "the device's name; null where none is set",
    "lines": "the configuration as printed, secrets hidden",
}


def parse(text: str) -> Mapping[str, object]:
    """The lines from the version on; refuses one that ends within a section, which is cut off."""
    found = lines(redact(text))
    at = next((number for number, line in enumerate(found) if not HEAD.fullmatch(line.strip())), len(found))
    version = VERSION.fullmatch(found[at].strip()) if at < len(found) else None
    if version is None:
        raise Unreadable(
            f"expected a configuration that starts with its version, found {found[min(at, len(found) - 1)][:60]!r}"
        )
    kept = found[at:]
    # Sections are indented and closed by `exit`: there is no other end to see.
    if len(kept) < 3 or kept[-1][0] == " " or kept[-1].lower() not in ("end", "exit"):
        raise Unreadable(f"expected a configuration that ends with 'End' or 'exit', found {kept[-1].strip()[:60]!r}")
    hostname = next((name for line in kept if (name := HOSTNAME.fullmatch(line))), None)
    return {"version": version["version"], "hostname": hostname["name"] if hostname else None, "lines": kept}
