"""Cisco IOS for NAPALM: getters of the stock driver over our session, where it sends a line that we can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from napalm.base.exceptions import NapalmException
from napalm.ios import IOSDriver

from hfcheck.device.napalm_driver import DisplayDriver
from hfcheck.device.napalm_errors import ChangesRefused, NotSeen, not_seen
from hfcheck.errors import ForbiddenLine, HfcheckError
from hfcheck.network.answer import answer
from hfcheck.network.observed import Missing
from hfcheck.network.reply import State

# The stock driver abbreviates; the allow-list does not.
IN_FULL = {"show run": "show running-config", "show arp": "show ip arp"}
# Lines that the stock driver words in another way when it reads of an invalid one.
TRIED_FIRST = frozenset({"show mac-address-table"})
INVALID = "% Invalid input detected"
FILTER = re.compile(r"(?P<kind>include|exclude|section) (?P<words>[A-Za-z0-9 _-]{1,60})")


class Surface:
    """The little of netmiko that the stock getters use. `ask` gives a line's cleaned output or raises NotSeen."""

    def __init__(self, ask: Callable[[str], str]) -> None:
        self._ask = ask
        self.text = ""  # what the last line gave

    def send_command(self, command_string: str, **_options: Any) -> str:
        """The output of an allow-listed line; filters behind `|` are applied here, the device never sees them."""
        line, *filters = command_string.split(" | ")
        try:
            text = self._ask(IN_FULL.get(line, line))
        except NotSeen as problem:
            if line in TRIED_FIRST and problem.state is State.REJECTED:
                return INVALID
            raise
        for each in filters:
            text = "\n".join(_filtered(text.split("\n"), each))
        self.text = text
        return text

    def send_config_set(self, *_lines: Any, **_options: Any) -> NoReturn:
        """Refused, as all below."""
        raise ChangesRefused

    config_mode = exit_config_mode = save_config = write_channel = send_config_set


def _filtered(lines: Sequence[str], asked: str) -> list[str]:
    found = FILTER.fullmatch(asked.strip())
    if found is None:
        raise ForbiddenLine(f"expected | include, exclude or section and plain words, found {asked[:80]!r}")
    if found["kind"] == "exclude":
        return [line for line in lines if found["words"] not in line]
    kept, is_kept = [], False
    for line in lines:
        is_below = found["kind"] == "section" and is_kept and line.startswith(" ")
        is_kept = found["words"] in line or is_below
        if is_kept:
            kept.append(line)
    return kept


def _stock(name: str, is_row: str, *, may_be_empty: bool = False) -> Callable[..., Any]:
    """The stock driver's getter; NotSeen where it stumbles, or does not tell as much as there are rows to be told."""
    pattern = re.compile(is_row, re.MULTILINE)

    def get(self: IosDriver, *arguments: Any, **options: Any) -> Any:
        try:
            found = getattr(self.stock, name)(*arguments, **options)
        except (NapalmException, HfcheckError):
            raise
        except Exception as problem:  # whatever comes up over an output
            raise NotSeen(f"{name}: {type(problem).__name__}: {problem}", State.UNREADABLE) from problem
        rows, told = len(pattern.findall(self.stock.device.text)), _count(found)
        if rows != told or not (told or may_be_empty):
            raise NotSeen(f"{name}: expected what each of {rows} rows tells, found {told}", State.UNREADABLE)
        return found

    get.__doc__ = getattr(IOSDriver, name).__doc__
    return get


def _count(found: Any) -> int:
    several = list(found.values()) if isinstance(found, dict) else found
    return sum(len(each) if isinstance(each, list) else 1 for each in several)


class IosDriver(DisplayDriver):
    """NAPALM's own driver for IOS behind our session, for the getters that are named here.

    The others are DisplayDriver's: the stock ones of facts, counters, addresses, environment, optics, VLANs, BGP and
    NTP need lines that nobody reads yet, or take a zero for what was not printed. No line is sent that is not on the
    allow-list; a rejected, empty or cut-off output raises NotSeen, and so does one that our own parser refuses, or of
    which the stock getter drops a row. Secrets are hidden before a getter sees them. Stock is: ages of ARP entries in
    minutes, none that are incomplete; a link's speed as its bandwidth.
    """

    platform = "cisco_ios"

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: float = 60,
        optional_args: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(hostname, username, password, timeout, optional_args)
        # It connects to nothing and gets no password.
        self.stock = IOSDriver(hostname, username, "")
        self.stock.device = Surface(self._read)

    def _read(self, line: str) -> str:
        """The output of a line, once our own parser of it has accepted it: the stock ones guess."""
        heard = self._opened.ask(line)
        text = self._text(heard)
        found = answer(self._target.platform, line, heard.text).reply
        if found.state is not State.OK:
            raise not_seen(Missing(found.state, f"{line}: {found.detail}", heard.outcome))
        return text

    get_interfaces = _stock("get_interfaces", r"^\S.* line protocol is ")
    get_arp_table = _stock("get_arp_table", r"^Internet ")
    get_mac_address_table = _stock("get_mac_address_table", r"\b[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\b")
    get_lldp_neighbors_detail = _stock("get_lldp_neighbors_detail", r"^Local Intf: ")
    # A configuration may well name no server and no user.
    get_ntp_servers = _stock("get_ntp_servers", r"^ntp server ", may_be_empty=True)
    get_users = _stock("get_users", r"^username ", may_be_empty=True)

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, Any]]]:
        """Who is at the other end of each port; the stock getter stumbles over a telephone, known by its address."""
        return {
            port: [
                {"hostname": one["remote_system_name"] or one["remote_chassis_id"], "port": one["remote_port"]}
                for one in several
            ]
            for port, several in self.get_lldp_neighbors_detail().items()
        }
