"""What the 7x24 watch asks for, made of the inventory and of the checks that the daily inspection judges by.

An alert stands for a check: its title, severity, runbook and limit are those of the check's stanza, and the limit of a
host is what the inventory declares for it, or the role's default. Hosts of one limit share a rule; a limit that nobody
declares makes none. What Prometheus and its probes are told is plain data, which the templates write as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from hfcheck.errors import ContentError

VARIABLE = re.compile(r"\{\{ (\w+) \}\}", re.ASCII)
DISKS = 'fstype=~"ext[234]|xfs|btrfs|zfs|vfat"'
# Deeper than this a default refers to itself.
DEPTH = 5

Values = Mapping[str, Any]
Stanza = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: hosts with what the inventory says of each, groups of hosts, and the content of the roles.

    `defaults`: of all roles together. `checks`: stanzas by their ids.
    """

    hosts: Mapping[str, Values]
    groups: Mapping[str, Sequence[str]]
    defaults: Values
    checks: Mapping[str, Stanza]

    def of(self, group: str) -> list[str]:
        """The hosts of a group, by name; none where the inventory has no such group."""
        return sorted(self.groups.get(group, ()))

    def value(self, host: str, name: str) -> Any:
        """A variable of a host: what the inventory says, else the role's default, with what that refers to."""
        return self._resolved(host, name, DEPTH)

    def _resolved(self, host: str, name: str, depth: int) -> Any:
        known = self.hosts[host]
        found = known[name] if name in known else self.defaults.get(name)
        if name in known or not isinstance(found, str) or "{{" not in found:
            return found
        if depth == 0 or VARIABLE.sub("", found).count("{{"):
            raise ContentError(f"expected a default that refers to variables alone, found {name}: {found!r:.100}")
        whole = VARIABLE.fullmatch(found)
        if whole:
            return self._resolved(host, whole[1], depth - 1)
        return VARIABLE.sub(lambda match: str(self._resolved(host, match[1], depth - 1)), found)

    def address(self, host: str) -> str:
        """Where a host is reached."""
        return str(self.hosts[host].get("ansible_host", host))

    def labels(self, host: str) -> dict[str, str]:
        """What each series of a host carries."""
        known = self.hosts[host]
        found = {"host": host, "title": known.get("title"), "site": known.get("site")}
        return {name: str(value) for name, value in found.items() if value is not None}


def rules(watched: Watched, alerts: Iterable[Mapping[str, str]], patience: str) -> dict[str, Any]:
    """The file of alert rules. `alerts`: check, group of hosts (`of`) and expression, each one of the catalogue.

    An expression says `$hosts` where a selector has to name them, `$limit` where the check's limit stands.
    """
    found = [rule for alert in alerts for rule in _rules(watched, alert, alert.get("for", patience))]
    return {"groups": [{"name": "hfcheck", "rules": found}]}


def _rules(watched: Watched, alert: Mapping[str, str], patience: str) -> Iterator[dict[str, Any]]:
    stanza = watched.checks.get(alert["check"])
    if stanza is None:
        raise ContentError(f"expected an alert to stand for a check, found {alert['check']!r}")
    whole = VARIABLE.fullmatch(str(stanza["expected"]))
    for limit, hosts in _by_limit(watched, watched.of(alert["of"]), whole[1] if whole else "").items():
        yield {
            "alert": alert["check"],
            "expr": _expression(alert, limit, hosts),
            "for": patience,
            "labels": {"check": alert["check"], "severity": stanza["severity"], "runbook": stanza["runbook"]},
            "annotations": {"summary": stanza["title"], "value": "{{ $value }}"},
        }


def _by_limit(watched: Watched, hosts: Iterable[str], variable: str) -> dict[Any, list[str]]:
    """The hosts by what is expected of them; those of which nothing is expected are left out."""
    found: dict[Any, list[str]] = defaultdict(list)
    for host in hosts:
        limit = watched.value(host, variable) if variable else True
        if limit is not None:
            found[limit if isinstance(limit, int | float | str) else True].append(host)
    return found


def _expression(alert: Mapping[str, str], limit: Any, hosts: Sequence[str]) -> str:
    if "$limit" in alert["expr"] and (isinstance(limit, bool | str)):
        raise ContentError(f"expected a number as the limit of {alert['check']} for {hosts[0]}, found {limit!r:.60}")
    selector = f'host=~"{"|".join(map(re.escape, hosts))}"'.replace("\\", "\\\\")
    return Template(alert["expr"]).substitute(hosts=selector, limit=limit, disks=DISKS).strip()


def targets(watched: Watched, group: str, port: int) -> list[dict[str, Any]]:
    """The exporters of a group of hosts."""
    return [
        {"targets": [f"{_bracketed(watched.address(host))}:{port}"], "labels": watched.labels(host)}
        for host in watched.of(group)
    ]


def echoes(watched: Watched, groups: Iterable[str]) -> list[dict[str, Any]]:
    """What is asked for an echo: each host of these groups once, of a line its far end."""
    hosts = dict.fromkeys(host for group in groups for host in watched.of(group))
    asked = {
        host: watched.value(host, "line_far") if host in watched.of("lines") else watched.address(host)
        for host in hosts
    }
    return [{"targets": [str(to)], "labels": watched.labels(host)} for host, to in asked.items() if to is not None]


def channels(watched: Watched) -> list[dict[str, Any]]:
    """What is asked for a page, and by which module of the prober: each hosted channel."""
    return [
        {
            "targets": [str(watched.value(host, "hosted_channel_url"))],
            "labels": watched.labels(host) | {"__param_module": module_name(host)},
        }
        for host in watched.of("hosted_channels")
    ]


def modules(watched: Watched) -> dict[str, Any]:
    """The modules of the prober: an echo, and what each hosted channel has to answer."""
    found: dict[str, Any] = {"echo": {"prober": "icmp", "timeout": "5s", "icmp": {"preferred_ip_protocol": "ip4"}}}
    for host in watched.of("hosted_channels"):
        found[module_name(host)] = {
            "prober": "http",
            "timeout": f"{watched.value(host, 'hosted_channel_deadline')}s",
            "http": _page(watched, host),
        }
    return {"modules": found}


def _page(watched: Watched, host: str) -> dict[str, Any]:
    content, authority = (watched.value(host, f"hosted_channel_{name}") for name in ("content", "ca_file"))
    found: dict[str, Any] = {
        "valid_status_codes": list(watched.value(host, "hosted_channel_statuses")),
        "follow_redirects": bool(watched.value(host, "hosted_channel_redirects")),
        "preferred_ip_protocol": "ip4",
    }
    if content:
        found["fail_if_body_not_matches_regexp"] = [re.escape(str(content))]
    if authority:
        found["tls_config"] = {"ca_file": str(authority)}
    return found


def module_name(host: str) -> str:
    """The module of a channel."""
    return f"channel_{host}"


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
