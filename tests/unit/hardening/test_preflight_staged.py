"""What the pre-flight takes from a host's variables, and what it refuses."""

from typing import Any

import pytest

from hfcheck.errors import ContentError
from hfcheck.hardening import preflight_staged as staging

FILE = {"src": "a.j2", "dest": "/etc/nftables.conf", "mode": "0640", "group": "root", "validate": "nft -c -f %s"}


def test_files_of_access_roles_only_are_staged() -> None:
    found = staging.templates({"host_firewall_files": [FILE], "banners_files": [FILE], "ssh_server_files": []})
    assert [(one.role, one.file.src, one.file.item) for one in found] == [("host_firewall", "a.j2", FILE)]
    assert staging.ruleset(found) == "/etc/nftables.conf"


def test_without_the_firewall_role_there_is_no_ruleset() -> None:
    assert staging.ruleset(staging.templates({"ssh_server_files": [FILE]})) is None


@pytest.mark.parametrize("item", [{"src": "a", "dest": "/b", "mode": 420, "group": "root"}, "a.j2", {"src": "a"}])
def test_an_entry_that_lacks_something_is_refused(item: Any) -> None:
    with pytest.raises(ContentError, match="ssh_server_files: expected src, dest, mode and group as texts"):
        staging.templates({"ssh_server_files": [item]})


def test_commands_come_in_the_order_of_the_roles_and_as_texts() -> None:
    variables = {"login_session_preflight_commands": [["b"]], "accounts_preflight_commands": [["a", 90]]}
    assert staging.commands(variables) == [["a", "90"], ["b"]]
    with pytest.raises(ContentError, match="accounts_preflight_commands: expected a list, found 'pam-auth-update'"):
        staging.commands({"accounts_preflight_commands": ["pam-auth-update"]})


def test_an_administrator_of_two_kinds_keeps_both() -> None:
    declared = {"sudo_policy_administrators": {"system": ["li"], "security": ["li", "wang"], "audit": None}}
    assert staging.administrators(declared) == {"li": ("system", "security"), "wang": ("security",)}
    assert staging.administrators({}) == {}


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (["li"], "expected kind → names"),
        ({"system": "li"}, "sudo_policy_administrators.system: expected a list, found 'li'"),
    ],
)
def test_administrators_that_are_no_list_are_refused(declared: Any, told: str) -> None:
    with pytest.raises(ContentError, match=told):
        staging.administrators({"sudo_policy_administrators": declared})


def test_networks_are_checked() -> None:
    declared = {"host_firewall_admin_networks": ["192.0.2.7/24", "2001:db8::/64"]}
    assert staging.networks(declared) == ["192.0.2.0/24", "2001:db8::/64"]
    with pytest.raises(ContentError, match=r"expected a network as a\.b\.c\.d/n, found '192\.0\.2\.0/33'"):
        staging.networks({"host_firewall_admin_networks": ["192.0.2.0/33"]})


def test_only_what_is_read_is_asked_of_the_variables() -> None:
    variables = {"ssh_server_files": 1, "banners_files": 2, "host_firewall_admin_networks": 3, "x": 4}
    assert staging.wanted(variables) == {"ssh_server_files", "host_firewall_admin_networks"}
