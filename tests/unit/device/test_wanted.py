"""What hardening sets is what a check would complain about, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.device.wanted import Demand, demands, wanted
from hfcheck.errors import ContentError
from hfcheck.network.settings import Settings


def stanza(setting: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"r.{setting}",
        "reading": f"device_configuration.{setting}",
        "rule": "equals",
        "expected": False,
        "runbook": "harden_network_device",
    } | more


def asked(*stanzas: dict[str, Any]) -> tuple[Demand, ...]:
    return demands(stanzas, lambda text: text)


def test_only_declared_checks_that_hardening_mends_are_demands() -> None:
    found = asked(
        stanza("telnet"),
        stanza("http", expected=None),
        stanza("local_users", runbook="review_accounts"),
        stanza("x", reading="device_identity.model"),
    )
    assert found == (Demand("r.telnet", "telnet", "equals", expected=False),)


@pytest.mark.parametrize("wrong", [stanza("telnett"), stanza("telnet", rule="is")])
def test_an_unknown_setting_or_rule_is_refused(wrong) -> None:
    with pytest.raises(ContentError, match="expected a setting and a rule, found"):
        asked(wrong)


CASES = [
    (stanza("telnet"), Settings(telnet=True), False),
    (stanza("telnet"), Settings(telnet=False), None),
    (stanza("telnet"), Settings(), False),
    (stanza("console_idle_minutes", rule="at_most", expected=10.0), Settings(console_idle_minutes=0.0), 10.0),
    (stanza("console_idle_minutes", rule="at_most", expected=10.0), Settings(console_idle_minutes=5.0), None),
    (
        stanza("vty_idle_minutes", rule="at_most", expected=10.0),
        Settings(vty_idle_minutes={"0-4": 0.0, "5-15": 5.0}),
        {"0-4": 10.0, "5-15": 5.0},
    ),
    (stanza("ntp_servers", rule="contains_all", expected=["b"]), Settings(ntp_servers=("a",)), ("a", "b")),
    (stanza("ssh_ciphers", rule="within", expected=["a", "b"]), Settings(ssh_ciphers=("b", "x")), ("b",)),
    (stanza("ssh_ciphers", rule="within", expected=["a", "b"]), Settings(ssh_ciphers=("x",)), ("a",)),
    (stanza("dhcp_trusted_ports", rule="within", expected=["p1"]), Settings(dhcp_trusted_ports=("p2",)), ()),
    (stanza("shut_ports", expected=["p1"]), Settings(shut_ports=()), ("p1",)),
]


@pytest.mark.parametrize(("check", "current", "made"), CASES)
def test_a_setting_becomes_the_nearest_value_that_conforms(check, current, made) -> None:
    demand = asked(check)
    found = wanted(demand, current, {"ssh_ciphers": {"a"}})
    assert getattr(found.settings, demand[0].setting) == made
    assert found.unmet == ()


def test_a_pattern_says_what_is_wrong_but_not_what_would_be_right() -> None:
    filtered = stanza("vty_acl", id="r.filtered", rule="matches", expected=r"\S+")
    current = Settings(vty_acl={"0-4": ""})
    assert wanted(asked(filtered), current, {}).unmet == ("r.filtered",)
    both = wanted(asked(filtered, stanza("vty_acl", expected="2001")), current, {})
    assert both.settings == Settings(vty_acl={"0-4": "2001"})
    assert both.unmet == ()


def test_a_rule_that_does_not_fit_the_setting_is_the_roles_mistake() -> None:
    with pytest.raises(ContentError, match=r"r\.telnet: at_most does not fit telnet"):
        wanted(asked(stanza("telnet", rule="at_most", expected=1)), Settings(telnet=True), {})


NAMES = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4)


@settings(max_examples=60)
@given(rule=st.sampled_from(["within", "contains_all"]), there=NAMES, expected=NAMES)
def test_what_was_made_so_is_left_alone(rule, there, expected) -> None:
    demand = asked(stanza("ntp_servers", rule=rule, expected=expected))
    first = wanted(demand, Settings(ntp_servers=tuple(there)), {}).settings.ntp_servers
    after = tuple(there) if first is None else first
    assert wanted(demand, Settings(ntp_servers=after), {}).settings == Settings()
    assert set(after) - set(there) <= set(expected)
