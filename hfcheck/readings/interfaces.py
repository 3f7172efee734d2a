"""Network interfaces: errors, drops, links, speed and bonds, from /sys/class/net.

Left out are loopback and what virtual machines, containers and traffic control plug in and out. An interface that has
carried nothing has no rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, Output, Reason, Scalar
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, headed, whole

SNIPPET = r"""
cd /sys/class/net || exit 1
echo interfaces
for nic in *; do
  [ -e "$nic/operstate" ] || continue
  case $nic in
    lo|ifb[0-9]*|veth*|docker[0-9]*|br-*|virbr*|vnet[0-9]*|tap*|cali*|cni*|flannel*|dummy*|vb-*|ve-*) continue ;;
    sit[0-9]*|tunl[0-9]*|gre[0-9]*|gretap[0-9]*|erspan[0-9]*|ip_vti*|ip6_vti*|ip6tnl*|ip6gre*) continue ;;
  esac
  state=- carrier=- speed=- duplex=- counts=
  # Speed and duplex can only be read where the driver knows them.
  { read -r state <$nic/operstate; read -r carrier <$nic/carrier; read -r speed <$nic/speed
    read -r duplex <$nic/duplex; } 2>/dev/null
  for count in rx_packets tx_packets rx_errors tx_errors rx_dropped tx_dropped; do
    read -r value <$nic/statistics/$count || exit 1
    counts="$counts $value"
  done
  echo "nic $nic $state ${carrier:--} ${speed:--} ${duplex:--}$counts"
  [ ! -r $nic/bonding/slaves ] || echo "bond $nic $(cat $nic/bonding/slaves)"
  [ ! -r $nic/bonding_slave/mii_status ] || echo "member $nic $(cat $nic/bonding_slave/mii_status)"
done
"""


@dataclass(frozen=True, slots=True)
class Nic:
    """One interface; speed in Mbit/s and duplex are None where the driver does not know them."""

    up: bool
    speed: int | None
    duplex: str | None
    packets: int
    errors: int
    drops: int


def parse(output: Output) -> Mapping[str, Answer]:
    """`interfaces`, then `nic <name> <state> <carrier> <speed> <duplex> <six counts>`, `bond` and `member` lines."""
    lines = headed(output.stdout, "interfaces")
    nics, bonds, links = dict[str, Nic](), dict[str, list[str]](), dict[str, bool]()
    for line in lines:
        word, name, *rest = line.split()[:1] + fields(line, 2, "an interface")[1].split()
        match word:
            case "nic":
                nics[name] = _nic(rest)
            case "bond":
                bonds[name] = rest
            case "member":
                links[name] = rest == ["up"]
            case _:
                raise Unreadable(f"expected nic, bond or member, found {line!r}")
    return {**_nics(nics), **_bonds(bonds, links)}


def _nic(words: list[str]) -> Nic:
    if len(words) != 10:
        raise Unreadable(f"expected state, carrier, speed, duplex and six counts, found {words}")
    state, carrier, speed, duplex = words[:4]
    received, sent, *wrong = [whole(word, "a count of packets") for word in words[4:]]
    if min(received, sent, *wrong) < 0:
        raise Unreadable(f"expected counts, found {words[4:]}")
    # A virtual interface may call its state unknown; then the carrier tells.
    up = state == "up" or (state == "unknown" and carrier == "1")
    known = whole(speed, "a speed") if speed != "-" else -1
    return Nic(
        up=up,
        speed=known if up and known > 0 else None,
        duplex=duplex if up and duplex in ("full", "half") else None,
        packets=received + sent,
        errors=wrong[0] + wrong[1],
        drops=wrong[2] + wrong[3],
    )


def _nics(nics: Mapping[str, Nic]) -> dict[str, Answer]:
    def each(look: Callable[[Nic], Scalar | None], none: str) -> Answer:
        found = {name: value for name, nic in nics.items() if (value := look(nic)) is not None}
        return found or NotApplicable(Reason.ABSENT, none)

    return {
        "up": [name for name, nic in nics.items() if nic.up],
        "error_ppm": each(lambda nic: _ppm(nic.errors, nic.packets), "no interface has carried a packet"),
        "drop_ppm": each(lambda nic: _ppm(nic.drops, nic.packets), "no interface has carried a packet"),
        "speed": each(lambda nic: nic.speed, "no interface knows its speed"),
        "duplex": each(lambda nic: nic.duplex, "no interface knows its duplex mode"),
    }


def _ppm(bad: int, packets: int) -> float | None:
    return round(1e6 * bad / (packets + bad), 1) if packets + bad else None


def _bonds(bonds: Mapping[str, list[str]], links: Mapping[str, bool]) -> dict[str, Answer]:
    if not bonds:
        none = NotApplicable(Reason.ABSENT, "no bond")
        return {"bond_members": none, "bond_down": none}
    return {
        "bond_members": {bond: sum(links.get(name, False) for name in members) for bond, members in bonds.items()},
        "bond_down": [f"{bond}/{name}" for bond, members in bonds.items() for name in members if not links.get(name)],
    }


READING = Reading(
    values={
        "up": "interfaces with a link",
        "error_ppm": "interface → receive and send errors in a million packets since the start",
        "drop_ppm": "interface → dropped packets in a million since the start",
        "speed": "interface with a link → speed, Mbit/s",
        "duplex": "interface with a link → full or half",
        "bond_members": "bond → members with a link",
        "bond_down": "members of bonds without a link: bond/member",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ip -s link；cat /proc/net/bonding/*",
)
