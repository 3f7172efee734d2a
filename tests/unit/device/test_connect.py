"""Host keys and algorithms: whom a session trusts, and what it says of whom it does not."""

from __future__ import annotations

import dataclasses
import socket
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from hfcheck.device.session import Session
from hfcheck.errors import DeviceUnreachable

from .scripted import HOST, Script, device


def refusal(target: Any) -> str:
    with pytest.raises(DeviceUnreachable) as caught:
        Session.open(target)
    return str(caught.value)


def test_an_unknown_host_key_is_refused_with_the_way_to_add_it(tmp_path: Path) -> None:
    with device(tmp_path, Script()) as running:
        (tmp_path / "known_hosts").write_text("")
        said = refusal(running.target)
    assert f"{HOST} port {running.target.port}: its host key is not known" in said
    assert f"ssh-keyscan -p {running.target.port} {HOST}" in said


def test_a_changed_host_key_is_refused(tmp_path: Path) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with device(tmp_path, Script()) as running:
        (tmp_path / "known_hosts").write_text(f"[{HOST}]:{running.target.port} {other}")
        said = refusal(running.target)
    assert "its host key is not the one in" in said
    assert "somebody stands in between" in said


def test_a_missing_list_of_host_keys_is_said(tmp_path: Path) -> None:
    with device(tmp_path, Script()) as running:
        (tmp_path / "known_hosts").unlink()
        assert "expected host keys in" in refusal(running.target)


def test_nobody_answering_is_said(tmp_path: Path) -> None:
    with device(tmp_path, Script()) as running, socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
        listed = (tmp_path / "known_hosts").read_text().replace(str(running.target.port), str(port))
        (tmp_path / "known_hosts").write_text(listed)
        said = refusal(dataclasses.replace(running.target, port=port))
    assert said.startswith(f"{HOST} port {port}: ")
    assert "refused" in said.lower() or "connect call failed" in said.lower()


HINT = "cannot be upgraded, device_legacy_ssh: true for this device allows them"
OLD = [
    {"kex_algs": ["diffie-hellman-group14-sha1"]},
    {"kex_algs": ["diffie-hellman-group1-sha1"], "encryption_algs": ["aes128-cbc"], "mac_algs": ["hmac-sha1"]},
    {"encryption_algs": ["3des-cbc"]},
    {"encryption_algs": ["aes128-ctr"], "mac_algs": ["hmac-sha1"]},
]


@pytest.mark.parametrize("options", OLD)
def test_old_algorithms_need_the_word_of_the_inventory(tmp_path: Path, options: dict[str, Any]) -> None:
    with device(tmp_path, Script(options=options)) as running:
        assert HINT in refusal(running.target)
        with Session.open(dataclasses.replace(running.target, legacy_ssh=True)) as session:
            assert session.hostname == "SW1"


def test_a_key_that_signs_with_sha1_only_needs_it_too(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    pair = asyncssh.load_keypairs([key])[0]
    pair.host_key_algorithms = (b"ssh-rsa",)
    with device(tmp_path, Script(options={"server_host_keys": [pair]}), key=key) as running:
        assert HINT in refusal(running.target)
        with Session.open(dataclasses.replace(running.target, legacy_ssh=True)) as session:
            assert session.hostname == "SW1"
