"""What the pre-flight stages of the roles that decide who gets in, read from a host's variables. Pure."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.errors import ContentError

# The roles whose files and commands decide a login; other roles' templates may need answers that nobody has asked yet.
ACCESS_ROLES = ("accounts", "login_session", "sudo_policy", "ssh_server", "host_firewall")
FIREWALL_ROLE = "host_firewall"


@dataclass(frozen=True, slots=True)
class Template:
    """One entry of a role's `<role>_files`."""

    role: str
    src: str
    dest: str
    mode: str
    group: str

    def laid(self, content: bytes) -> dict[str, str]:
        """The file as the target's program lays it."""
        text = base64.b64encode(content).decode()
        return {"dest": self.dest, "content": text, "mode": self.mode, "group": self.group}


def templates(variables: Mapping[str, Any]) -> tuple[Template, ...]:
    """Every file of the access roles in scope; `variables` are resolved. ContentError when an entry lacks something."""
    return tuple(
        _template(role, item)
        for role in ACCESS_ROLES
        for item in _list(variables.get(f"{role}_files"), f"{role}_files")
    )


def _template(role: str, item: Any) -> Template:
    fields = [item.get(name) for name in ("src", "dest", "mode", "group")] if isinstance(item, Mapping) else []
    if not fields or not all(isinstance(text, str) and text for text in fields):
        raise ContentError(f"{role}_files: expected src, dest, mode and group as texts, found {item!r}")
    return Template(role, *(str(text) for text in fields))


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
    return next((template.dest for template in staged if template.role == FIREWALL_ROLE), None)


def _list(value: Any, where: str) -> Sequence[Any]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ContentError(f"{where}: expected a list, found {value!r}")
    return value
