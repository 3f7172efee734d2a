"""How a device is set up where security is concerned: one shape, read from any platform's running configuration.

Checks expect these values and hardening renders them, from the same variables of the same roles: what
`hfcheck/network/<platform>/settings.py` reads is what `hfcheck/network/<platform>/standard.py` writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The security settings of a device; a default of the release counts where the configuration says nothing.

    None: this platform has no such thing, or its configuration does not show it. Algorithms have OpenSSH's names
    (aes256-ctr), users are names, addresses canonical, ports as the device names them in full.
    """

    telnet: bool | None = None
    http: bool | None = None
    ssh: bool | None = None
    ssh_version1: bool | None = None
    ssh_ciphers: tuple[str, ...] | None = None
    ssh_macs: tuple[str, ...] | None = None
    ssh_key_exchanges: tuple[str, ...] | None = None
    # VTY lines: "0-4" → aaa, local, password, none; the ACL that filters them ("" for none); minutes until an idle one
    # ends. "default" where a release leaves it unsaid and its manuals do not agree.
    vty_authentication: Mapping[str, str] | None = None
    vty_acl: Mapping[str, str] | None = None
    vty_idle_minutes: Mapping[str, float] | None = None
    vty_protocols: Mapping[str, str] | None = None  # ssh, telnet, all, none
    console_idle_minutes: float | None = None
    local_users: tuple[str, ...] | None = None
    snmp_versions: tuple[str, ...] | None = None  # v1 v2c v3; empty: no agent
    snmp_communities: int | None = None  # how many; their names are secrets
    ntp_servers: tuple[str, ...] | None = None
    syslog_hosts: tuple[str, ...] | None = None
    login_banner: str | None = None  # "" where none is set
    shut_ports: tuple[str, ...] | None = None
    bpdu_protection: bool | None = None
    storm_control_ports: tuple[str, ...] | None = None
    dhcp_snooping: bool | None = None
    dhcp_trusted_ports: tuple[str, ...] | None = None
