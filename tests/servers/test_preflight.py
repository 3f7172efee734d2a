"""The pre-flight on fresh servers of three releases: a sound configuration passes, each lock-out is refused."""

import base64
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from hfcheck.hardening.preflight_seen import Seen, read
from hfcheck.hardening.preflight_sent import program
from hfcheck.hardening.preflight_sshd import config_of
from hfcheck.hardening.preflight_verdict import Verdict, judge
from hfcheck.lab import fresh

NODES = {"p11": "bullseye", "p12": "bookworm", "p13": "trixie"}
ADMINISTRATORS = {"sysadmin01": ("system",), "secadmin01": ("security",)}
# Two people with a password and a key; the password lets sudo and PAM be tried for real.
PREPARE = """\
command -v nft >/dev/null || { apt-get -q update && apt-get -qy install nftables; } >/dev/null 2>&1
for name in sysadmin01 secadmin01; do
  useradd --create-home --shell /bin/bash --groups sudo "$name"
  echo "$name:Huaihua-2026-lab" | chpasswd
  mkdir -m 0700 "/home/$name/.ssh"
  cp /home/inspect/.ssh/authorized_keys "/home/$name/.ssh/"
  chown -R "$name:" "/home/$name/.ssh"
done
"""
FINGERPRINT = """\
find /etc /run/sudo /run/faillock /var/lib/pam /home /root /tmp /var/tmp -printf '%p %m %u %g %T@ %s\\n' 2>/dev/null |
  sort
ls /run; grep -v /run/user/ /proc/mounts; ip -o link; nft list ruleset; id sysadmin01
"""
DISCOVERY = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept"
ESTABLISHED = "ct state established,related accept"


def firewall(*rules: str) -> dict[str, str]:
    lines = ["type filter hook input priority 0; policy drop", "iif lo accept", DISCOVERY, *rules]
    return {"/etc/nftables.conf": "table inet filter {\nchain input {\n" + "\n".join(lines) + "\n}\n}\n"}


@dataclass(frozen=True)
class Asking:
    """One node, and how it is asked about files: path → content."""

    servers: Any
    name: str

    def seen(self, files: dict[str, str], networks: list[str] | None = None) -> Seen:
        staged = [
            {"dest": dest, "content": base64.b64encode(text.encode()).decode(), "mode": "0440", "group": "root"}
            for dest, text in files.items()
        ]
        asked = {
            "files": staged,
            "commands": [],
            "users": ["inspect", *ADMINISTRATORS],
            "connecting": "inspect",
            "become_password": False,
            "networks": networks or [],
            "firewall": "/etc/nftables.conf" if "/etc/nftables.conf" in files else None,
        }
        words = ["ssh", "-F", str(self.servers.ssh_config), self.name, "sudo", "python3", "-"]
        done = subprocess.run(words, input=program(asked), capture_output=True, check=True, timeout=120)
        return read(done.stdout.decode())

    def verdict(self, files: dict[str, str], networks: list[str] | None = None, client: str = "") -> Verdict:
        return judge(self.seen(files, networks), config_of(client), "inspect", ADMINISTRATORS)

    def text(self, path: str) -> str:
        return str(self.servers.console(self.name, ["cat", path]).stdout)

    def root(self, script: str) -> str:
        done = self.servers.console(self.name, ["sh", "-c", script])
        assert done.returncode == 0, done.stderr
        return str(done.stdout)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if reason := fresh.obstacle():
        pytest.skip(reason)
    with fresh.servers(tmp_path_factory.mktemp("preflight"), NODES, prepare=PREPARE) as running:
        yield running


@pytest.fixture(params=list(NODES))
def node(servers: Any, request: pytest.FixtureRequest) -> Asking:
    return Asking(servers, request.param)


def sshd(node: Asking, more: str) -> dict[str, str]:
    return {"/etc/ssh/sshd_config": more + "\n" + node.text("/etc/ssh/sshd_config")}


def test_a_sound_configuration_lets_everybody_in_and_nothing_is_touched(node: Asking) -> None:
    before = node.root(FINGERPRINT + "true")
    controller = node.seen({}).controller
    assert controller
    verdict = node.verdict({**sshd(node, "AllowGroups sudo inspect"), **firewall(ESTABLISHED, "tcp dport 22 accept")})
    assert verdict.refusals == ()
    assert [(row.user, row.source, row.gets_in) for row in verdict.table] == [
        (user, controller, True) for user in ("inspect", "sysadmin01", "secadmin01")
    ]
    assert node.root(FINGERPRINT + "true") == before


def pam(node: Asking, more: str) -> dict[str, str]:
    return {"/etc/pam.d/sshd": more + "\n" + node.text("/etc/pam.d/sshd")}


DENYING = "\nMatch Address 0.0.0.0/0,::/0\n  DenyUsers *\n"
# What is staged, and what the refusal has to name.
LOCK_OUTS: dict[str, tuple[Callable[[Asking], dict[str, str]], str]] = {
    "AllowGroups nobody is in": (lambda node: sshd(node, "AllowGroups operators"), "AllowGroups operators names none"),
    "DenyUsers with an address": (lambda node: sshd(node, "DenyUsers *@0.0.0.0/0"), "DenyUsers *@0.0.0.0/0 names it"),
    "wrong admin network": (
        lambda _: firewall(ESTABLISHED, "ip saddr 192.0.2.0/24 tcp dport 22 accept"),
        "the new firewall lets no",
    ),
    "drop all": (lambda _: firewall(ESTABLISHED), "the new firewall lets no"),
    "no established": (lambda _: firewall("ct state new tcp dport 22 accept"), "the new firewall lets no"),
    "broken ruleset": (lambda _: firewall("tcp dprot 22 accept"), "nft refuses the ruleset"),
    "port clash": (lambda node: sshd(node, "Port 22\nPort 2222"), "where python3 listens already"),
    "another port": (lambda node: sshd(node, "Port 2022"), "the next login comes to port 22"),
    "keys elsewhere": (lambda node: sshd(node, "AuthorizedKeysFile /etc/keys/%u"), "no key in /etc/keys/inspect"),
    "Match that denies": (
        lambda node: {"/etc/ssh/sshd_config": node.text("/etc/ssh/sshd_config") + DENYING},
        "DenyUsers",
    ),
    "misspelt option": (lambda node: sshd(node, "PermitRootLogon no"), "sshd -t refuses the configuration"),
    "missing PAM module": (lambda node: pam(node, "account required pam_fallock.so"), "names pam_fallock.so"),
    "PAM denies": (lambda node: pam(node, "account required pam_deny.so"), "PAM refuses the account"),
    "faillock typo": (lambda _: {"/etc/security/faillock.conf": "denny = 5\n"}, "found denny"),
    "broken sudoers": (lambda _: {"/etc/sudoers.d/hfcheck": "inspect ALL=(ALL NOPASSWD\n"}, "visudo -c refuses"),
    "sudo asks for a password": (
        lambda _: {"/etc/sudoers.d/inspect": "inspect ALL=(ALL) ALL\n"},
        "sudo gives it no root shell",
    ),
}


# Each on one release, the releases in turn.
SPREAD = [
    pytest.param(list(NODES)[place % len(NODES)], lock_out, id=lock_out) for place, lock_out in enumerate(LOCK_OUTS)
]


@pytest.mark.parametrize(("name", "lock_out"), SPREAD)
def test_every_way_to_be_locked_out_is_refused(servers: Any, name: str, lock_out: str) -> None:
    node, (stage, reason) = Asking(servers, name), LOCK_OUTS[lock_out]
    if lock_out == "port clash":
        node.root("systemd-run --quiet --unit=clash python3 -m http.server 2222; sleep 1")
    verdict = node.verdict(stage(node))
    assert any(reason in sentence for sentence in verdict.refusals), verdict.refusals


def test_a_cipher_that_the_client_does_not_speak_is_refused(node: Asking) -> None:
    verdict = node.verdict(sshd(node, "Ciphers aes256-gcm@openssh.com"), client="ciphers aes128-ctr,aes256-ctr")
    assert any("the client speaks no cipher that sshd would offer" in sentence for sentence in verdict.refusals)


def test_an_expired_administrator_is_named_and_not_taken_for_all(node: Asking) -> None:
    node.root("chage --expiredate 2026-01-01 sysadmin01; chage --lastday 2026-01-01 --maxdays 90 secadmin01")
    try:
        verdict = node.verdict({})
    finally:
        node.root("chage --expiredate -1 sysadmin01; chage --lastday $(date +%F) --maxdays 99999 secadmin01")
    assert verdict.refusals[0] == "no declared administrator gets in"
    assert any("sysadmin01 cannot log in" in text and "PAM refuses the account" in text for text in verdict.refusals)
    assert any("secadmin01 cannot log in" in text and "its password has expired" in text for text in verdict.refusals)
    assert next(row for row in verdict.table if row.user == "inspect").gets_in


def test_a_home_that_its_group_may_write_loses_its_keys(node: Asking) -> None:
    node.root("chmod 0770 /home/inspect")
    try:
        verdict = node.verdict(sshd(node, "PasswordAuthentication no"))
    finally:
        node.root("chmod 0755 /home/inspect")
    assert any("inspect cannot log in" in text and "StrictModes: /home/inspect" in text for text in verdict.refusals)


def test_a_password_login_is_tried_with_a_password_of_its_own(node: Asking) -> None:
    """The stack refuses every password: nobody can log in or use sudo with one, and the copy's password shows it."""
    common = node.text("/etc/pam.d/common-auth")
    verdict = node.verdict({"/etc/pam.d/common-auth": "auth requisite pam_deny.so\n" + common})
    assert [row.gets_in for row in verdict.table] == [True, False, False]
    assert any("sudo gives it nothing" in text for text in verdict.refusals)


def test_a_walk_that_is_killed_leaves_nothing(servers: Any) -> None:
    node = Asking(servers, "p12")
    before = node.root(FINGERPRINT + "true")
    asked = {"files": [], "commands": [["sleep", "60"]], "users": [], "networks": [], "firewall": None}
    words = ["ssh", "-F", str(servers.ssh_config), "p12", "sudo", "python3", "-"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as walk:
        assert walk.stdin
        walk.stdin.write(program(asked))
        walk.stdin.close()
        node.root("for i in $(seq 50); do pgrep -x sleep >/dev/null && exit 0; sleep 0.1; done; exit 1")
        node.root("kill -KILL $(pgrep -x -f 'python3 -' | head -n 1)")
        walk.wait(10)
    node.root("for i in $(seq 50); do pgrep -x sleep >/dev/null || exit 0; sleep 0.1; done; exit 1")
    assert node.root(FINGERPRINT + "true") == before
