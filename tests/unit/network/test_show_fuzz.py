"""Whatever a Ruijie or Hillstone device prints, a parser tells what stands in the text or refuses; it never crashes."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hfcheck.network.command import commands
from hfcheck.readings.parsing import Unreadable

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network"
PLATFORMS = ("hillstone_stoneos", "ruijie_os")
COMMANDS = {(platform, command.slug): command for platform in PLATFORMS for command in commands(platform).values()}
ODD = (
    "",
    " ",
    "-",
    "--",
    "\t",
    ":",
    "%",
    "(",
    ")",
    "9" * 40,
    "0",
    "中文",
    "²",
    "٣",
    "1e5",
    "NaN",
    "nan",
    "1_0",
    "4095",
)
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


def texts(platform: str, slug: str = "*", case: str = "*") -> list[str]:
    raws = sorted(FIXTURES.glob(f"{platform}/{slug}/{case}.raw"))
    return [path.read_bytes().decode().replace("\r", "") for path in raws]


LINES = {platform: [line for text in texts(platform) for line in text.split("\n")] for platform in PLATFORMS}


def mutated(text: str, lines: list[str], dice: random.Random) -> str:
    found = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(found))
        match dice.randrange(6):
            case 0:
                del found[at : at + dice.randint(1, 3)]
            case 1:
                found.insert(at, dice.choice(lines))
            case 2:
                place = dice.randint(0, len(found[at]))
                found[at] = found[at][:place] + dice.choice(ODD) + found[at][place:]
            case 3:
                found[at] = found[at][: dice.randint(0, len(found[at]))]
            case 4:
                words = found[at].split(" ")
                words[dice.randrange(len(words))] = dice.choice(ODD)
                found[at] = " ".join(words)
            case _:
                found[at], found[-1] = found[-1], found[at]
        found = found or [""]
    return "\n".join(found)


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


@pytest.mark.parametrize(("platform", "slug"), COMMANDS)
def test_a_mutated_output_is_refused_or_gives_what_stands_in_it(platform: str, slug: str) -> None:
    command, own, dice = COMMANDS[platform, slug], texts(platform, slug), random.Random(slug)
    for _ in range(MUTATIONS):
        text = mutated(dice.choice(own), LINES[platform], dice)
        try:
            values = command.parse(text)
        except Unreadable:
            continue
        assert values.keys() == command.values.keys()
        assert not invented(values, text)


@pytest.mark.parametrize(("platform", "slug"), COMMANDS)
@pytest.mark.parametrize(
    "filling", ["a", "1 ", "a ", "a:", "(a)", "-", " ", "1.", "a, ", "0:", "Gi0/1,", "=", "[1/0] "]
)
def test_a_long_line_takes_no_time(platform: str, slug: str, filling: str) -> None:
    own = texts(platform, slug, "[!h]*")[0].split("\n")
    long = (filling * 4000)[:3900]
    started = time.perf_counter()
    for place in (0, len(own) // 2, len(own) - 1):
        for line in (long, own[place][:12] + long, f"x {long} :"):
            try:
                COMMANDS[platform, slug].parse("\n".join([*own[:place], line, *own[place:]]))
            except Unreadable:
                continue
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(("platform", "slug"), COMMANDS)
def test_too_many_lines_are_refused(platform: str, slug: str) -> None:
    with pytest.raises(Unreadable, match="expected at most 200000 lines"):
        COMMANDS[platform, slug].parse("x\n" * 200_001)
