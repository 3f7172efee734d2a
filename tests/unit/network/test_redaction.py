"""No secret of any platform gets through, whatever stands before it; what is none stays as it is, byte for byte."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.answer import answer
from hfcheck.network.command import PLATFORMS, commands
from hfcheck.network.redaction import BETWEEN, HIDDEN, PLAIN, SETTING, WHETHER, redact
from hfcheck.network.reply import decoded, reply

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network"
CAPTURES = Path(__file__).parents[3].parent / "shared" / "captures"
PLANTED = "Made-Up!7"
SECRETS = {
    "huawei_vrp": [
        " local-user guest password simple {}",
        " local-user guest password cipher {}",
        " local-user guest password irreversible-cipher {}",
        " local-user guest password {}",
        " local-user guest password cipher {} privilege level 3",
        " set authentication password cipher {}",
        "super password level 3 cipher {}",
        "snmp-agent community read {}",
        "snmp-agent community write {} acl 2010",
        "snmp-agent community read cipher {}",
        "snmp-agent target-host trap address udp-domain 192.0.2.9 params securityname {} v2c",
        "snmp-agent target-host host-name nms trap address udp-domain 192.0.2.9 params securityname cipher {} v2c",
        "snmp-agent usm-user v3 hj hj-group authentication-mode md5 {0} privacy-mode des56 {0}",
        "snmp-agent usm-user version v3 hj authentication-mode sha2-256 cipher {0} privacy-mode aes128 cipher {0}",
        "ntp-service authentication-keyid 1 authentication-mode hmac-sha256 cipher {}",
        " radius-server shared-key cipher {}",
        " hwtacacs-server shared-key {}",
        " ospf authentication-mode md5 1 plain {}",
        " ospf authentication-mode hmac-sha256 12 cipher {}",
        " vrrp vrid 20 authentication-mode simple {}",
        " vrrp vrid 20 authentication-mode md5 {}",
        " pre-shared-key {}",
        " ppp chap password cipher {}",
        " security wpa2 psk pass-phrase {} aes",
        " peer 192.0.2.1 password cipher {}",
        ' local-user guest password simple "two words {}"',
        " undo-proof %^%#{}%^%#",
        " undo-proof %^%#with blanks {} in it%^%# tail",
        " undo-proof %+%#{}%+%#",
        " undo-proof $1c${}$",
        " undo-proof %@%@{}%@%@ tail",
        "%%01SHELL/5/CMDRECORD(s)[7]:Recorded command information. (Task=VTY0, Ip=192.0.2.5, User=hj,"
        ' Command="local-user guest password cipher {}")',
        '%%01SHELL/5/CMDRECORD(s)[7]:Recorded command. (Command="snmp-agent community read {}", Result=Success)',
        "  Community name: {}",
        "  Group name: {}",
        "  Community names: {}",
    ],
    "h3c_comware": [
        " password hash {}",
        " password cipher {}",
        " password simple {}",
        " anything $c$3${}",
        " anything $h$6${}",
        "super password role network-admin hash {}",
        " set authentication password hash {}",
        "snmp-agent community read {}",
        "snmp-agent community write simple {} acl 2000",
        "snmp-agent usm-user v3 hj hj-group cipher authentication-mode md5 {0} privacy-mode aes128 {0}",
        "snmp-agent usm-user v3 hj hj-group simple authentication-mode sha {0} privacy-mode 3des {0} acl 2000",
        "snmp-agent target-host trap address udp-domain 192.0.2.9 params securityname {} v2c",
        " key authentication cipher {}",
        " key accounting simple {}",
        " primary authentication 192.0.2.3 key cipher {}",
        " pre-shared-key address 192.0.2.7 255.255.255.255 key cipher {}",
        " ospf authentication-mode md5 12 cipher {}",
        " rip authentication-mode md5 rfc2453 plain {}",
        " vrrp vrid 1 authentication-mode simple cipher {}",
        "ntp-service authentication-keyid 42 authentication-mode md5 cipher {}",
        " ppp chap password cipher {}",
        " preshared-key pass-phrase simple {}",
        " mka psk ckn 11 cak cipher {}",
        "%Mar  4 10:00:01:123 2026 HJ-SW SHELL/6/SHELL_CMD: -Line=vty0-IPAddr=192.0.2.5-User=hj; Command is password"
        " simple {}",
    ],
    "cisco_ios": [
        "enable secret 5 {}",
        "enable secret 9 $9${}",
        "enable password 7 {}",
        "enable password level 15 7 {}",
        "enable password words before {}",
        "username hj privilege 15 secret 5 {}",
        "username hj password 0 words before {}",
        " password 7 {}",
        " password {}",
        "snmp-server community {} RO 10",
        "snmp-server community {} view all RW",
        "snmp-server user hj hj-group v3 auth sha {0} priv aes 128 {0}",
        "snmp-server user hj hj-group v3 encrypted auth md5 {0} priv des {0}",
        "snmp-server host 192.0.2.9 {}",
        "snmp-server host 192.0.2.9 version 2c {}",
        "snmp-server host 192.0.2.9 version 2c community {} ro",
        "snmp-server host 192.0.2.9 vrf mgmt informs version 2c {} udp-port 1162",
        "snmp-server host 192.0.2.9 traps {} config",
        "tacacs-server host 192.0.2.4 key 7 {}",
        "radius-server key 7 {}",
        " key 7 {}",
        "  key-string 7 {}",
        "  key-string words before {}",
        " ip ospf message-digest-key 1 md5 7 {}",
        " ip ospf authentication-key {}",
        " area 0 virtual-link 192.0.2.1 message-digest-key 12 md5 {}",
        " neighbor 192.0.2.1 password 7 {}",
        " standby 1 authentication {}",
        " standby 1 authentication md5 key-string 7 {}",
        " vrrp 1 authentication text {}",
        "ntp authentication-key 1 md5 {} 7",
        "ntp authentication-key 1234 md5 {} 7",
        "crypto isakmp key {} address 192.0.2.7",
        "crypto isakmp key 6 {} address 192.0.2.7",
        " pre-shared-key address 192.0.2.7 key {}",
        " pre-shared-key local {}",
        " wpa-psk ascii 0 {}",
        " ppp pap sent-username hj password 0 {}",
        "ip ftp password {}",
        "Community SecurityName: {}",
        "archive path ftp://hj:{}@192.0.2.8/configs",
        "%PARSER-5-CFGLOG_LOGGEDCMD: User:hj  logged command:username guest password 0 {}",
    ],
    "ruijie_os": [
        "enable secret level 15 5 {}",
        "enable password 7 {}",
        "username admin password 7 {}",
        "snmp-server community 7 {} ro",
        "snmp-server host 192.0.2.9 traps version 2c {}",
        "radius-server host 192.0.2.3 key 7 {}",
        " vrrp 1 authentication {}",
        " wpa passphrase {}",
    ],
    "hillstone_stoneos": [
        " password {}",
        'admin user "hj" password "{}"',
        ' secret "{}"',
        ' pre-share "{}"',
        ' preshared-key "{}"',
        'snmp-server community "{}" ro',
        'snmp-server trap-host 192.0.2.9 version 2 community "{}"',
        'snmp-server user "hj" group "g" v3 auth md5 "{0}" enc des "{0}"',
    ],
    "frr": [
        "password {}",
        "enable password {}",
        " neighbor 192.0.2.1 password {}",
        " ip ospf message-digest-key 1 md5 {}",
        " area-password clear {}",
        " isis password md5 {}",
    ],
    "any": [
        "login?user=hj&password={}",
        'body {{"password":"{}"}}',
        "description 密码：{}",
        " 口令 {}",
        "url https://hj:{}@nms.example/x",
        "-----BEGIN RSA PRIVATE KEY-----{}",
        "\x1b[42D password simple {}",
        " pass\x08word simple {}",
        "  ---- More ----\x1b[42D          \x1b[42D password cipher {}",
    ],
}
WITH_SECRET = [line for lines in SECRETS.values() for line in lines]
WITHOUT = [
    "sysname HJ-SW-03",
    " description 三楼柜面 (community hall)",
    "snmp-agent sys-info version v3",
    " local-user hj-admin privilege level 15",
    "vlan batch 20 30 90",
    " ssh server cipher",
    "ssh server cipher aes256_ctr aes128_ctr",
    "ssh server hmac sha2_256",
    "ssh2 algorithm cipher aes256-ctr aes128-ctr",
    "ssh2 algorithm mac sha2-256 sha2-512",
    "ip ssh server algorithm encryption aes256-ctr",
    "ssh server key-exchange dh_group16_sha512 curve25519_sha256",
    " authentication-mode aaa",
    "ssh user hj authentication-type password assign publickey hj-01",
    " authentication-mode scheme",
    " authentication-mode password",
    "aaa authentication login default group tacacs+ local",
    " area 0 authentication message-digest",
    "crypto isakmp policy 10",
    " authentication pre-share",
    " hash sha256",
    "service password-encryption",
    "password-control enable",
    "snmp-server group hj v3 priv read all",
    " apply community 65001:100",
    "1 BGP Community entries",
    "key chain backbone",
    "ntp server 192.0.2.4 key 12 prefer",
    "ntp server 192.0.2.4, key 1, prefer",
    "  Oper-Key: 1",
    "  GRE key disabled",
    "Tunnel protocol/transport GRE/IP, key disabled",
    "Description: HJ-R1 to the bank",
    "%Mar  4 10:00:01:123 2026 HJ-SW SSHS/6/SSHS_AUTH_FAIL: Failed password for root from 192.0.2.66",
    "https://nms.example/x?at=a@b",
    "Uptime is 3 weeks, 2 days",
    "",
    "  \t ",
]
PRIVATE_KEY = """#
pki import
-----BEGIN RSA PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED

{0}{0}{0}
{0}==
-----END RSA PRIVATE KEY-----
 sysname HJ-SW
#
return"""
VOCABULARY = PLAIN | BETWEEN | SETTING | WHETHER
OF_A_SECRET = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=40)


@pytest.mark.parametrize("line", WITH_SECRET)
def test_a_secret_is_hidden(line: str) -> None:
    hidden = redact(line.format(PLANTED))
    assert PLANTED not in hidden
    assert HIDDEN in hidden


@pytest.mark.parametrize("line", WITHOUT)
def test_what_is_no_secret_stays(line: str) -> None:
    assert redact(line) == line


@settings(max_examples=300)
@given(st.sampled_from(WITH_SECRET), OF_A_SECRET)
def test_any_secret_is_hidden(line: str, secret: str) -> None:
    around = line.format("")
    if secret.lower() not in VOCABULARY and secret not in around and secret not in HIDDEN:
        assert secret not in redact(line.format(secret))


@pytest.mark.parametrize("platform", SECRETS)
@settings(max_examples=20)
@given(data=st.data())
def test_no_secret_of_a_whole_configuration_survives(platform: str, data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.sampled_from(SECRETS[platform] + WITHOUT), min_size=1, max_size=30))
    hidden = redact("#\n" + "\n#\n".join(line.format("S3cret-Planted") for line in lines) + "\n#\nreturn")
    assert "S3cret-Planted" not in hidden
    assert hidden.startswith("#\n")
    assert hidden.endswith("\nreturn")


def test_a_private_key_is_hidden_and_what_follows_is_not() -> None:
    hidden = redact(PRIVATE_KEY.format("TWFkZVVw"))
    assert "TWFkZVVw" not in hidden
    assert "4,ENCRYPTED" not in hidden
    assert hidden.endswith("-----END RSA PRIVATE KEY-----\n sysname HJ-SW\n#\nreturn")


def test_a_private_key_between_control_characters_is_hidden() -> None:
    hidden = redact("\r\n".join(f"\x1b[16D{line}" for line in PRIVATE_KEY.format("TWFkZVVw").split("\n")))
    assert "TWFkZVVw" not in hidden
    assert "sysname HJ-SW" in hidden


def test_a_private_key_without_an_end_hides_no_more_than_looks_like_it() -> None:
    cut = PRIVATE_KEY.replace("-----END RSA PRIVATE KEY-----\n", "").format("TWFkZVVw")
    assert redact(cut).split("\n")[-3:] == [" sysname HJ-SW", "#", "return"]
    assert "TWFkZVVw" not in redact(cut)


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("snmp-server community Made-Up RO 10", "snmp-server community <hidden> RO 10"),
        (
            " local-user a password cipher Made-Up privilege level 3",
            " local-user a password cipher <hidden> privilege level 3",
        ),
        ("ntp authentication-key 1 md5 Made-Up 7", "ntp authentication-key 1 md5 <hidden> 7"),
        ("x ftp://hj:Made-Up@192.0.2.8/a y", "x ftp://hj:<hidden>@192.0.2.8/a y"),
        (
            "snmp-agent usm-user v3 a b cipher authentication-mode md5 One1 privacy-mode aes128 Two2",
            "snmp-agent usm-user v3 a b cipher authentication-mode md5 <hidden> privacy-mode aes128 <hidden>",
        ),
    ],
)
def test_what_surrounds_a_secret_stays(line: str, hidden: str) -> None:
    assert redact(line) == hidden


@pytest.mark.parametrize("secret", ["simple", "cipher", "md5", "key", "read"])
def test_a_secret_that_is_a_word_of_the_language_is_hidden(secret: str) -> None:
    assert redact(f" local-user guest password simple {secret}") == " local-user guest password simple <hidden>"
    assert redact(f" local-user guest password {secret}") == " local-user guest password <hidden>"


@pytest.mark.parametrize("secret", ["enabled", "none"])
def test_a_word_that_says_whether_is_a_secret_behind_the_way_it_is_stored(secret: str) -> None:
    assert redact(f" password simple {secret}") == " password simple <hidden>"
    assert redact(f" password {secret}") == f" password {secret}"


WORDS = sorted(VOCABULARY) + [word for line in WITH_SECRET for word in line.split()] + ['"', "%^%#", "7", "12", "a"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).map(" ".join))
def test_hiding_twice_shows_nothing_more(text: str) -> None:
    once = redact(text)
    assert set(redact(once).split()) <= {*once.split(), HIDDEN}


@pytest.mark.parametrize(
    "text",
    [
        "snmp-server host " * 40_000,
        "password " * 60_000,
        "a-" * 300_000 + "b key",
        " " * 600_000 + "key",
        "://a:" * 100_000,
        "%^%#" * 150_000 + " key",
        "ssh server cipher " + "aes " * 120_000 + "!",
        "-----BEGIN RSA PRIVATE KEY-----\n" * 15_000,
        "community name " * 40_000,
    ],
    ids=range(9),
)
def test_time_is_in_proportion_to_the_text(text: str) -> None:
    start = time.process_time()
    redact(text)
    assert time.process_time() - start < 5


# Outputs with secrets in them.
SECRET = {
    "display_current_configuration",
    "display_saved_configuration",
    "display_snmp_agent_community_read",
    "show_configuration",
    "show_running_config",
    "show_startup_config",
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_outputs_without_a_secret_give_the_same_values(platform: str) -> None:
    slugs = {command.slug: command for command in commands(platform).values() if command.slug not in SECRET}
    for path in sorted(FIXTURES.glob(f"{platform}/*/*.raw")):
        command = slugs.get(path.parent.name)
        if command is not None:
            said = reply(platform, command.line, decoded(path.read_bytes()))
            assert redact(said.text) == said.text, path
            assert reply(platform, command.line, redact(decoded(path.read_bytes()))) == said


@pytest.mark.skipif(not CAPTURES.exists(), reason="the captures are not here")
def test_captures_of_real_devices_stay_byte_for_byte() -> None:
    paths = [path for path in sorted(CAPTURES.glob("*/*/*.raw")) if "snmp-agent" not in path.parent.name]
    assert paths
    for path in paths:
        text = decoded(path.read_bytes())
        assert redact(text) == text, path


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_parser_of_a_configuration_hides_secrets_itself(platform: str) -> None:
    slugs = {command.slug: command for command in commands(platform).values() if "config" in command.line}
    for path in (each for slug in slugs for each in sorted(FIXTURES.glob(f"{platform}/{slug}/*.raw"))):
        line, text = slugs[path.parent.name].line, decoded(path.read_bytes())
        assert answer(platform, line, text).values == answer(platform, line, redact(text)).values, path
