"""`show interfaces`: state, settings and traffic of every port; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, interface_ip, lines, mac, some, span
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.port_lines import COUNTS, counts
from hfcheck.network.ruijie_os.wording import PORT
from hfcheck.readings.parsing import Unreadable, whole

# RGOS 11 and later frame the name of each port; RGOS 10 numbers it.
FRAME = re.compile(rf"={{4,}} ?(?P<name>{PORT}) ?={{4,}}")
INDEX = re.compile(r"Index\(dec\): ?[0-9]{1,9} \(hex\): ?[0-9A-Fa-f]{1,9}")
STATE = re.compile(
    rf"(?P<name>{PORT}) is (?P<state>UP|DOWN|administratively down)(?: ?\([^()]{{1,60}}\))? {{0,4}},"
    r" ?line protocol is (?P<protocol>UP|DOWN)",
    re.IGNORECASE,
)
SAID = {
    "description": re.compile(r"Description: ?(?P<description>.{0,200})"),
    "mac": re.compile(r"Hardware is .{1,80}?, ?address is (?P<mac>[0-9a-f.]{14}) \(bia [0-9a-f.]{14}\)", re.IGNORECASE),
    "address": re.compile(r"Interface address is: ?(?P<address>no ip address|[0-9./]{9,18})"),
    "mtu": re.compile(r"MTU (?P<mtu>[0-9]{1,5}) bytes, ?BW [0-9]{1,12} Kbit"),
    "duplex": re.compile(r"Admin duplex mode is [A-Za-z]{1,10}, ?oper duplex is (?P<duplex>Full|Half|Unknown)"),
    "speed": re.compile(r"Admin speed is [A-Za-z0-9]{1,10}, ?oper speed is (?P<speed>[0-9]{1,6}[MG]|Unknown)"),
    "flapped": re.compile(r"Time duration since last link state change: ?(?P<flapped>[0-9].{1,80})"),
}
# How a line starts that must fit: half of one is not read as if it were not there.
CUES = {
    "description": "Description:",
    "address": "Interface address is",
    "mtu": "MTU ",
    "duplex": "Admin duplex mode",
    "speed": "Admin speed",
    "flapped": "Time duration since last",
}
IPV6 = re.compile(r"[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:.]{1,40}/[0-9]{1,3}")
MEGABITS = {"M": 1, "G": 1000}


def parse(text: str) -> Mapping[str, object]:
    """One row a port; lines that say nothing about its state, settings or traffic are passed over."""
    found = [line.strip() for line in lines(text)]
    start = (
        FRAME.fullmatch
        if FRAME.fullmatch(found[0])
        else INDEX.fullmatch
        if INDEX.fullmatch(found[0])
        else STATE.fullmatch
    )
    rows = [_port(block) for block in blocks(found, start)]
    names = [row["name"] for row in rows]
    if len(set(map(str, names))) != len(names):
        raise Unreadable("expected each port once, found one twice")
    return {"interfaces": some(rows, "a port")}


def _port(block: Sequence[str]) -> dict[str, object]:
    states = [state for line in block if (state := STATE.fullmatch(line))]
    frame = FRAME.fullmatch(block[0])
    if len(states) != 1 or (frame is not None and frame["name"] != states[0]["name"]):
        raise Unreadable(f"expected the state of one port, found {len(states)} below {block[0][:80]!r}")
    said, traffic = _said(block), counts(block)
    return {
        "name": states[0]["name"],
        "up": states[0]["state"].upper() == "UP",
        "enabled": not states[0]["state"].lower().startswith("admin"),
        "protocol_up": states[0]["protocol"].upper() == "UP",
        **_settings(said),
        "addresses": _addresses(said, block),
        **{name: traffic.get(name) for name in COUNTS},
    }


def _said(block: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for line in block:
        for name, pattern in SAID.items():
            found = pattern.fullmatch(line)
            if found is None and name in CUES and line.startswith(CUES[name]):
                raise Unreadable(f"expected the {name} of a port, found {line[:80]!r}")
            if found is not None and name in said:
                raise Unreadable(f"expected the {name} of a port once, found {line[:80]!r}")
            if found is not None:
                said[name] = found[name].strip()
    return said


def _settings(said: Mapping[str, str]) -> dict[str, object]:
    speed, duplex = said.get("speed", "Unknown"), said.get("duplex", "Unknown").lower()
    return {
        "description": said.get("description", ""),
        "mac": mac(said["mac"], "a port") if "mac" in said else None,
        "mtu": whole(said["mtu"], "the MTU") if "mtu" in said else None,
        "duplex": None if duplex == "unknown" else duplex,
        "speed_mbps": None if speed == "Unknown" else whole(speed[:-1], "a speed") * MEGABITS[speed[-1]],
        "flapped_seconds": span(said["flapped"], "the last change") if "flapped" in said else None,
    }


def _addresses(said: Mapping[str, str], block: Sequence[str]) -> list[str]:
    address = said.get("address", "no ip address")
    found = [] if address == "no ip address" else [address]
    return [interface_ip(each, "a port") for each in (*found, *(line for line in block if IPV6.fullmatch(line)))]


COMMAND = Command(
    line="show interfaces",
    values={
        "interfaces": "rows of name, up, enabled, protocol_up, description, mac, mtu, duplex, speed_mbps, addresses,"
        " flapped_seconds, and of each side packets, bytes, drops, errors, bits_per_second, broadcasts (input only)"
    },
    parse=parse,
    aliases=("show interfaces * *", "show interface"),
)
