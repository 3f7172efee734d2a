"""What locks out: declarations, templates, what stands on the server, and what no pre-flight foresees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drills.lockouts.server import NODE, Drill, expect

SECONDS = 8  # of a trial that a drill lets run out
NETWORK_FOUR, NETWORK_SIX = "203.0.113.0/24", "2001:db8:113::/64"
DROP_ALL = """\
table inet filter
delete table inet filter
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
  }
}
"""


@dataclass(frozen=True)
class Template:
    """A template of the site's own instead of ours."""

    role: str
    destination: str
    mode: str
    text: str


@dataclass(frozen=True)
class Refusal:
    """What the pre-flight has to refuse. `reason`: what it has to name; `deed`, `undo`: what stands on the server."""

    reason: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    template: Template | None = None
    deed: str = "true"
    undo: str = "true"


def refused(drill: Drill, refusal: Refusal) -> None:
    """Nothing is changed, and the controller names the reason."""
    with drill.planted(refusal.deed, refusal.undo):
        before = drill.listing()
        code, said = drill.harden(**refusal.variables, **_file(drill, refusal.template)).ended()
        after = drill.listing()
    expect(code == 2, said)
    for sentence in ("refused, nothing was changed", refusal.reason):
        expect(sentence in said, f"expected {sentence!r}, found {said}")
    expect("Begin the trial" not in said, said)
    expect(after == before, f"expected that nothing changes, found {sorted({*before} ^ {*after})[:10]}")


def _file(drill: Drill, template: Template | None) -> dict[str, Any]:
    if template is None:
        return {}
    source = drill.place / "site.j2"
    source.write_text(template.text)
    laid = {"src": str(source), "dest": template.destination, "mode": template.mode, "group": "root"}
    return {f"{template.role}_files": [laid | {"validate": "true %s"}]}


LAX = "echo 'StrictModes no' >/etc/ssh/sshd_config.d/site.conf; systemctl reload ssh; "
STRICT = "rm /etc/ssh/sshd_config.d/site.conf; systemctl reload ssh; "
REFUSED: Mapping[str, Refusal] = {
    "AllowGroups nobody is in": Refusal(
        "inspect cannot log in from 203.0.113.1: AllowGroups operators names none of its groups (inspect)",
        {"ssh_server_allow_groups": ["operators"]},
    ),
    "wrong admin network, IPv4": Refusal(
        "inspect cannot log in from 203.0.113.1: the new firewall lets no connection",
        {"host_firewall_admin_networks": ["192.0.2.0/24", NETWORK_SIX]},
    ),
    "wrong admin network, IPv6": Refusal(
        "inspect cannot log in from 2001:db8:113::1: the new firewall lets no connection",
        {"host_firewall_admin_networks": [NETWORK_FOUR, "2001:db8:ffff::/64"], "ansible_host": f"{NODE}-six"},
    ),
    "cipher nobody speaks": Refusal(
        "the client speaks no cipher that sshd would offer (aes256-gcm@openssh.com)",
        {"ssh_server_ciphers": ["aes256-gcm@openssh.com"], "ansible_ssh_extra_args": "-o Ciphers=aes256-ctr"},
    ),
    "host key nobody accepts": Refusal(
        "the client speaks no host key algorithm that sshd would offer",
        {
            "ssh_server_host_key_algorithms": ["rsa-sha2-512"],
            "ansible_ssh_extra_args": "-o HostKeyAlgorithms=ssh-ed25519",
        },
    ),
    "host key that is not there": Refusal("sshd: no hostkeys available", {"ssh_server_host_keys": ["rsa"]}),
    "another port": Refusal(
        "sshd would listen on port 2222, the next login comes to port 22", {"ssh_server_port": 2222}
    ),
    "port clash": Refusal(
        "sshd would listen on port 2222, where python3 listens already",
        {"ssh_server_port": 2222},
        deed="systemd-run --quiet --unit=clash --collect python3 -m http.server 2222; sleep 1",
        undo="systemctl stop clash",
    ),
    "drop all": Refusal(
        "the new firewall lets no connection",
        template=Template("host_firewall", "/etc/nftables.conf", "0640", DROP_ALL),
    ),
    "broken ruleset": Refusal(
        "nft refuses the ruleset",
        template=Template("host_firewall", "/etc/nftables.conf", "0640", "table inet {"),
    ),
    "faillock typo": Refusal(
        "PAM: /etc/security/faillock.conf: expected options of its module, found denny",
        template=Template("login_session", "/etc/security/faillock.conf", "0644", "denny = 3\n"),
    ),
    "broken sudoers": Refusal(
        "visudo -c refuses the rules",
        template=Template("sudo_policy", "/etc/sudoers.d/site", "0440", "%sysadmin ALL=(ALL NOPASSWD\n"),
    ),
    "expired administrators": Refusal(
        "no declared administrator gets in",
        deed="cp -p /etc/shadow /etc/shadow- /root; chage -E 2026-01-01 sysadmin01; chage -E 2026-01-01 secadmin01",
        undo="mv /root/shadow /root/shadow- /etc/",
    ),
    "Match that denies": Refusal(
        "DenyUsers * names it",
        deed=f"printf 'Match Address {NETWORK_FOUR},{NETWORK_SIX}\\nDenyUsers *\\n' >/etc/ssh/sshd_config.d/site.conf",
        undo="rm /etc/ssh/sshd_config.d/site.conf",
    ),
    "missing PAM module": Refusal(
        "PAM: /etc/pam.d/sshd names pam_umask.so (session required), which this host has not",
        deed="mv /lib/*/security/pam_umask.so /root/; echo 'session required pam_umask.so' >>/etc/pam.d/sshd",
        undo="mv /root/pam_umask.so /lib/*/security/; sed -i '$d' /etc/pam.d/sshd",
    ),
    "home of others under StrictModes": Refusal(
        "StrictModes: /home/inspect",
        deed=LAX + "chmod 0777 /home/inspect",
        undo=STRICT + "chmod 0700 /home/inspect",
    ),
    "keys of somebody else": Refusal(
        "StrictModes: /home/inspect/.ssh",
        deed=LAX + "chown sysadmin01 /home/inspect/.ssh",
        undo=STRICT + "chown inspect /home/inspect/.ssh",
    ),
}

# What happens among the roles that no pre-flight can foresee.
DEEDS: Mapping[str, str] = {
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
MOMENTS: Mapping[str, tuple[str, ...]] = {
    "right after the beginning": ("drill", "ssh_server"),
    "in the middle of the roles": ("sudo_policy", "ssh_server", "drill", "host_firewall"),
    "behind the roles": ("ssh_server", "host_firewall", "drill"),
}


def attended(drill: Drill, deed: str) -> float:
    """The controller finds no new login and tells how the server came back: seconds behind the timer."""
    controller = drill.harden(drill_deed=deed, hardening_seconds=SECONDS)
    drill.reached(controller)
    late = drill.back()
    code, said = controller.ended()
    expect(code == 2, said)
    for sentence in ("no new login: ", "was taken back by itself at", "(timer): nothing of it is left"):
        expect(sentence in said, f"expected {sentence!r}, found {said}")
    return late


def killed(drill: Drill, deed: str) -> float:
    """Nobody gets in, nobody is there to mend it, and the server comes back: seconds behind the timer."""
    controller = drill.harden(drill_deed=deed, drill_pause=60, hardening_seconds=SECONDS)
    drill.reached(controller)
    controller.kill()
    expect(drill.shuts_out(), "expected that nobody gets in, found a login with sudo")
    return _alone(drill)


def killed_at(drill: Drill, roles: tuple[str, ...]) -> float:
    """The controller dies among real roles: seconds behind the timer."""
    controller = drill.harden(hardening_only=list(roles), drill_pause=60, hardening_seconds=15)
    drill.reached(controller)
    controller.kill()
    return _alone(drill)


def _alone(drill: Drill) -> float:
    late, state = drill.back(), drill.trial()
    expect((state["by"], state["left"]) == ("timer", {}), f"expected that all is back by the timer, found {state}")
    return late
