"""The texts that a device prints, rendered from its state: Jinja templates, one a command, perhaps one a release."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from hfcheck.lab.devices.device import Device
    from hfcheck.lab.devices.platform import Platform
    from hfcheck.lab.devices.state import State

HERE = Path(__file__).parent


class Absent(Exception):
    """The device understood the line, and has no such thing: the message is what it prints."""


class Unknown(Exception):
    """The line's last word names nothing that the device has."""


class Foreign(Exception):
    """The line is one of the platform, but not of this release."""


def slug(pattern: str) -> str:
    """The name of the template of a line's pattern: its literal words."""
    words = [word for word in pattern.split() if word[0] not in "*+<"]
    return re.sub(r"[^a-z0-9]+", "_", " ".join(words).lower())


def template(platform: Platform, release: str, name: str) -> jinja2.Template | None:
    """The template of a line for a release: its own, its family's, the one for all, or none: it has no such line."""
    like = platform.releases[release].like
    for candidate in (f"{name}.{release}.txt", f"{name}.{like}.txt", f"{name}.txt"):
        if (HERE / platform.name / candidate).is_file():
            return _environment(platform.name).get_template(candidate)
    return None


def render(found: jinja2.Template, device: Device, words: tuple[str, ...], values: Mapping[str, object]) -> str:
    """What the device prints; raises Absent and Unknown if the template says so."""
    return found.render(
        device=device, state=device.state, spec=device.spec, now=device.now, words=words, **values
    ).strip("\n")


def configuration(platform: Platform, release: str, hostname: str, state: State) -> str:
    """The configuration with which a device of a release begins."""
    found = template(platform, release, "configuration")
    if found is None:
        raise FileNotFoundError(f"no configuration.{release}.txt for {platform.name}")
    return found.render(hostname=hostname, state=state)


@functools.cache
def _environment(platform: str) -> jinja2.Environment:
    made = jinja2.Environment(  # noqa: S701 - terminals, not web pages
        loader=jinja2.FileSystemLoader(HERE / platform),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(absent=_absent, unknown=_unknown)
    made.filters.update(left=_left, right=_right, span=span, mac=mac, when=_when, ago=_ago, dotted=_dotted)
    return made


def _absent(message: str) -> None:
    raise Absent(message)


def _unknown() -> None:
    raise Unknown


def _left(value: object, width: int) -> str:
    """A cell of a table, a blank behind it if it fills its column."""
    text = "" if value is None else str(value)
    return text.ljust(width) if len(text) < width else f"{text} "


def _right(value: object, width: int) -> str:
    return ("" if value is None else str(value)).rjust(width)


def _ago(now: datetime, seconds: float) -> datetime:
    return now - timedelta(seconds=seconds)


def _dotted(address: str) -> str:
    """An address with its mask: 10.0.0.1/24 as 10.0.0.1 255.255.255.0."""
    return ipaddress.ip_interface(address).with_netmask.replace("/", " ")


def _when(at: datetime | str, pattern: str) -> str:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).strftime(pattern)


def mac(address: str | None, mark: str = "-", size: int = 4, *, upper: bool = False) -> str:
    """A hardware address in a platform's spelling: groups of `size` digits between marks."""
    digits = re.sub(r"[^0-9a-f]", "", (address or "").lower())
    text = mark.join(digits[at : at + size] for at in range(0, len(digits), size))
    return text.upper() if upper else text


def span(seconds: float, *units: str) -> str:
    """A time span in words: span(90000, "day", "hour", "minute") is "1 day, 1 hour, 0 minutes"."""
    sizes: Mapping[str, int] = {"week": 604_800, "day": 86_400, "hour": 3600, "minute": 60, "second": 1}
    rest, parts = int(seconds), []
    for unit in units:
        number, rest = divmod(rest, sizes[unit])
        parts.append(f"{number} {unit}{'' if number == 1 else 's'}")
    return ", ".join(parts)
