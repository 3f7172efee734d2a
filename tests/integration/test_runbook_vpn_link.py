"""The runbooks of the VPN line, run for real: a tunnel that the daemon forgot, and certificates that end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hfcheck.lab.link.ends import CLOUD, OFFICE
from hfcheck.lab.link.line import Line, obstacle, until
from hfcheck.lab.link.way_in import inventory
from tests.integration.runbook_story import Desk, rehearsed

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="sshd lets only root in as root"),
    pytest.mark.skipif(bool(obstacle()), reason=f"no VPN line here: {obstacle()}"),
]
CERTIFICATE, KEY, AUTHORITY = (f"/etc/swanctl/{name}/vpn_link.pem" for name in ("x509", "private", "x509ca"))
LIMIT = ("--limit", OFFICE.gateway)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with Line(tmp_path_factory.mktemp("line")) as found:
        found.ready()
        yield found


@pytest.fixture
def desk(line: Line, tmp_path: Path) -> Desk:
    wanted = {"path": CERTIFICATE, "key": KEY, "authority": AUTHORITY, "name": "{{ vpn_link_near_identity }}"}
    reload = {"reload": ["/usr/sbin/swanctl", "--load-creds", "--noprompt"]}
    place = inventory(line, {"certificate_authority_certificates": [wanted | reload]})
    return Desk(tmp_path / "data", place, {"certificate_authority_directory": f"{tmp_path}/authority"})


def forget(line: Line) -> None:
    """The daemon was reloaded while its file was away: it knows of no tunnel, and nothing begins one again."""
    line.node(OFFICE.gateway).sh(
        "cd /etc/swanctl/conf.d && mv vpn_link.conf /run/ && swanctl --load-conns && mv /run/vpn_link.conf ."
    )
    until("the way to be closed", lambda: line.carrying() == "", 15)


def said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def test_a_forgotten_tunnel_is_recovered_and_written_down(line: Line, desk: Desk) -> None:
    forget(line)
    rehearsed(desk, "recover_vpn_link", *LIMIT)
    assert line.carrying() == ""
    refused = desk.play("recover_vpn_link", *LIMIT)
    assert refused.returncode != 0
    assert "link_decision" in said(refused)
    desk.killed_after("recover_vpn_link", "done", *LIMIT, link_decision="begin")
    assert [one["what"] for one in desk.lines("recover_vpn_link")].count("end") == 0
    done = desk.play("recover_vpn_link", *LIMIT, link_decision="begin")
    assert done.returncode == 0, said(done)
    assert line.carrying() == "vpn1"
    entry = desk.entries("recover_vpn_link")[-1]
    assert entry["outcome"] == "mended"
    assert f"{OFFICE.gateway}: load_connections" in entry["steps"]
    assert set(entry["verdicts"][OFFICE.gateway].values()) == {"conforms"}


def fingerprint(line: Line, node: str) -> str:
    return line.node(node).sh(f"openssl x509 -in {CERTIFICATE} -noout -fingerprint -sha256")


def spi(line: Line) -> set[str]:
    """What tells one association from another."""
    told = line.node(OFFICE.gateway).sh("swanctl --list-sas --raw").split()
    return {word for word in told if word.startswith("initiator-spi=")}


def subject(line: Line, node: str, field: str) -> str:
    return line.node(node).sh(f"openssl x509 -in {CERTIFICATE} -noout -{field}").strip()


def test_certificates_are_issued_by_our_authority_and_no_tunnel_falls(line: Line, desk: Desk) -> None:
    before = {end.gateway: fingerprint(line, end.gateway) for end in (OFFICE, CLOUD)}
    rehearsed(desk, "renew_certificate", "--diff")
    assert {name: fingerprint(line, name) for name in before} == before
    standing = spi(line)
    done = desk.play("renew_certificate", certificate_decision="due")
    assert done.returncode == 0, said(done)
    after = {name: fingerprint(line, name) for name in before}
    assert {name for name in before if before[name] == after[name]} == set()
    assert spi(line) == standing
    entry: dict[str, Any] = desk.entries("renew_certificate")[-1]
    assert entry["outcome"] == "mended"
    assert set(entry["verdicts"]) == {OFFICE.gateway, CLOUD.gateway}
    assert subject(line, OFFICE.gateway, "issuer") == "issuer=CN = hfcheck platform authority"
    assert OFFICE.identity in subject(line, OFFICE.gateway, "ext subjectAltName")
    again = desk.play("renew_certificate", certificate_decision="due")
    assert again.returncode == 0, said(again)
    assert {name: fingerprint(line, name) for name in before} == after
    # With the new ones both ends prove themselves to each other.
    line.node(OFFICE.gateway).sh("swanctl --rekey --ike vpn1 --reauth")
    until("a new authentication", lambda: len(spi(line) - standing) == 1, 20)
    assert line.node("office").asked("ping", "-c", "1", "-W", "2", CLOUD.address(2)).returncode == 0
