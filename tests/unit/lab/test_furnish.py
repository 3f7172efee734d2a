"""What is laid over the tree for one node."""

from datetime import datetime, timedelta

import pytest
from cryptography import x509

from hfcheck.lab import furnish
from hfcheck.lab.faults import LOOPBACK, NSPAWN, USERNS
from hfcheck.lab.keys import Authority, ssh_key
from hfcheck.lab.nodes import DEAD_TIME_SERVER, NODES, RUNNING
from hfcheck.model import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
NODE = {node.name: node for node in NODES}


def generated(name):
    return {file.path: file for file in furnish.generated(NODE[name], ssh_key(), ssh_key())}


def planted(name):
    return {file.path: file for file in furnish.planted(NODE[name], Authority(NOW), NOW)}


def test_the_portal_s_certificate_has_nine_days_left_and_the_other_is_fine():
    files = planted("app01")
    left = {
        path: (x509.load_pem_x509_certificate(files[path].text.encode()).not_valid_after_utc - NOW).days
        for path in ("etc/ssl/fund/portal.pem", "etc/ssl/fund/api.pem")
    }
    assert left == {"etc/ssl/fund/portal.pem": 9, "etc/ssl/fund/api.pem": 200}
    assert files["etc/ssl/fund/portal.key"].mode == 0o600


def test_the_newest_backup_is_five_days_old():
    assert max(file.at for file in planted("db01").values()) == NOW - timedelta(days=5)


@pytest.mark.parametrize("node", RUNNING, ids=lambda node: node.name)
def test_only_the_node_of_the_fault_asks_a_server_that_does_not_answer(node):
    files = generated(node.name)
    wrong = DEAD_TIME_SERVER in files["etc/chrony/chrony.conf"].text
    assert wrong == (node.name == "ops01")
    assert ("etc/lab/synced" in files) != wrong


def test_nodes_differ_in_name_address_and_identity():
    for path in ("etc/hostname", "etc/lab/network", "etc/machine-id", "etc/systemd/network/10-lab.network"):
        assert len({generated(node.name)[path].text for node in RUNNING}) == len(RUNNING), path


def test_host_keys_are_private():
    assert generated("app01")["etc/ssh/ssh_host_ed25519_key"].mode == 0o600


def test_the_login_user_s_account_is_renewed_and_no_other():
    shadow = "root:*:20000:0:90:7:::\ninspect:*:20000:0:90:7:::\n"
    file = furnish.accounts(shadow, NOW)
    assert file.text == "root:*:20000:0:90:7:::\ninspect:*:20780:0:90:7:::\n"
    assert file.mode == 0o640


def test_a_file_is_written_with_its_mode_and_age(tmp_path):
    file = furnish.File("var/backups/x", "old", 0o640, NOW)
    furnish.write(tmp_path, file)
    furnish.write(tmp_path, file)
    found = (tmp_path / "var/backups/x").stat()
    assert (found.st_mode & 0o777, found.st_mtime) == (0o640, NOW.timestamp())


def test_the_wrong_sshd_setting_is_on_one_node_alone(tmp_path):
    lines = {}
    for node in RUNNING:
        furnish.lay(node, NSPAWN, tmp_path / node.name)
        text = "".join(file.read_text() for file in (tmp_path / node.name / "etc/ssh").rglob("*.conf"))
        lines[node.name] = "PermitRootLogin yes" in text
    assert lines == {"app01": False, "db01": False, "ops01": True}


@pytest.mark.parametrize("tier", [NSPAWN, USERNS])
def test_modes_do_not_depend_on_the_umask_of_a_checkout(tmp_path, tier):
    furnish.lay(NODE["app01"], tier, tmp_path)
    modes = {
        path: (tmp_path / path).stat().st_mode & 0o777
        for path in ("etc/sudoers.d/inspect", "etc/ssh/sshd_config", "etc/nftables.conf")
    }
    assert modes == {"etc/sudoers.d/inspect": 0o440, "etc/ssh/sshd_config": 0o600, "etc/nftables.conf": 0o644}


def test_a_tier_brings_its_own_files_only(tmp_path):
    furnish.lay(NODE["app01"], NSPAWN, tmp_path / "n")
    furnish.lay(NODE["app01"], USERNS, tmp_path / "u")
    furnish.lay(NODE["app01"], LOOPBACK, tmp_path / "l")
    assert not (tmp_path / "n/etc/inittab").exists()
    assert (tmp_path / "u/usr/local/bin/sudo").stat().st_mode & 0o100
    assert [path.name for path in (tmp_path / "l/etc").iterdir()] == ["localtime"]
