"""What the pre-flight stages of the roles that decide who gets in, read from a host's variables. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.errors import ContentError
from hfcheck.hardening.configuration import File, files

# The roles whose files and commands decide a login; other roles' templates may need answers that nobody has asked yet.
ACCESS_ROLES = ("accounts", "login_session", "sudo_policy", "ssh_server", "host_firewall")
FIREWALL_ROLE = "host_firewall"


@dataclass(frozen=True, slots=True)
class Template:
    """One entry of a role's `<role>_files`."""

    role: str
    file: File


def templates(variables: Mapping[str, Any]) -> tuple[Template, ...]:
    """Every file of the access roles in scope; `variables` are resolved. ContentError when an entry lacks something."""
    declared = {role: _list(variables.get(f"{role}_files"), f"{role}_files") for role in ACCESS_ROLES}
    return tuple(Template(role, file) for role, items in declared.items() for file in files(items, f"{role}_files"))


def commands(variables: Mapping[str, Any]) -> list[list[str]]:
    """Every `<role>_preflight_commands` of the access roles: argument lists, run over the files once they are laid."""
    return [
        [str(word) for word in _list(argv, f"{role}_preflight_commands")]
        for role in ACCESS_ROLES
        for argv in _list(variables.get(f"{role}_preflight_commands"), f"{role}_preflight_commands")
    ]


def wanted(variables: Mapping[str, Any]) -> set[str]:
    """The names of the variables that this module reads."""
    names = {"sudo_policy_administrators", "host_firewall_admin_networks"}
    names |= {f"{role}_{end}" for role in ACCESS_ROLES for end in ("files", "preflight_commands")}
    return names & set(variables)


def administrators(variables: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Administrator → its kinds, of `sudo_policy_administrators` (kind → names)."""
    declared = variables.get("sudo_policy_administrators") or {}
    if not isinstance(declared, Mapping):
        raise ContentError(f"sudo_policy_administrators: expected kind → names, found {declared!r}")
    found: dict[str, tuple[str, ...]] = {}
    for kind, names in declared.items():
        for name in _list(names, f"sudo_policy_administrators.{kind}"):
            found[str(name)] = (*found.get(str(name), ()), str(kind))
    return found


def networks(variables: Mapping[str, Any]) -> list[str]:
    """`host_firewall_admin_networks`, checked."""
    return list(_networks(_list(variables.get("host_firewall_admin_networks"), "host_firewall_admin_networks")))


def _networks(declared: Sequence[Any]) -> Iterator[str]:
    for text in declared:
        try:
            yield str(ipaddress.ip_network(str(text), strict=False))
        except ValueError:
            raise ContentError(
                f"host_firewall_admin_networks: expected a network as a.b.c.d/n, found {text!r}"
            ) from None


def ruleset(staged: Sequence[Template]) -> str | None:
    """Where the firewall's role puts its ruleset; None when that role is not in scope."""
    return next((template.file.dest for template in staged if template.role == FIREWALL_ROLE), None)


def _list(value: Any, where: str) -> Sequence[Any]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ContentError(f"{where}: expected a list, found {value!r}")
    return value
