"""No secret of a configuration gets through, whatever stands before it; what is none stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.huawei_vrp.secrets import PLAIN, hide

PLANTED = "Made-Up!7"
WITH_SECRET = [
    " local-user guest password simple {}",
    " local-user guest password cipher {}",
    " local-user guest password irreversible-cipher {}",
    " local-user guest password {}",
    " set authentication password cipher {}",
    "super password level 3 cipher {}",
    "snmp-agent community read {}",
    "snmp-agent community write {} acl 2010",
    "snmp-agent community read cipher {}",
    "snmp-agent usm-user v3 hj hj-group authentication-mode md5 {} privacy-mode des56 {}",
    "snmp-agent usm-user v3 hj authentication-mode sha cipher {}",
    "ntp-service authentication-keyid 1 authentication-mode hmac-sha256 cipher {}",
    " radius-server shared-key cipher {}",
    " hwtacacs-server shared-key {}",
    " ospf authentication-mode md5 1 plain {}",
    " vrrp vrid 20 authentication-mode simple {}",
    " pre-shared-key {}",
    " ppp chap password cipher {}",
    " security wpa2 psk pass-phrase {} aes",
    " peer 10.77.0.1 password cipher {}",
    ' local-user guest password simple "two words {}"',
    " undo-proof %^%#{}%^%#",
    " undo-proof $1c${}$",
    " undo-proof %@%@{}%@%@ tail",
]
WITHOUT = [
    "sysname HJ-SW-03",
    " description 三楼柜面 (community hall)",
    "snmp-agent sys-info version v3",
    " local-user hj-admin privilege level 15",
    "vlan batch 20 30 90",
    " ssh server cipher",
    " authentication-mode aaa",
]


@pytest.mark.parametrize("line", WITH_SECRET)
def test_a_secret_is_hidden(line: str) -> None:
    hidden = hide(line.format(PLANTED, PLANTED))
    assert PLANTED not in hidden
    assert "<hidden>" in hidden


@pytest.mark.parametrize("line", WITHOUT)
def test_what_is_no_secret_stays(line: str) -> None:
    assert hide(line) == line


@settings(max_examples=60)
@given(
    st.sampled_from(WITH_SECRET), st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=40)
)
def test_any_secret_is_hidden(line: str, secret: str) -> None:
    around = line.format("", "")
    if secret.lower() not in PLAIN and secret not in around and secret not in "<hidden>":
        assert secret not in hide(line.format(secret, secret))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80))
def test_hiding_twice_changes_nothing_more(line: str) -> None:
    assert hide(hide(line)) == hide(line)


@pytest.mark.parametrize("secret", ["simple", "cipher", "md5", "key", "read"])
def test_a_secret_that_is_a_word_of_the_language_is_hidden(secret: str) -> None:
    assert hide(f" local-user guest password simple {secret}") == " local-user guest password simple <hidden>"
    assert hide(f" local-user guest password {secret}") == " local-user guest password <hidden>"
