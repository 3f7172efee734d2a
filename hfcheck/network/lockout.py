"""What no change may do: lock us out, or leave a device half done. Each is refused before a line is sent."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping

from hfcheck.errors import ContentError
from hfcheck.network.edits import Case
from hfcheck.network.filters import Filter
from hfcheck.network.standard import ALL_LINES, by_line

INTERFACE_ADDRESS = re.compile(r"ip address (?P<address>[0-9.]{7,15}) (?P<mask>[0-9.]{1,15})(?: .*)?")
TAKES_SSH = ("ssh", "all")
PROTOCOLS = (*TAKES_SSH, "telnet")


def refuse(case: Case, filter_of: Callable[[str], Filter | None], modes: tuple[str, ...] = ("aaa",)) -> None:
    """Raises ContentError where what is wanted would lock us out.

    `filter_of` finds an access list by its name, `modes` are the ways to log in that a VTY line may be given.
    """
    if case.wanted.ssh is False:
        raise ContentError("ssh: expected true, since changes come in by SSH, found false")
    _refuse_lines(case)
    _refuse_protocols(case)
    _refuse_authentication(case, modes)
    _refuse_users(case)
    for name, acl in _changed(case.wanted.vty_acl, case.found.vty_acl):
        if acl:
            _refuse_filter(case, name, acl, filter_of(acl))
    _refuse_ports(case)


def _changed(wanted: Mapping[str, str] | None, found: Mapping[str, str] | None) -> Iterator[tuple[str, str]]:
    """The VTY lines whose setting is to become another one, and which."""
    known = found or {}
    each = by_line(wanted or {}, known)
    yield from ((name, value) for name, value in each.items() if known.get(name) != value)


def _refuse_lines(case: Case) -> None:
    for field in ("vty_authentication", "vty_acl", "vty_protocols", "vty_idle_minutes"):
        known = getattr(case.found, field) or {}
        unknown = set(getattr(case.wanted, field) or {}) - {ALL_LINES, *known}
        if unknown:
            raise ContentError(f"{field}: expected VTY lines of {', '.join(known) or 'none'}, found {sorted(unknown)}")


def _refuse_protocols(case: Case) -> None:
    found = case.found.vty_protocols or {}
    strange = {said for said in (case.wanted.vty_protocols or {}).values() if said not in PROTOCOLS}
    if strange:
        raise ContentError(f"vty_protocols: expected {', '.join(PROTOCOLS)}, found {sorted(strange)}")
    after = {**found, **by_line(case.wanted.vty_protocols or {}, found)}
    if dict(after) != dict(found) and not any(protocol in TAKES_SSH for protocol in after.values()):
        raise ContentError(
            f"vty_protocols: expected a line that takes SSH afterwards, found {sorted(set(after.values()))}"
        )


def _refuse_authentication(case: Case, modes: tuple[str, ...]) -> None:
    users = case.found.local_users or ()
    for name, mode in _changed(case.wanted.vty_authentication, case.found.vty_authentication):
        if mode not in modes:
            raise ContentError(f"vty_authentication: expected {' or '.join(modes)} for lines {name}, found {mode!r}")
        # A line that asks no server yet asks for a user of the device.
        if case.access.username not in users:
            raise ContentError(
                f"vty_authentication: expected the user that changes log in as among {', '.join(users) or 'no users'},"
                f" found {case.access.username!r}"
            )


def _refuse_users(case: Case) -> None:
    if not case.misses("local_users"):
        return
    wanted, found = set(case.wanted.local_users or ()), set(case.found.local_users or ())
    new = sorted(wanted - found)
    if new:
        raise ContentError(
            f"local_users: expected users that the device has, since new ones need passwords, found {new}"
        )
    if not case.access.username or case.access.username in found - wanted:
        raise ContentError(
            f"local_users: expected the user that changes log in as among those to keep, found {sorted(wanted)}"
        )


def _refuse_filter(case: Case, name: str, acl: str, found: Filter | None) -> None:
    if found is None:
        raise ContentError(f"vty_acl: expected an access list of the device for lines {name}, found {acl!r}")
    if not case.access.addresses:
        raise ContentError(f"vty_acl: expected the station's addresses, to see that {acl!r} lets it in, found none")
    for address in case.access.addresses:
        if not found.lets_in(address):
            raise ContentError(f"vty_acl: expected {acl!r} to let the station in, found no rule that permits {address}")


def _refuse_ports(case: Case) -> None:
    wanted = set(case.wanted.shut_ports or ()) - set(case.found.shut_ports or ())
    ours = [ipaddress.ip_address(address) for address in case.access.addresses]
    for name, body in case.outline.named("interface ").items():
        networks = [_network(found) for line in body if (found := INTERFACE_ADDRESS.fullmatch(line))]
        if name in wanted and any(network and address in network for network in networks for address in ours):
            raise ContentError(f"shut_ports: expected ports that the station does not come in by, found {name}")


def _network(found: re.Match[str]) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Interface(f"{found['address']}/{found['mask']}").network
    except ValueError:
        return None
