"""sshd's rules of who may come in, in worked examples of sshd_config(5)."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.hardening.preflight_seen import Account, Key, KeyFile, Login, Pam, Said
from hfcheck.hardening.preflight_sshd import (
    address_matches,
    config_of,
    confined,
    denied,
    listens,
    matches,
    strangers,
    usable,
    ways,
)

ACCOUNT = Account(("ops",), "/home/a", "/bin/sh", True, "set", {})
KEY = Key("ssh-ed25519", None, "")


def test_a_key_that_comes_twice_keeps_both_values_in_order() -> None:
    assert config_of("Port 22\nport 2222\n  usepam yes\n") == {"port": ["22", "2222"], "usepam": ["yes"]}


@pytest.mark.parametrize(
    ("patterns", "address", "named"),
    [
        ("192.0.2.0/24", "192.0.2.7", True),
        ("192.0.2.0/24", "192.0.3.7", False),
        ("192.0.2.*,!192.0.2.7", "192.0.2.7", False),
        ("192.0.2.*,!192.0.2.7", "192.0.2.8", True),
        ("!192.0.2.7", "192.0.2.8", False),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "192.0.2.7", False),
        ("*", "2001:DB8::1", True),
        ("", "192.0.2.7", False),
    ],
)
def test_addresses_and_their_patterns(patterns: str, address: str, named: bool) -> None:
    assert address_matches(address, patterns) is named


@pytest.mark.parametrize(
    ("pattern", "named"), [("ops", True), ("op?", True), ("o*", True), ("[o]ps", False), ("", False)]
)
def test_only_star_and_question_mark_stand_for_others(pattern: str, named: bool) -> None:
    assert matches("ops", pattern) is named


@given(st.text("ab*?[]!", max_size=8), st.text("ab[]!", max_size=8))
@settings(max_examples=200)
def test_a_pattern_is_what_its_regular_expression_says(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    assert matches(text, pattern) is (re.fullmatch(expression, text) is not None)


@pytest.mark.parametrize(
    ("lines", "user", "told"),
    [
        ("", "a", []),
        ("allowgroups wheel ops", "a", []),
        ("allowgroups wheel\nallowgroups adm", "a", ["AllowGroups wheel adm names none of its groups (ops)"]),
        ("denygroups o*", "a", ["DenyGroups o* names one of its groups (ops)"]),
        ("allowusers b", "a", ["AllowUsers b does not name it"]),
        ("allowusers b\nallowusers a@192.0.2.0/24", "a", []),
        ("allowusers a@198.51.100.0/24", "a", ["AllowUsers a@198.51.100.0/24 does not name it"]),
        ("denyusers a@192.0.2.7", "a", ["DenyUsers a@192.0.2.7 names it"]),
        ("denyusers *@*,!192.0.2.7", "a", []),
        ("permitrootlogin no", "root", ["PermitRootLogin is no"]),
        ("permitrootlogin forced-commands-only", "root", ["PermitRootLogin is forced-commands-only"]),
        ("permitrootlogin prohibit-password", "root", []),
        ("permitrootlogin no", "a", []),
    ],
)
def test_who_is_denied(lines: str, user: str, told: list[str]) -> None:
    assert list(denied(config_of(lines), user, ("ops",), "192.0.2.7")) == told


def test_algorithms_without_one_in_common_are_named() -> None:
    server = config_of("ciphers aes256-ctr\nmacs hmac-sha2-512\nkexalgorithms curve25519-sha256")
    assert list(strangers(server, config_of("ciphers aes128-ctr\nmacs hmac-sha2-512"))) == [
        "the client speaks no cipher that sshd would offer (aes256-ctr)"
    ]
    assert list(strangers(server, {})) == []


@pytest.mark.parametrize(
    ("lines", "address", "told"),
    [
        ("port 22\nlistenaddress 0.0.0.0:22", "192.0.2.80", []),
        ("port 2022", "192.0.2.80", ["sshd would listen on port 2022, the next login comes to port 22"]),
        ("port 22\nport 2022", "192.0.2.80", []),
        (
            "port 22\nlistenaddress [::]:22",
            "192.0.2.80",
            ["sshd would listen at [::], the next login comes to 192.0.2.80"],
        ),
        ("port 22\nlistenaddress [::]:22", "2001:db8::80", []),
        ("port 22\nlistenaddress 192.0.2.80:22", "192.0.2.80", []),
        (
            "port 22\nlistenaddress 127.0.0.1:22",
            "192.0.2.80",
            ["sshd would listen at 127.0.0.1, the next login comes to 192.0.2.80"],
        ),
    ],
)
def test_where_sshd_would_listen(lines: str, address: str, told: list[str]) -> None:
    assert list(listens(config_of(lines), address, 22)) == told


def test_what_takes_the_shell_away() -> None:
    assert list(confined(config_of("forcecommand internal-sftp\nmaxsessions 0"))) == [
        "ForceCommand is internal-sftp",
        "MaxSessions is 0",
    ]
    assert list(confined(config_of("forcecommand none\nmaxsessions 10"))) == []


def of(*keys: Key, unsafe: tuple[str, ...] = ()) -> Login:
    return Login(Said(0, ""), (KeyFile("/k", True, unsafe, keys),), Pam(None, 0, {}, 0, ()))


@pytest.mark.parametrize(
    ("lines", "login", "count", "why"),
    [
        ("", of(KEY), 1, []),
        ("pubkeyauthentication no", of(KEY), 0, ["PubkeyAuthentication is no"]),
        ("", of(), 0, ["no key in /k"]),
        ("strictmodes yes", of(KEY, unsafe=("/h has the mode 0770",)), 0, ["StrictModes: /h has the mode 0770"]),
        ("strictmodes no", of(KEY, unsafe=("/h has the mode 0770",)), 1, []),
        ("pubkeyacceptedalgorithms rsa-sha2-512", of(KEY), 0, ["no ssh-ed25519 key is accepted"]),
        ("pubkeyacceptedalgorithms rsa-sha2-512", of(Key("ssh-rsa", 4096, "")), 1, []),
        ("pubkeyacceptedkeytypes ssh-ed25519", of(Key("ssh-rsa", 4096, "")), 0, ["no ssh-rsa key is accepted"]),
        (
            "requiredrsasize 3072",
            of(Key("ssh-rsa", 2048, "")),
            0,
            ["an RSA key of 2048 bits is shorter than RequiredRSASize 3072"],
        ),
        ("", of(Key("ssh-ed25519", None, 'no-pty,from="192.0.2.*"')), 1, []),
        ("", of(Key("ssh-ed25519", None, 'from="10.*,!192.0.2.7"')), 0, ['a key is only for from="10.*,!192.0.2.7"']),
        ("", of(Key("ssh-ed25519", None, 'command="ls \\"a\\"",no-pty')), 0, ["a key is for one command only"]),
        (
            "",
            of(Key("ssh-ed25519", None, "cert-authority")),
            0,
            ["a key is an authority's, and certificates cannot be seen"],
        ),
        (
            "",
            of(Key("ssh-ed25519", None, "cert-authority"), KEY),
            1,
            ["a key is an authority's, and certificates cannot be seen"],
        ),
    ],
)
def test_which_keys_are_accepted(lines: str, login: Login, count: int, why: list[str]) -> None:
    assert usable(config_of(lines), login, "192.0.2.7") == (count, why)


@given(st.text('abc="\\,', max_size=60))
@settings(max_examples=100)
def test_any_options_of_a_key_are_judged(options: str) -> None:
    count, why = usable({}, of(Key("ssh-ed25519", None, options)), "192.0.2.7")
    assert (count, bool(why)) in ((1, False), (0, True))


NEITHER = "neither a key nor a password would be accepted"


@pytest.mark.parametrize(
    ("lines", "user", "keys", "told"),
    [
        ("", "a", 1, []),
        ("", "a", 0, [NEITHER]),
        ("passwordauthentication yes", "a", 0, []),
        ("passwordauthentication yes\npermitrootlogin prohibit-password", "root", 0, [NEITHER]),
        ("kbdinteractiveauthentication yes\nusepam yes", "a", 0, []),
        ("challengeresponseauthentication yes\nusepam yes", "a", 0, []),
        ("kbdinteractiveauthentication yes\nusepam no", "a", 0, [NEITHER]),
        ("authenticationmethods publickey", "a", 1, []),
        (
            "authenticationmethods publickey,password",
            "a",
            1,
            ["AuthenticationMethods publickey,password needs password, which it has not"],
        ),
        ("authenticationmethods publickey,password\npasswordauthentication yes", "a", 1, []),
        (
            "authenticationmethods publickey,keyboard-interactive:pam\nusepam yes\nkbdinteractiveauthentication yes",
            "a",
            1,
            [],
        ),
        (
            "authenticationmethods publickey,publickey",
            "a",
            1,
            ["AuthenticationMethods publickey,publickey needs more keys, which it has not"],
        ),
        ("authenticationmethods publickey,publickey", "a", 2, []),
        ("authenticationmethods gssapi-with-mic publickey", "a", 1, []),
    ],
)
def test_ways_to_prove_who_one_is(lines: str, user: str, keys: int, told: list[str]) -> None:
    assert list(ways(config_of(lines), user, ACCOUNT, keys)) == told


def test_a_locked_password_is_none() -> None:
    locked = Account(("ops",), "/home/a", "/bin/sh", True, "locked", {})
    assert list(ways(config_of("passwordauthentication yes"), "a", locked, 0)) == [NEITHER]
