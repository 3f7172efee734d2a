"""Whatever a Ruijie or Hillstone device prints, a parser tells what stands in the text or refuses."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from hfcheck.readings.parsing import Unreadable

from .mutations import damaged
from .written import COMMANDS, texts

PLATFORMS = ("hillstone_stoneos", "ruijie_os")
MUTATIONS = 120
MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
# Words that stand for other words of the device …
DERIVED = re.compile(
    r"normal|absent|faulty|direct|local|static|rip|ospf|bgp|isis|arp|aggregate|kernel|isp|dhcp|pppoe|wireless|scvpn|vpn"
    r"|import|sync|llb|dynamic|interface|self|invalid|established|initialize|designated|alternate|backup|disabled|master"
    r"|forwarding|discarding|learning|broken",
    re.IGNORECASE,
)
# … and values that are made from several of what it prints.
COMPUTED = re.compile(r".*seconds|speed_mbps|total_kb|offset_ms|time|expires|instance|severity")


def printed(platform: str, slug: str = "*") -> list[str]:
    return [text.replace("\r", "") for text in texts(platform, slug)]


LINES = {platform: [line for text in printed(platform) for line in text.split("\n")] for platform in PLATFORMS}


def leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Each value with the name of its cell; the keys of `members` and `said` are what the device printed, too."""
    if isinstance(value, dict):
        if key in ("members", "said"):
            yield from ((key, name) for name in value)
        for name, each in value.items():
            yield from leaves(each, str(name))
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, key)
    else:
        yield key, value


def stands_in(text: str, value: object) -> bool:
    """Whether a value is literally in the text, blanks and the spelling of hardware addresses aside."""
    plain = " ".join(text.lower().split())
    if isinstance(value, float):
        return any(form in plain for form in (f"{value:g}", f"{value:.1f}", f"{value:.2f}", f"{value:.3f}"))
    said = " ".join(str(value).lower().split())
    if MAC.fullmatch(said):
        return said.replace(":", "") in re.sub(r"[-.:]", "", plain)
    # A name may be put together from the cells of a row.
    return said in plain or all(word in plain for word in said.split())


def invented(values: object, text: str) -> list[tuple[str, object]]:
    return [
        (key, value)
        for key, value in leaves(values)
        if value is not None
        and not isinstance(value, bool)
        and not COMPUTED.fullmatch(key)
        and not (isinstance(value, str) and (DERIVED.fullmatch(value) or "<hidden>" in value))
        and not stands_in(text, value)
    ]


def test_what_is_invented_is_noticed() -> None:
    assert invented({"rows": [{"ip": "10.0.0.1", "count": 7}]}, "address 10.0.0.2 count 7") == [("ip", "10.0.0.1")]
    assert invented({"mac": "00:d0:f8:00:00:01", "members": {"Gi0/1": "bndl"}}, "00d0.f800.0001 Gi0/1 bndl") == []
    assert invented({"percent": 4.8}, "4.9%") == [("percent", 4.8)]


@pytest.mark.parametrize(("platform", "slug"), [key for key in COMMANDS if key[0] in PLATFORMS])
def test_a_damaged_output_is_refused_or_gives_what_stands_in_it(platform: str, slug: str) -> None:
    command, own, dice = COMMANDS[platform, slug], printed(platform, slug), random.Random(slug)
    for _ in range(MUTATIONS):
        text = damaged(dice.choice(own), LINES[platform], dice)
        try:
            values = command.parse(text)
        except Unreadable:
            continue
        assert values.keys() == command.values.keys()
        assert not invented(values, text)
