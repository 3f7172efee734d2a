"""Lock-out drills: the real playbook against a fresh server. Refused with its reason, or back within the timer."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hfcheck.lab import fresh
from tests.servers.lockout_drill import NODE, PREPARE, Drill, grace

SECONDS = 8  # of a trial that a drill lets run out
NETWORK_FOUR, NETWORK_SIX = "203.0.113.0/24", "2001:db8:113::/64"


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if reason := fresh.obstacle():
        pytest.skip(reason)
    with fresh.servers(tmp_path_factory.mktemp("drills"), {NODE: "bookworm"}, prepare=PREPARE) as running:
        yield running


@pytest.fixture
def drill(servers: Any, tmp_path: Path) -> Iterator[Drill]:
    """Every drill ends with the server as it was, and a new login with sudo, over IPv4 and IPv6."""
    found = Drill(servers, tmp_path)
    before = found.listing()
    yield found
    assert found.listing().splitlines() == before.splitlines()
    assert found.lets_in()
    assert found.lets_in("-six")


DROP_ALL = """\
table inet filter
delete table inet filter
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
  }
}
"""
# What is declared, and what the refusal has to name.
DECLARED_LOCK_OUTS: dict[str, tuple[dict[str, Any], str]] = {
    "AllowGroups nobody is in": (
        {"ssh_server_allow_groups": ["operators"]},
        "inspect cannot log in from 203.0.113.1: AllowGroups operators names none of its groups (inspect)",
    ),
    "wrong admin network, IPv4": (
        {"host_firewall_admin_networks": ["192.0.2.0/24", NETWORK_SIX]},
        "inspect cannot log in from 203.0.113.1: the new firewall lets no connection",
    ),
    "wrong admin network, IPv6": (
        {"host_firewall_admin_networks": [NETWORK_FOUR, "2001:db8:ffff::/64"], "ansible_host": f"{NODE}-six"},
        "inspect cannot log in from 2001:db8:113::1: the new firewall lets no connection",
    ),
    "cipher nobody speaks": (
        {"ssh_server_ciphers": ["aes256-gcm@openssh.com"], "ansible_ssh_extra_args": "-o Ciphers=aes256-ctr"},
        "the client speaks no cipher that sshd would offer (aes256-gcm@openssh.com)",
    ),
    "host key nobody accepts": (
        {
            "ssh_server_host_key_algorithms": ["rsa-sha2-512"],
            "ansible_ssh_extra_args": "-o HostKeyAlgorithms=ssh-ed25519",
        },
        "the client speaks no host key algorithm that sshd would offer",
    ),
    "host key that is not there": ({"ssh_server_host_keys": ["rsa"]}, "sshd: no hostkeys available"),
    "another port": ({"ssh_server_port": 2222}, "sshd would listen on port 2222, the next login comes to port 22"),
}


@pytest.mark.parametrize("lock_out", DECLARED_LOCK_OUTS)
def test_a_declaration_that_locks_out_is_refused(drill: Drill, lock_out: str) -> None:
    variables, reason = DECLARED_LOCK_OUTS[lock_out]
    refused(drill, reason, **variables)


def refused(drill: Drill, reason: str, **variables: Any) -> None:
    code, said = drill.harden(**variables).ended()
    assert code == 2, said
    assert "refused, nothing was changed" in said, said
    assert reason in said, said
    assert "Begin the trial" not in said


# A template of the site's own instead of ours: role, name, destination, mode, text, and what the refusal has to name.
TEMPLATES = {
    "drop all": ("host_firewall", "/etc/nftables.conf", "0640", DROP_ALL, "the new firewall lets no connection"),
    "broken ruleset": ("host_firewall", "/etc/nftables.conf", "0640", "table inet {", "nft refuses the ruleset"),
    "faillock typo": (
        "login_session",
        "/etc/security/faillock.conf",
        "0644",
        "denny = 3\n",
        "PAM: /etc/security/faillock.conf: expected options of its module, found denny",
    ),
    "broken sudoers": (
        "sudo_policy",
        "/etc/sudoers.d/site",
        "0440",
        "%sysadmin ALL=(ALL NOPASSWD\n",
        "visudo -c refuses the rules",
    ),
}


@pytest.mark.parametrize("lock_out", TEMPLATES)
def test_a_template_that_locks_out_is_refused(drill: Drill, lock_out: str) -> None:
    role, destination, mode, text, reason = TEMPLATES[lock_out]
    source = drill.place / "site.j2"
    source.write_text(text)
    file = {"src": str(source), "dest": destination, "mode": mode, "group": "root", "validate": "true %s"}
    refused(drill, reason, **{f"{role}_files": [file]})


LAX = "echo 'StrictModes no' >/etc/ssh/sshd_config.d/site.conf; systemctl reload ssh; "
STRICT = "rm /etc/ssh/sshd_config.d/site.conf; systemctl reload ssh; "
# What stands on the server: the deed, its undoing, and what the refusal has to name.
PLANTED = {
    "expired administrators": (
        "cp -p /etc/shadow /etc/shadow- /root; chage -E 2026-01-01 sysadmin01; chage -E 2026-01-01 secadmin01",
        "mv /root/shadow /root/shadow- /etc/",
        "no declared administrator gets in",
    ),
    "Match that denies": (
        "printf 'Match Address 203.0.113.0/24,2001:db8:113::/64\\nDenyUsers *\\n' >/etc/ssh/sshd_config.d/site.conf",
        "rm /etc/ssh/sshd_config.d/site.conf",
        "DenyUsers * names it",
    ),
    "missing PAM module": (
        "mv /lib/*/security/pam_umask.so /root/; echo 'session required pam_umask.so' >>/etc/pam.d/sshd",
        "mv /root/pam_umask.so /lib/*/security/; sed -i '$d' /etc/pam.d/sshd",
        "PAM: /etc/pam.d/sshd names pam_umask.so (session required), which this host has not",
    ),
    "home of others under StrictModes": (
        LAX + "chmod 0777 /home/inspect",
        STRICT + "chmod 0755 /home/inspect",
        "StrictModes: /home/inspect",
    ),
    "keys of somebody else": (
        LAX + "chown sysadmin01 /home/inspect/.ssh",
        STRICT + "chown inspect /home/inspect/.ssh",
        "StrictModes: /home/inspect/.ssh",
    ),
}


@pytest.mark.parametrize("lock_out", PLANTED)
def test_a_server_that_would_lock_out_is_refused(drill: Drill, lock_out: str) -> None:
    deed, undo, reason = PLANTED[lock_out]
    with drill.planted(deed, undo):
        before = drill.listing()
        refused(drill, reason)
        assert drill.listing() == before


def test_a_port_that_somebody_else_has_is_refused(drill: Drill) -> None:
    clash = "systemd-run --quiet --unit=clash --collect python3 -m http.server 2222; sleep 1"
    with drill.planted(clash, "systemctl stop clash"):
        refused(drill, "sshd would listen on port 2222, where python3 listens already", ssh_server_port=2222)


# What happens among the roles that no pre-flight can foresee.
DEEDS = {
    "sshd refuses everybody": "echo 'DenyUsers *' >/etc/ssh/sshd_config; systemctl restart ssh",
    "sshd is broken": "echo broken >/etc/ssh/sshd_config; systemctl restart ssh || true",
    "sshd dies": "systemctl disable --now ssh",
    "nothing comes through": "nft -f - <<END\n" + DROP_ALL + "END\n",
    "PAM denies": "sed -i '1i account requisite pam_deny.so' /etc/pam.d/sshd",
    "sudo is broken": "echo 'inspect ALL=(ALL) !ALL' >/etc/sudoers.d/zz-site",
    "the account is expired": "chage --expiredate 2026-01-01 inspect",
}
ATTENDED = ("sshd refuses everybody", "sudo is broken")
KILLED = ("sshd is broken", "sshd dies", "nothing comes through", "PAM denies", "the account is expired")


@pytest.mark.parametrize("deed", ATTENDED)
def test_without_a_new_login_the_server_comes_back_and_the_controller_says_so(drill: Drill, deed: str) -> None:
    controller = drill.harden(drill_deed=DEEDS[deed], hardening_seconds=SECONDS)
    drill.reached(controller)
    assert drill.back() < grace()
    code, said = controller.ended()
    assert code == 2
    assert "no new login: " in said, said
    assert "was taken back by itself at" in said, said
    assert "(timer): nothing of it is left" in said, said


@pytest.mark.parametrize("deed", KILLED)
def test_a_killed_controller_leaves_a_server_that_comes_back(drill: Drill, deed: str) -> None:
    controller = drill.harden(drill_deed=DEEDS[deed], drill_pause=60, hardening_seconds=SECONDS)
    drill.reached(controller)
    controller.kill()
    assert not drill.lets_in()
    assert drill.back() < grace()
    assert drill.trial()["left"] == {}


MOMENTS = {
    "right after the beginning": ["drill", "ssh_server"],
    "in the middle of the roles": ["sudo_policy", "ssh_server", "drill", "host_firewall"],
    "behind the roles": ["ssh_server", "host_firewall", "drill"],
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_controller_killed_at_any_moment(drill: Drill, moment: str) -> None:
    controller = drill.harden(hardening_only=MOMENTS[moment], drill_pause=60, hardening_seconds=15)
    drill.reached(controller)
    controller.kill()
    assert drill.back() < grace()
    assert (drill.trial()["stage"], drill.trial()["by"]) == ("reverted", "timer")


def test_a_cut_network_before_the_confirmation(drill: Drill) -> None:
    """The controller waits, meets the server again when the cable is back, and tells what became of it."""
    controller = drill.harden(drill_pause=3, hardening_seconds=SECONDS)
    drill.reached(controller)
    drill.cable("down")
    try:
        assert drill.back() < grace()
    finally:
        drill.cable("up")
    code, said = controller.ended()
    assert code != 0
    assert "Confirm" not in said or "was taken back by itself" in said, said


def test_a_power_cut_within_the_trial(drill: Drill) -> None:
    controller = drill.harden(drill_deed=DEEDS["nothing comes through"], drill_pause=60, hardening_seconds=600)
    drill.reached(controller)
    controller.kill()
    drill.servers.restart(NODE)
    drill.back()
    assert drill.trial()["by"] == "boot"


@pytest.mark.parametrize("deed", ["sshd refuses everybody", "drop all"])
def test_roles_that_take_longer_than_the_trial(drill: Drill, deed: str) -> None:
    """What a controller does when its time is over already, however bad it is, goes back like all before."""
    late = f"sleep 9; {DEEDS.get(deed, DEEDS['nothing comes through'])}"
    controller = drill.harden(drill_deed=late, hardening_seconds=5)
    drill.reached(controller)
    code, said = controller.ended()
    assert code != 0, said
    drill.over()
    assert drill.trial()["left"] == {}


def test_a_trial_of_somebody_else_is_left_alone(drill: Drill) -> None:
    first = drill.harden(drill_pause=60, hardening_seconds=20)
    drill.reached(first)
    first.kill()
    run = drill.root("cat /var/lib/hfcheck/trials/open").strip()
    code, said = drill.harden().ended()
    assert code == 2
    assert f"the hardening run {run} is still on trial: confirmed by nobody, not yet taken back" in said, said
    assert drill.back() < grace()


def test_a_full_disk_is_refused_before_anything_is_changed(drill: Drill) -> None:
    trials = "/var/lib/hfcheck/trials"
    with drill.planted(f"mkdir -p {trials}; mount -t tmpfs -o size=64m full {trials}", f"umount {trials}"):
        code, said = drill.harden().ended()
    assert code == 2
    assert "expected 256 MiB of free space" in said, said


def test_the_timer_does_not_go_by_the_clock_of_the_wall(drill: Drill) -> None:
    """Whoever sets a server's date, as chrony does when it is new, neither shortens nor prolongs a trial.

    A container cannot be given a date of its own, so the timer is asked what it counts.
    """
    controller = drill.harden(drill_pause=60, hardening_seconds=SECONDS)
    drill.reached(controller)
    controller.kill()
    shown = drill.root(
        "systemctl show hfcheck-trial.timer -p TimersMonotonic -p TimersCalendar -p NextElapseUSecRealtime"
    )
    assert f"OnActiveUSec={SECONDS}s" in shown
    assert "TimersCalendar=" not in shown
    assert "NextElapseUSecRealtime=\n" in shown + "\n"
    begun = drill.trial()
    assert begun["deadline"] - time.monotonic() <= SECONDS
    assert drill.back() < grace()
