"""What the role writes for an end: rendered, not yet run."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from hfcheck.lab.link.ends import CLOUD, OFFICE, End, declared, lay, variables

SECRET = "a secret of thirty-two characters, at least"

pytestmark = pytest.mark.skipif(not Path("/etc/strongswan.d").is_dir(), reason="needs strongSwan's settings in /etc")


def text(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def laid(root: Path, end: End = OFFICE, **changed: Any) -> Path:
    lay(root, end, CLOUD if end is OFFICE else OFFICE, changed)
    return root


def refusal(changed: Mapping[str, Any]) -> list[str]:
    known = variables(OFFICE, CLOUD, changed)
    found = Templar(loader=DataLoader(), variables=known).template(trust_as_template("{{ vpn_link_refusal }}"))
    return list(found)


def test_only_one_end_begins(tmp_path: Path) -> None:
    office = text(laid(tmp_path / "a"), "etc/swanctl/conf.d/vpn_link.conf")
    cloud = text(laid(tmp_path / "b", CLOUD), "etc/swanctl/conf.d/vpn_link.conf")
    assert (office.count("start_action = start"), office.count("dpd_action = restart")) == (2, 2)
    assert (cloud.count("start_action = none"), cloud.count("dpd_action = clear")) == (2, 2)
    assert "swanctl --initiate" in text(tmp_path / "a", "usr/local/sbin/vpn_link")
    assert "swanctl --initiate" not in text(tmp_path / "b", "usr/local/sbin/vpn_link")


def test_every_tunnel_tries_for_ever_and_each_key_has_its_own_exchange(tmp_path: Path) -> None:
    found = text(laid(tmp_path), "etc/swanctl/conf.d/vpn_link.conf")
    assert found.count("keyingtries = 0") == 2
    assert found.count("esp_proposals = aes256gcm16-ecp384, aes256gcm16-curve25519") == 2
    assert found.count("auth = pubkey") == 4
    assert "secret" not in found


def test_a_shared_secret_stands_in_a_private_file_alone(tmp_path: Path) -> None:
    laid(tmp_path, vpn_link_authentication="psk", vpn_link_secret=SECRET)
    holding = [
        path for path in tmp_path.rglob("*") if path.is_file() and "secret = 0s" in path.read_text(errors="replace")
    ]
    assert [path.name for path in holding if path.parent.name == "conf.d"] == ["vpn_link.conf"]
    private = tmp_path / "etc/swanctl/conf.d/vpn_link.conf"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert "auth = pubkey" not in private.read_text()


def test_a_gateway_of_another_maker_is_met_by_gre(tmp_path: Path) -> None:
    found = text(laid(tmp_path, vpn_link_encapsulation="gre"), "usr/local/sbin/vpn_link")
    assert 'type gre local "$inside_near" remote "$inside_far"' in found
    assert "vxlan" not in found


def test_a_kernel_that_does_esp_itself_is_asked_whether_it_did(tmp_path: Path) -> None:
    kernel = text(laid(tmp_path / "a", vpn_link_kernel="kernel-netlink"), "etc/vpn_link/rules.nft")
    program = text(laid(tmp_path / "b"), "etc/vpn_link/rules.nft")
    assert ("rt ipsec missing" in kernel, "meta ipsec missing" in kernel) == (True, True)
    assert "ipsec missing" not in program
    assert kernel.count("counter name cleartext_") == program.count("counter name cleartext_") == 6


@pytest.mark.skipif(not shutil.which("shellcheck") and not os.access("/bin/dash", os.X_OK), reason="needs a shell")
def test_the_script_is_plain_sh(tmp_path: Path) -> None:
    script = laid(tmp_path) / "usr/local/sbin/vpn_link"
    assert os.spawnlp(os.P_WAIT, "dash", "dash", "-n", str(script)) == 0


def test_the_lab_declares_what_the_role_accepts() -> None:
    assert refusal({}) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"vpn_link_tunnels": []}, "expected the tunnels of the line in vpn_link_tunnels, found none"),
        ({"vpn_link_far_networks": []}, "expected near and far networks, found none"),
        ({"vpn_link_near_identity": ""}, "expected the identities of both ends, found none"),
        (
            {"vpn_link_authentication": "password"},
            "expected certificate or psk in vpn_link_authentication, found password",
        ),
        (
            {"vpn_link_authentication": "psk", "vpn_link_secret": "short"},
            "expected a secret of 32 characters and more, found a shorter one",
        ),
        (
            {"vpn_link_tunnels": [declared(OFFICE, CLOUD)["vpn_link_tunnels"][0] | {"name": "vpn 1; reboot"}]},
            "expected a name of at most 11 lower-case letters and digits for a tunnel, found vpn 1; reboot",
        ),
        (
            {"vpn_link_tunnels": [{"name": "vpn1"}]},
            "expected device far gateway inside_far inside_near link_far link_near name near of a tunnel, found name",
        ),
    ],
)
def test_what_is_not_whole_is_refused(changed: dict[str, Any], said: str) -> None:
    assert refusal(changed) == [said]
