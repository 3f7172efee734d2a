"""The firewall's snippet against the real nft, in a network namespace of its own."""

from __future__ import annotations

import subprocess

import pytest

from hfcheck.collect.script import WORDS
from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import load, read

OTHERS_NETWORK = ["unshare", "--user", "--map-root-user"]  # root without the capability over the rules
OWN_NETWORK = [*OTHERS_NETWORK, "--net"]
FIREWALLD = """
table inet firewalld {
  chain filter_INPUT {
    type filter hook input priority filter + 10; policy accept;
    ct state { established, related } accept
    iifname "lo" accept
    reject with icmpx type admin-prohibited
  }
}"""
IPV4_ONLY = """
table ip own {
  set admins { type ipv4_addr; elements = { 10.20.0.1, 10.20.0.2 }; }
  chain in { type filter hook input priority 0; policy drop; ip saddr @admins tcp dport 22 counter accept; }
  chain nat { type nat hook input priority 100; policy accept; }
}
table ip6 own {
  chain in { type filter hook input priority 0; policy accept; ip6 saddr 2001:db8::/32 drop; }
}"""


def answers(rules: str) -> dict[str, Answer]:
    """What the reading says of a fresh network namespace with these rules."""
    return asked(OWN_NETWORK, f"ip link set lo up\nnft -f - <<'RULES'\n{rules}\nRULES\nset --\n")


def told(**seen: Answer) -> dict[str, Answer]:
    """The answers of a host that accepts everything and has no other manager of rules, but for what is given."""
    defaults = {f"{way}_{family}": "accept" for way in ("input", "forward") for family in ("ipv4", "ipv6")}
    return {**defaults, "managers": [], **seen}


def asked(namespace: list[str], before: str = "") -> dict[str, Answer]:
    """What the reading says in a namespace, after some commands."""
    text = f"{before}{WORDS}{load('firewall').snippet}"
    done = subprocess.run([*namespace, "sh", "-c", text], capture_output=True, check=False, text=True, timeout=60)
    return read(load("firewall"), Output(done.stdout, done.stderr, done.returncode))


@pytest.fixture(autouse=True)
def _needs_nft_in_a_namespace() -> None:
    try:
        subprocess.run([*OWN_NETWORK, "sh", "-c", "ip link show && nft list ruleset"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs nft, ip and user namespaces")


def test_nothing_loaded_accepts_everything() -> None:
    assert answers("") == told(rules=0, stateful=False)


def test_a_last_rule_that_rejects_is_a_default_of_drop() -> None:
    assert answers(FIREWALLD) == told(rules=3, stateful=True, input_ipv4="drop", input_ipv6="drop")


def test_ipv4_and_ipv6_are_told_apart() -> None:
    assert answers(IPV4_ONLY) == told(rules=2, stateful=False, input_ipv4="drop")


def test_a_refusal_of_the_kernel_is_a_missing_privilege_and_not_a_missing_command() -> None:
    found = asked(OTHERS_NETWORK)
    assert {answer.reason for answer in found.values() if isinstance(answer, NotSeen)} == {Reason.NEEDS_ROOT}
    assert all(isinstance(answer, NotSeen) and "permitted" in answer.detail for answer in found.values())
