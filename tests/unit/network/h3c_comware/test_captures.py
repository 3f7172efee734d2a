"""Public captures of real devices: every row of the reference parse is found, with the same fields.

The captures are no part of this project (see their README and LICENSE); without them the tests are skipped. A reference
is a second opinion and not the truth: what it says wrongly stands in DISPUTED, with the reason.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.network.answer import answer
from hfcheck.network.columns import day, interface_ip, mac, vlans
from hfcheck.network.reply import State

PLATFORM = "h3c_comware"
CAPTURES = Path(__file__).parents[4].parent / "shared" / "captures" / "hp_comware"
CASES = sorted(CAPTURES.glob("*/*.raw"))
Row = Mapping[str, Any]
Read = Callable[[Row], object]

# (case, row of the reference, field) → why the reference is wrong; None stands for every row or field.
DISPUTED: dict[tuple[str, int | None, str | None], str] = {
    ("display_link-aggregation_member-port_cw7_1", None, None): "blackened: no hexadecimal number holds t or z",
    ("hp_comware_display_vlan_brief", None, "vlan_name"): "cuts the name at its blank: VLAN for VLAN 0001",
    ("hp_comware_display_device_manuinfo_cw5_product-id", None, "rows"): "leaves out two fans without a serial number",
    ("hp_comware_display_interface_release_0615P16", 0, "interface"): "takes the heading Output: for an interface",
    ("hp_comware_display_interface_mgmt", 0, "ip_address"): "blackened: A.B.C.D/XY is no address; it is in `unread`",
    ("hp_comware_display_lldp_neighbor-information_list2", 0, "neighbor_name"): "leaves out the wrapped end ple.com",
}


def word(text: str) -> str:
    """A word without case, and without the quirks of spelling of different releases."""
    return text.lower().removesuffix("-duplex").removesuffix("-speed")


def speed(text: str) -> float | None:
    """1000Mb/s, 160Gbps-speed, 1000M and Unknown-speed in megabits."""
    digits = word(text).removesuffix("bps").removesuffix("b/s").strip()
    return {"m": 1, "g": 1000}[digits[-1]] * float(digits[:-1]) if digits[:1].isdigit() else None


def canonical(text: str) -> str:
    """A hardware address as this project writes it; anything else as it is."""
    return mac(text, "an identifier") if text.replace("-", "").isalnum() and text.count("-") in (2, 5) else text


def expanded(parts: list[str]) -> list[int]:
    """VLAN ranges as their numbers."""
    return vlans(",".join(parts), "VLANs") if parts else []


# Of each command: the name of its rows, and of each field of the reference our value and how the reference's is read.
Field = tuple[Read, Callable[[Any], object]]


def text_or_none(text: str) -> str | None:
    """A text; the references print an empty one where there is none."""
    return text or None


def same(name: str, read: Callable[[Any], object] = text_or_none) -> Field:
    """A value that the reference gives under another name."""
    return (lambda row: row[name]), read


def number(text: str) -> int | None:
    """A number, or nothing."""
    return int(text.split(maxsplit=1)[0].removesuffix("kbps")) if text[:1].isdigit() else None


INTERFACE: dict[str, Field] = {
    "interface": same("interface"),
    "line_status": (
        lambda row: (row["link"], row["enabled"]),
        lambda text: (text.split()[-1].lower(), " " not in text),
    ),
    "protocol_status": same("protocol", lambda text: text.lower() or None),
    "description": same("description"),
    "bandwidth": same("bandwidth_kbps", number),
    "mtu": same("mtu", number),
    "l2mtu": same("frame_length", number),
    "speed": same("speed_mbps", speed),
    "duplex": same("duplex", lambda text: None if word(text) in ("", "unknown") else word(text)),
    "hw_address": (
        lambda row: [each for each in (row["mac"], row["mac_ipv6"]) if each],
        lambda found: [mac(each, "hw_address") for each in found],
    ),
    "ip_address": same("ips", lambda found: [interface_ip(each, "ip_address") for each in found]),
    "port_link_type": same("port_type", lambda text: text.lower() or None),
    "vlan_native": same("pvid", number),
    "untagged_vlan_id": (lambda row: row["vlans_untagged"] or [], lambda text: expanded([text] if text else [])),
    "vlan_passing": (lambda row: row["vlans_passing"] or [], expanded),
    "vlan_permitted": (lambda row: row["vlans_permitted"] or [], expanded),
}
BRIEF_DUPLEX = {"full": "f", "half": "h", "auto": "a", None: ""}
TABLES: dict[str, tuple[str, dict[str, Field]]] = {
    "display_arp": (
        "entries",
        {
            "ip_address": same("ip"),
            "mac_address": same("mac", canonical),
            "vlan_id": same("vlan", number),
            "interface": same("interface"),
            "aging": same("aging", int),
            "type": (lambda row: row["type"][0].upper(), str),
        },
    ),
    "display_counters_bound_interface": (
        "counters",
        {
            "interface": same("interface"),
            "packets_total": same("packets", int),
            "packets_broadcast": same("broadcasts", int),
            "packets_multicast": same("multicasts", int),
            "packets_error": same("errors", int),
        },
    ),
    "display_device_manuinfo": (
        "parts",
        {
            "slot_type": same("part", lambda text: text.lower() or None),
            "slot_id": (lambda row: row["number"] or row["chassis"] or "", str),
            "device_name": same("name"),
            "device_serial_number": same("serial", lambda text: None if text in ("", "NONE") else text),
            "mac_address": same("mac", lambda text: None if text in ("", "NONE") else canonical(text)),
            "manufacturing_date": same("manufactured", lambda text: day(text, "a date") if text else None),
            "vendor_name": same("vendor"),
        },
    ),
    "display_interface": ("interfaces", INTERFACE),
    "display_interface_brief": (
        "interfaces",
        {
            "interface": same("interface"),
            "link": (lambda row: row["link"] if row["enabled"] else "adm", str.lower),
            "protocol": (
                lambda row: row.get("protocol") or "",
                lambda text: text.lower().removesuffix("(s)").strip("-"),
            ),
            "main_ip": (lambda row: row.get("ip") or "", lambda text: text.strip("-")),
            "speed": (
                lambda row: row.get("speed_mbps"),
                lambda text: speed(text.removesuffix("(a)")) if text[:1].isdigit() else None,
            ),
            "duplex": (lambda row: BRIEF_DUPLEX[row.get("duplex")], lambda text: text.lower().removesuffix("(a)")),
            "type": (lambda row: (row.get("port_type") or "")[:1].upper(), str),
            "vlan_id": (lambda row: row.get("pvid"), number),
            "description": same("description", lambda text: text.strip("-") or None),
        },
    ),
    "display_ip_interface": (
        "interfaces",
        {
            "interface": same("interface"),
            "line_status": same("link", str.lower),
            "protocol_status": same("protocol", str.lower),
            "ip_address": (lambda row: [each["ip"] for each in row["ips"]], list),
            "mtu": same("mtu", int),
        },
    ),
    "display_ip_routing-table": (
        "routes",
        {
            "network": (lambda row: row["destination"].partition("/")[0], str),
            "prefix_length": (lambda row: row["destination"].partition("/")[2], str),
            "protocol": same("protocol"),
            "distance": same("preference", int),
            "metric": same("cost", int),
            "nexthop_ip": same("next_hop"),
            "nexthop_if": same("interface"),
        },
    ),
    "display_ip_vpn-instance": ("instances", {"name": same("name"), "rd": same("rd")}),
    "display_link-aggregation_verbose": (
        "aggregates",
        {
            "interface": same("interface"),
            "creation_mode": same("creation", str.lower),
            "aggregation_mode": same("mode", str.lower),
            "loadsharing": same("load_sharing", str.lower),
            "local_interfaces": (
                lambda row: [each["port"] + ("(R)" if each["reference"] else "") for each in row["local"]],
                list,
            ),
            "remote_interfaces": (lambda row: [each["port"] for each in row["remote"]], list),
        },
    ),
    "display_lldp_neighbor-information_list": (
        "neighbors",
        {
            "local_interface": same("port"),
            "chassis_id": same("chassis_id", canonical),
            "neighbor_interface": same("port_id"),
            "neighbor_name": same("system_name", lambda text: None if text == "-" else text),
        },
    ),
    "display_lldp_neighbor-information_verbose": (
        "neighbors",
        {
            "local_interface": same("port"),
            "chassis_id": same("chassis_id", canonical),
            "neighbor_interface": same("port_id"),
            "neighbor_interface_description": same("port_description"),
            "neighbor_name": same("system_name"),
            "mgmt_address": (lambda row: "".join(row["management_addresses"][:1]), str),
            "vlan_id": same("pvid", number),
        },
    ),
    "display_vlan_all": (
        "vlans",
        {
            "vlan_id": same("vlan", int),
            "vlan_name": same("name"),
            "description": same("description"),
            "type": same("type", str.lower),
            "route_interface": same("routed", lambda text: text.lower() == "configured"),
            "ipv4_address": (lambda row: (row["ip"] or "").partition("/")[0], str),
        },
    ),
    "display_vlan_brief": ("vlans", {"vlan_id": same("vlan", int), "vlan_name": same("name")}),
}


@functools.cache
def reference(raw: Path) -> list[Row]:
    """The rows that the reference found."""
    rows: list[Row] = yaml.safe_load(raw.with_suffix(".yml").read_text(encoding="utf-8"))["parsed_sample"]
    return rows


def disputed(raw: Path, row: int | None, field: str | None) -> bool:
    """Whether the reference of a field, or of all of them, is known to be wrong."""
    return any((raw.stem, each, name) in DISPUTED for each in {row, None} for name in {field, None})


def read(raw: Path) -> Mapping[str, object]:
    """What the parser says of a capture."""
    line = raw.parent.name.replace("_", " ").replace("counters bound", "counters inbound")
    found = answer(PLATFORM, line, raw.read_bytes().decode())
    assert found.reply.state is State.OK, found.reply.detail
    return found.values


def test_a_blackened_capture_is_refused() -> None:
    raw = CAPTURES / "display_link-aggregation_member-port" / "display_link-aggregation_member-port_cw7_1.raw"
    if not raw.exists():
        pytest.skip("the captures are not here")
    found = answer(PLATFORM, "display link-aggregation member-port", raw.read_text(encoding="utf-8"))
    assert found.reply.state is State.UNREADABLE
    assert found.reply.detail == "expected an LACP system identifier, found '0x8000, tttt-zzzz-1122'"


@pytest.mark.skipif(not CASES, reason="the captures are not here")
@pytest.mark.parametrize("raw", [raw for raw in CASES if raw.parent.name in TABLES], ids=lambda raw: raw.stem)
def test_every_row_of_the_reference_is_found(raw: Path) -> None:
    name, fields = TABLES[raw.parent.name]
    rows = read(raw)[name]
    assert isinstance(rows, list)
    if disputed(raw, None, "rows"):
        rows = [row for row in rows if row["name"]]
    assert len(rows) == len(reference(raw))
    for number_, (ours, theirs) in enumerate(zip(rows, reference(raw), strict=True)):
        for field, (get, know) in fields.items():
            if not disputed(raw, number_, field):
                assert get(ours) == know(theirs[field]), f"row {number_}: {field}"


@pytest.mark.skipif(not CASES, reason="the captures are not here")
@pytest.mark.parametrize("raw", [raw for raw in CASES if raw.parent.name == "display_clock"], ids=lambda raw: raw.stem)
def test_the_clock_is_that_of_the_reference(raw: Path) -> None:
    (row,) = reference(raw)
    time = f"{row['year']}-{row['month']}-{row['day']}T{row['time']}"
    found = read(raw)
    assert (found["time"], found["zone"]) == (time, row["timezone"])


@pytest.mark.skipif(not CASES, reason="the captures are not here")
def test_every_capture_is_compared_and_every_dispute_is_one() -> None:
    compared = {*TABLES, "display_clock", "display_link-aggregation_member-port"}
    assert {raw.parent.name for raw in CASES} <= compared
    assert {case for case, _, _ in DISPUTED} <= {raw.stem for raw in CASES}
