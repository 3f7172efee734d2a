"""The running configuration: whether a restart would lose a part of it, and the security settings that it holds.

A setting is read by hfcheck/network/<platform>/settings.py; what a platform does not show is not seen.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from typing import Any

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.network.config_text import edits
from hfcheck.network.facts import Configuration
from hfcheck.network.observed import Missing, told
from hfcheck.network.settings import Settings
from hfcheck.readings import Reading
from hfcheck.readings.of_device import label, said, why
from hfcheck.readings.parsing import NO_LIMIT, Unreadable

# The lines of a difference that a finding holds; the whole of it is in the kept configurations.
KEPT = 50


def parse(output: Output) -> Mapping[str, Answer]:
    """The documents of `running` and `startup`."""
    found = told(output.stdout)
    if found.facts.keys() != {"running", "startup"}:
        raise Unreadable(f"expected the running and the startup configuration, found {sorted(found.facts)}")
    running, startup = found.facts["running"], found.facts["startup"]
    if isinstance(running, Missing):
        return dict.fromkeys(READING.values, why(running))
    return {
        "hostname": said(running.hostname, "its name"),
        "lines": len(running.lines),
        "unsaved": _unsaved(running, startup),
        **_settings(found.platform, running),
    }


def _unsaved(running: Configuration, startup: Configuration | Missing) -> Answer:
    if isinstance(startup, Missing):
        # Whatever the reason, nobody has seen that a restart would lose nothing.
        return NotSeen(
            reason.reason if isinstance(reason := why(startup), NotSeen) else Reason.NO_ANSWER, reason.detail
        )
    changed = [
        label(f"{sign} {edit.section}: {line.strip()}" if edit.section else f"{sign} {line.strip()}")
        for edit in edits(startup.lines, running.lines)
        for sign, lines in (("-", edit.removed), ("+", edit.added))
        for line in lines
    ]
    return changed[:KEPT]


def _settings(platform: str, running: Configuration) -> Mapping[str, Answer]:
    module = f"hfcheck.network.{platform}.settings"
    if importlib.util.find_spec(module) is None:
        return dict.fromkeys(SETTINGS, NotSeen(Reason.NO_COMMAND, f"settings of {platform} cannot be read"))
    found: Settings = importlib.import_module(module).settings(running)
    return {name: _answer(getattr(found, name), name) for name in SETTINGS}


def _answer(value: Any, name: str) -> Answer:
    """A setting as an answer; by-line settings of a device without such a line are not applicable."""
    if isinstance(value, Mapping):
        lines = {
            label(key): label(item) if isinstance(item, str) else _limit(item, name) for key, item in value.items()
        }
        return lines or NotApplicable(Reason.ABSENT, f"the configuration holds no {name}")
    return [label(item) for item in value] if isinstance(value, tuple) else said(_limit(value, name), name)


def _limit(value: Any, name: str) -> Any:
    # Idle for at most 0 minutes means for ever, on every platform.
    return NO_LIMIT if name.endswith("idle_minutes") and value == 0 else value


SETTINGS = {
    "telnet": "whether the telnet server is on",
    "http": "whether the HTTP server without TLS is on",
    "ssh": "whether the SSH server is on",
    "ssh_version1": "whether it accepts version 1",
    "ssh_ciphers": "its ciphers, in OpenSSH's names",
    "ssh_macs": "its message authentication codes",
    "ssh_key_exchanges": "its key exchanges",
    "vty_authentication": "terminal lines → aaa, password or none",
    "vty_acl": "terminal lines → the access list that filters them, empty for none",
    "vty_idle_minutes": f"terminal lines → minutes until an idle session ends, {NO_LIMIT} for never",
    "vty_protocols": "terminal lines → ssh, telnet, all or none",
    "console_idle_minutes": f"minutes until an idle session at the console ends, {NO_LIMIT} for never",
    "local_users": "names of the local users",
    "snmp_versions": "SNMP versions that the agent answers: v1, v2c, v3; empty without an agent",
    "snmp_communities": "how many SNMP communities there are",
    "ntp_servers": "addresses of the time servers",
    "syslog_hosts": "addresses of the log servers",
    "login_banner": "the text shown at login, empty for none",
    "shut_ports": "ports that an administrator shut",
    "bpdu_protection": "whether edge ports are shut when a bridge appears behind them",
    "storm_control_ports": "ports with a limit against storms",
    "dhcp_snooping": "whether DHCP snooping is on",
    "dhcp_trusted_ports": "ports behind which a DHCP server may be",
}
READING = Reading(
    values={
        "hostname": "the device's name",
        "lines": "lines of the running configuration",
        "unsaved": "`+ section: line` that a restart would lose, `- section: line` that would come back; the first 50",
        **SETTINGS,
    },
    parse=parse,
    source="device",
    facts=("running", "startup"),
)
