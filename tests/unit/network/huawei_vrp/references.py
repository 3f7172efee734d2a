"""The public reference parses in the words of ours: by slug, a function from our values to rows of reference fields.

A row holds the fields that both know, as text in the reference's spelling. A field that the reference has and a
row here has not is one that our parser does not return (documented in test_captures.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Row = dict[str, Any]
Values = Mapping[str, Any]


def text(value: object, nothing: str = "") -> str:
    """A value as the reference spells it; None as what it has for nothing."""
    return nothing if value is None else str(value)


def vendor_mac(value: str | None) -> str:
    """aa:bb:cc:dd:ee:ff as aabb-ccdd-eeff."""
    plain = text(value).replace(":", "")
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def spaced(value: str | None) -> str:
    """An instant as the device prints it."""
    return text(value).replace("T", " ")


def version(values: Values) -> Iterator[Row]:
    yield {
        "vrp_version": values["vrp"],
        "product_version": f"{values['product']} {values['release']}",
        "patch_version": text(values["patch"]),
        "uptime": values["uptime_seconds"],
        "model": values["model"],
    }


def arp(values: Values) -> Iterator[Row]:
    kinds = {"interface": "I -", "dynamic": "D-0", "static": "S--"}
    for row in values["entries"]:
        yield {
            "ip_address": row["ip"],
            "mac_address": vendor_mac(row["mac"]),
            "expire": text(row["expires_minutes"]),
            "type": kinds[row["type"]],
            "interface": row["interface"],
            "vpn_instance": text(row["vpn"]),
            "vlan_id": f"{row['vlan']}/{text(row['inner_vlan'], '-')}" if row["vlan"] else "",
        }


def brief(values: Values) -> Iterator[Row]:
    marks = {"standby": "^", "administratively down": "*"}
    words = {"spoofing": "(s)", "loopback": "(l)"}
    for row in values["interfaces"]:
        suffix = "(v)" if row["marks"] == ["VirtualPort"] else ""
        yield {
            "interface": row["interface"] + suffix,
            "phy": "".join(marks.get(mark, "") for mark in row["link_marks"])
            + row["link"]
            + "".join(words.get(mark, "") for mark in row["link_marks"]),
            "protocol": row["protocol"] + "".join(words[mark] for mark in row["protocol_marks"]),
            "inuti": share(row["input_percent"]),
            "oututi": share(row["output_percent"]),
            "inerrors": text(row["input_errors"]),
            "outerrors": text(row["output_errors"]),
        }


def share(value: float | None) -> str:
    return "--" if value is None else f"{value:g}%"


def interface(values: Values) -> Iterator[Row]:
    negotiation = {True: "ENABLE", False: "DISABLE", None: ""}
    for row in values["interfaces"]:
        detail = f" ({row['protocol_detail']})" if row["protocol_detail"] else ""
        yield {
            "interface": row["interface"],
            "link_status": row["link"].upper(),
            "protocol_status": row["protocol"].upper() + detail,
            "interface_description": text(row["description"]),
            "port_type": text(row["port_type"]).capitalize(),
            "link_type": text(row["link_type"]),
            "vlan_id": text(row["pvid"]),
            "tpid": f"{row['tpid']}(Hex)" if row["tpid"] else "",
            "mtu": text(row["mtu_bytes"] or row["frame_bytes"]),
            "hold_timer": text(row["hold_seconds"]),
            "ip_status": {False: "disabled", True: "enabled", None: ""}[row["ip_enabled"]],
            "ip_address": (row["addresses"] or [""])[0],
            "mac_address": vendor_mac(row["mac"]),
            "port_mode": text(row["port_mode"]),
            "speed": text(row["speed_mbps"]),
            "duplex": text(row["duplex"]).upper(),
            "negotiation": negotiation[row["negotiation"]],
            "loopback": text(row["loopback"]).upper(),
            "last_physical_up_time": spaced(row["last_link_up"]),
            "last_physical_down_time": spaced(row["last_link_down"]),
            "last_line_protocol_uptime": spaced(row["last_protocol_up"]),
            "current_system_time": spaced(row["device_time"]),
            "aggregated_interfaces": [member["interface"] for member in row["members"]],
        }


def lldp(values: Values) -> Iterator[Row]:
    for row in values["neighbors"]:
        mac_like = row["chassis_id_type"].lower() == "mac address"
        others = row["others"]
        yield {
            "local_interface": row["port"],
            "chassis_type": row["chassis_id_type"],
            "chassis_id": vendor_mac(row["chassis_id"]) if mac_like else row["chassis_id"],
            "neighbor_port_id": text(row["port_id"]),
            "neighbor_interface": text(row["port_description"]),
            "neighbor_name": text(row["system_name"]),
            "neighbor_description": text(row["system_description"]).split("\n"),
            "system_capabilities_supported": " ".join(row["capabilities"]),
            "capabilities": " ".join(row["capabilities_enabled"]),
            "mgmt_address": (row["management_addresses"] or [""])[0],
            "mgmt_address_type": others["management address type"],
            "expired_time": str(row["expires_seconds"]),
            "vlan_id": text(row["pvid"]),
            "operation_mode": text(row["operating_mode"]),
            "autonegotiation_supported": others["auto-negotiation supported"],
            "autonegotiation_enabled": others["auto-negotiation enabled"],
            "oid": others.get("oid", ""),
            "discovered_time": others.get("discovered time", ""),
            "power_class": others.get("power class", ""),
        }


def mac_address(values: Values) -> Iterator[Row]:
    for row in values["entries"]:
        yield {
            "destination_address": vendor_mac(row["mac"]),
            "destination_port": row["port"],
            "type": row["type"],
            "vlan_id": str(row["vlan"]),
        }


def vlan(values: Values) -> Iterator[Row]:
    for row in values["vlans"]:
        yield {
            "vlan_id": str(row["vlan"]),
            "interface": [port["port"] for port in row["tagged"]],
            "vlan_type": row["type"],
            "vlan_status": row["status"],
            "vlan_property": row["property"],
            "vlan_mac_learning": row["mac_learning"],
            "vlan_statistics": row["statistics"],
            "vlan_broadcast": row["broadcast"],
            "vlan_multicast": row["multicast"],
            "vlan_unicast": row["unknown_unicast"],
            "vlan_description": row["description"],
        }


def port_vlan(values: Values) -> Iterator[Row]:
    for row in values["ports"]:
        spans = [str(first) if first == last else f"{first}-{last}" for first, last in row["vlans"]]
        yield {
            "interface": row["port"],
            "link_type": row["link_type"],
            "vlan_id": text(row["pvid"]),
            "trunk_vlan_list": spans,
        }


def eth_trunk(values: Values) -> Iterator[Row]:
    for trunk in values["trunks"]:
        shared = {
            "eth_trunk": trunk["trunk"],
            "working_mode": trunk["mode"].upper(),
            "hash_arithmetic": trunk["hash"],
            "operate_status": trunk["link"],
            "number_of_up_port_in_trunk": text(trunk["ports_up"]),
            "least_active_linknumber": text(trunk["least_active"]),
            "max_active_linknumber": text(trunk["most_active"]),
            "system_priority": text(trunk["system_priority"]),
            "system_id": vendor_mac(trunk["system_id"]),
            "preempt_delay": text(trunk["preempt_delay"]),
        }
        for port in trunk["ports"] + trunk["partners"]:
            yield shared | {
                "interface": port["port"],
                "status": text(port.get("status")).capitalize(),
                "weight": text(port.get("weight")),
                "port_type": text(port.get("port_type")),
                "port_priority": text(port.get("port_priority")),
                "port_number": text(port.get("port_number")),
                "port_key": text(port.get("port_key")),
                "port_state": text(port.get("port_state")),
                "partner_system_id": vendor_mac(port.get("system_id")),
                "partner_system_priority": text(port.get("system_priority")),
            }


def device(values: Values) -> Iterator[Row]:
    registered = {True: "Registered", False: "Unregistered"}
    for row in values["parts"]:
        yield {
            "slot": row["slot"],
            "card": text(row["card"], "-"),
            "pid": row["type"],
            "online_status": "Present" if row["online"] else "Offline",
            "power_status": text(row["power"], "-"),
            "register_status": registered[row["registered"]],
            "alarm_status": text(row["alarm"], "-"),
        }


def routes(values: Values) -> Iterator[Row]:
    for row in values["routes"]:
        ipv6 = ":" in row["destination"]
        address, _, length = row["destination"].partition("/")
        yield {
            "destination": address if ipv6 else row["destination"],
            "prefix_length": length if ipv6 else "",
            "protocol": row["protocol"],
            "process_id": text(row["process"]),
            "preference": text(row["preference"]),
            "cost": text(row["cost"]),
            "next_hop": row["next_hop"],
            "neighbour": row["neighbour"],
            "relay_next_hop": row["relay_next_hop"],
            "interface": row["interface"],
            "state": row["state"],
            "tag": text(row["tag"]),
            "priority": row["priority"],
            "flags": row["flags"],
            "age": row["age_seconds"],
        }


def vpn(values: Values) -> Iterator[Row]:
    for row in values["instances"]:
        yield {"name": row["name"], "rd": row["rd"], "address_family": row["family"].replace("ip", "IP")}


def isis(values: Values) -> Iterator[Row]:
    for row in values["peers"]:
        yield {
            "system_id": row["system"],
            "interface": row["interface"],
            "circuit_id": row["circuit"],
            "state": row["state"].capitalize(),
            "hold_time": f"{row['hold_seconds']}s",
            "type": row["level"],
            "pri": text(row["priority"], "--"),
        }


def licence(values: Values) -> Iterator[Row]:
    for row in values["items"]:
        yield {
            "active_license": values["file"],
            "license_state": values["state"],
            "license_file_esn": values["esn"],
            "license_serial_no": values["serial"],
            "revoke_ticket": text(values["revoke_ticket"], "No ticket"),
            "product_version": values["product_version"],
            "created_time": spaced(values["created"]),
            "item_name": row["name"],
            "sale_name": row["sale_name"],
            "item_type": row["type"],
            "item_state": row["state"],
            "control_value": text(row["permitted"]),
            "used_value": text(row["used"]),
            "item_expired_date": row["expires"],
            "item_trial_days": text(row["trial_days"]),
            "description": row["description"],
        }


def tunnels(values: Values) -> Iterator[Row]:
    for row in values["paths"]:
        yield {
            "source": row["ingress"],
            "destination": row["destination"],
            "id": str(row["lsp"]),
            "in_label": text(row["in_label"], "-"),
            "out_label": text(row["out_label"], "-"),
            "role": row["role"][0].upper(),
            "name": row["tunnel"],
        }


def nat(values: Values) -> Iterator[Row]:
    for row in values["services"]:
        yield {
            "interface": row["interface"],
            "global_ip_port": f"{row['outside']}/{row['outside_port']}",
            "inside_ip_port": f"{row['inside']}/{row['inside_port']}",
            "protocol": str(row["protocol"]),
            "vpn": text(row["vpn"], "----"),
            "acl": text(row["acl"], "----"),
            "vrrp_id": text(row["vrrp"], "----"),
            "description": text(row["description"], "----"),
        }


def ntp(values: Values) -> Iterator[Row]:
    yield {
        "clock_status": "synchronized" if values["synchronised"] else "unsynchronized",
        "clock_stratum": str(values["stratum"]),
        "reference_clock_id": values["reference"],
        "clock_offset": f"{values['offset_ms']:.4f} ms",
        "clock_delay": f"{values['root_delay_ms']:.2f} ms",
        "root_dispersion": f"{values['root_dispersion_ms']:.2f} ms",
        "peer_dispersion": f"{values['peer_dispersion_ms']:.2f} ms",
        "synchronization_state": values["state"],
    }


def service_set(values: Values) -> Iterator[Row]:
    state = {True: "enable", False: "disable"}
    yield {
        "id": str(values["id"]),
        "name": values["name"],
        "ssid": values["ssid"],
        "hide_ssid": state[values["hidden"]],
        "user_isolate": state[values["isolated"]],
        "type": values["type"],
        "max_nb_user": str(values["most_users"]),
        "assoc_timeout": str(values["association_minutes"]),
        "traffic_profile_name": values["traffic_profile"],
        "security_profile_name": values["security_profile"],
        "wlan_bss_interface": values["interface"],
        "igmp_mode": values["igmp_mode"],
        "forward_mode": values["forward_mode"],
    }


def serials(values: Values) -> Iterator[Row]:
    for row in values["serials"]:
        yield {"serial_number": row["serial"]}


def communities(values: Values) -> Iterator[Row]:
    for row in values["communities"]:
        yield {"acl": text(row["acl"]), "view": text(row["view"]), "storage_type": row["storage"]}


def startup(values: Values) -> Iterator[Row]:
    for row in values["boards"]:
        yield {
            "startup_system_software": text(row["software"], "null"),
            "next_startup_system_software": text(row["next_software"], "null"),
            "backup_system_software_for_next_startup": text(row["backup_software"], "null"),
            "startup_saved_configuration_file": text(row["configuration"], "null"),
            "next_startup_saved_configuration_file": text(row["next_configuration"], "null"),
            "startup_license_file": text(row["license"], "null"),
            "next_startup_license_file": text(row["next_license"], "null"),
            "startup_patch_package": text(row["patch"], "null"),
            "next_startup_patch_package": text(row["next_patch"], "null"),
        }


def files(values: Values) -> Iterator[Row]:
    for row in values["files"]:
        yield {
            "attr": row["attributes"],
            "file_name": row["name"],
            "size": "-" if row["bytes"] is None else f"{row['bytes']:,}",
            "total_size": f"{values['total_kib']:,}",
            "total_free": f"{values['free_kib']:,}",
        }


def acl(values: Values) -> Iterator[Row]:
    for each in values["lists"]:
        shared = {"acl_name": text(each["name"]), "acl_number": str(each["number"])}
        yield shared | {"sn": "", "action": "", "source": ""}
        for row in each["rules"]:
            port = text(row["destination_port"])
            yield shared | {
                "sn": str(row["rule"]),
                "action": row["action"],
                "protocol": text(row["protocol"]),
                "source": text(row["source"]),
                "destination": text(row["destination"]),
                "destination_port_modifier": port.partition(" ")[0],
                "destination_port_range": port.partition(" ")[2],
                "matches": text(row["matches"]),
                "description": text(row["description"]),
            }


def http(values: Values) -> Iterator[Row]:
    state = {True: "enabled", False: "disabled"}
    yield {
        "http_server_status": state[values["http"]],
        "https_server_status": state[values["https"]],
        "http_ipv6_server_status": state[values["http_ipv6"]],
        "https_ipv6_status": state[values["https_ipv6"]],
        "http_server_port": "{0}({0})".format(values["http_port"]),
        "https_server_port": "{0}({0})".format(values["https_port"]),
        "http_ipv6_server_port": "{0}({0})".format(values["http_ipv6_port"]),
        "http_timeout_interval": str(values["timeout_minutes"]),
        "current_online_users": str(values["users"]),
        "maximum_users_allowed": str(values["most_users"]),
        "http_ssl_policy": values["ssl_policy"],
        "http_server_source_address": values["source"],
    }


ROWS: Mapping[str, Callable[[Values], Iterator[Row]]] = {
    "dir": files,
    "display_acl_all": acl,
    "display_arp": arp,
    "display_device": device,
    "display_eth_trunk": eth_trunk,
    "display_http_server": http,
    "display_interface": interface,
    "display_interface_brief": brief,
    "display_ip_routing_table_verbose": routes,
    "display_ip_vpn_instance": vpn,
    "display_isis_peer": isis,
    "display_license_verbose": licence,
    "display_lldp_neighbor": lldp,
    "display_mac_address": mac_address,
    "display_mpls_te_tunnel": tunnels,
    "display_nat_server": nat,
    "display_ntp_status": ntp,
    "display_port_vlan": port_vlan,
    "display_service_set_id": service_set,
    "display_sn_license": serials,
    "display_snmp_agent_community_read": communities,
    "display_startup": startup,
    "display_version": version,
    "display_vlan": vlan,
}
