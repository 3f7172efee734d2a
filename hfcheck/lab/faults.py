"""The planted faults: what an inspection of the lab has to name, and nothing else. Tests and docs/lab.md read this."""

from __future__ import annotations

from dataclasses import dataclass

NSPAWN, USERNS, LOOPBACK = "nspawn", "userns", "loopback"


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: the host, the checks that deviate there, what was done, and the tiers that can show it.

    `privileged`: only root reads it. The other tiers have a root of their own, the loopback has the machine's.
    """

    host: str
    checks: tuple[str, ...]
    sentence: str
    tiers: tuple[str, ...] = (NSPAWN, USERNS, LOOPBACK)
    privileged: bool = False

    def shown(self, tier: str, root: bool) -> bool:
        """Whether an inspection of a lab in this tier names it, when the lab's user is root or is not."""
        return tier in self.tiers and (root or tier != LOOPBACK or not self.privileged)


FAULTS = (
    Fault("db01", ("storage_volumes.used",), "/var/lib/database is 95 % full", (NSPAWN, USERNS)),
    Fault("app01", ("service_state.failed_units",), "the unit fund-batch.service has failed", (NSPAWN,)),
    Fault("app01", ("certificates.days_left",), "/etc/ssl/fund/portal.pem expires in 9 days", privileged=True),
    Fault("db01", ("backup_freshness.newest",), "the newest file of /var/backups/fund is 5 days old", privileged=True),
    Fault("ops01", ("ssh_server.root_login",), "sshd has PermitRootLogin yes", (NSPAWN, USERNS)),
    Fault(
        "ops01",
        ("time_sync.synchronised", "time_sync.sources"),
        "the time server of chronyd does not answer",
        (NSPAWN, USERNS),
    ),
    Fault("mid01", ("reachability.reachable",), "the host is planned and down"),
    Fault(
        "switch01",
        ("network_ports.up", "network_ports.optic_dark"),
        "the port of db01, 10GE1/0/4, has no link and its module no light",
    ),
    Fault("switch01", ("network_ports.optic_rx_margin",), "10GE1/0/2 receives light half a dB above its limit"),
    Fault("switch02", ("network_base.fans",), "fan 2 has failed"),
    Fault(
        "switch02",
        ("address_watch.strangers", "address_watch.home_made"),
        "a home router that nobody planned is at GigabitEthernet1/0/5",
    ),
    Fault("router01", ("network_base.saved",), "the configuration was changed and not saved"),
    Fault("xupu_router01", ("network_base.clock",), "the time server does not answer"),
    Fault("xupu_switch01", ("network_base.telnet",), "the telnet server is on"),
)


def expected(tier: str, root: bool) -> frozenset[tuple[str, str]]:
    """The (host, check) pairs that deviate when the lab runs in this tier, as root or as a plain user."""
    return frozenset((fault.host, check) for fault in FAULTS if fault.shown(tier, root) for check in fault.checks)


def left_out(tier: str, root: bool) -> tuple[Fault, ...]:
    """The faults that this tier cannot show to this user."""
    return tuple(fault for fault in FAULTS if not fault.shown(tier, root))
