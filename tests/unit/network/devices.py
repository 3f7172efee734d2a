"""Configurations of devices that miss the standard, written for these tests, and how their platforms keep them."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from hfcheck.network.cisco_ios import settings as ios_settings
from hfcheck.network.cisco_ios import standard as ios_standard
from hfcheck.network.h3c_comware import settings as comware_settings
from hfcheck.network.h3c_comware import standard as comware_standard
from hfcheck.network.huawei_vrp import settings as vrp_settings
from hfcheck.network.huawei_vrp import standard as vrp_standard

from .applier import Device, Rules

VRP = Rules(
    mark="#",
    negation="undo",
    leave="quit",
    enters=("user-interface vty", "user-interface con", "aaa", "interface ", "vlan "),
    single=(
        "ssh server cipher",
        "ssh server hmac",
        "ssh server key-exchange",
        "idle-timeout",
        "protocol inbound",
        "authentication-mode",
        "header login",
        "acl ",
        "storm-control broadcast",
        "storm-control action",
    ),
    kept=("telnet server enable", "http server enable", "ssh server compatible-ssh1x enable", "info-center enable"),
)
COMWARE = Rules(
    mark="#",
    negation="undo",
    leave="quit",
    enters=("user-interface ", "line ", "interface ", "vlan ", "local-user "),
    single=(
        "ssh2 algorithm cipher",
        "ssh2 algorithm mac",
        "ssh2 algorithm key-exchange",
        "ssh server acl",
        "telnet server acl",
        "idle-timeout",
        "protocol inbound",
        "authentication-mode",
        "header login",
        "acl ",
    ),
    kept=("ip http enable", "ssh server compatible-ssh1x enable", "info-center enable"),
    indent=" ",
)
IOS = Rules(
    mark="!",
    negation="no",
    leave="exit",
    enters=("line ", "interface ", "ip access-list "),
    single=(
        "ip ssh server algorithm encryption",
        "ip ssh server algorithm mac",
        "ip ssh server algorithm kex",
        "ip ssh version",
        "exec-timeout",
        "transport input",
        "access-class",
        "banner login",
        "storm-control broadcast",
    ),
    tail="end",
)

VRP5_TEXT = """!Software Version V200R019C10SPC500
#
sysname SW-FLOOR-2
#
vlan batch 10 20
#
telnet server enable
#
http server enable
#
dhcp enable
#
undo info-center enable
info-center loghost 10.43.1.8 vpn-instance MGMT
info-center loghost 10.43.1.9
#
acl number 2001
 rule 5 permit source 10.43.1.0 0.0.0.255
 rule 10 deny
#
vlan 20
 dhcp snooping trusted interface GigabitEthernet0/0/3
#
aaa
 authentication-scheme default
  authentication-mode local
 local-user operator password irreversible-cipher $1c$written-for-a-test$
 local-user operator privilege level 15
 local-user guest password irreversible-cipher $1c$written-for-a-test-too$
 local-user guest service-type telnet
#
ntp-service unicast-server 10.43.1.7 source-interface Vlanif10
#
interface Vlanif10
 ip address 10.43.1.2 255.255.255.0
#
interface GigabitEthernet0/0/1
 dhcp snooping trusted
#
interface GigabitEthernet0/0/2
 description unused
#
interface GigabitEthernet0/0/3
 storm-control broadcast min-rate 500 max-rate 900
#
interface GigabitEthernet0/0/4
 shutdown
#
snmp-agent
snmp-agent local-engineid 800007DB0300E0FC000001
snmp-agent community read cipher %^%#written;for(a)test%^%# acl 2001
snmp-agent community write cipher %^%#written;for(two)tests%^%#
snmp-agent sys-info version all
#
stelnet server enable
ssh server compatible-ssh1x enable
ssh server cipher aes256_ctr 3des_cbc
#
user-interface con 0
 authentication-mode password
user-interface vty 0 4
 authentication-mode aaa
 protocol inbound all
 idle-timeout 0 0
user-interface vty 16 20
#
return"""
VRP8_TEXT = """!Software Version V200R019C10SPC800
#
sysname CORE-1
#
telnet server enable
telnet ipv6 server enable
#
info-center loghost 10.43.1.9
#
ntp unicast-server 10.43.1.7
#
acl number 2001
 rule 5 permit source 10.43.1.0 0.0.0.255
#
aaa
 local-user operator password irreversible-cipher $1d$written-for-a-test$
 local-user operator level 3
 local-user guest password irreversible-cipher $1d$written-for-a-test-too$
 #
 authentication-scheme default
#
interface MEth0/0/0
 ip address 10.43.1.2 255.255.255.0
#
interface 10GE1/0/1
#
interface 10GE1/0/2
 dhcp snooping trusted
#
interface 10GE1/0/3
 shutdown
#
snmp-agent
snmp-agent community read cipher %^%#written;for(a)test%^%#
snmp-agent sys-info version v2c v3
#
stelnet server enable
#
user-interface con 0
 idle-timeout 5 0
#
user-interface vty 0 4
 authentication-mode password
 protocol inbound all
 acl 2001 inbound
#
return"""
COMWARE7_TEXT = """#
 version 7.1.070, Release 6616P01
#
 sysname ACCESS-7
#
 telnet server enable
#
vlan 1
#
interface Bridge-Aggregation1
#
interface Vlan-interface1
 ip address 10.43.1.2 255.255.255.0
#
interface GigabitEthernet1/0/1
 dhcp snooping trust
#
interface GigabitEthernet1/0/2
 broadcast-suppression pps 3000
#
interface GigabitEthernet1/0/3
 shutdown
#
 info-center loghost vpn-instance MGMT 10.43.1.8 facility local5
#
 snmp-agent
 snmp-agent local-engineid 800063A2800000000000000001
 snmp-agent community read cipher $c$3$writtenForATest
 snmp-agent community write simple written-for-two-tests acl 2001
 snmp-agent sys-info version v2c v3
#
 ssh server enable
#
 ip http enable
#
acl basic 2001
 rule 0 permit source 10.43.1.5 0
#
acl basic 2002
 rule 0 permit
#
line class console
 idle-timeout 30 0
#
line console 0
 user-role network-admin
#
line vty 0 4
 authentication-mode scheme
 idle-timeout 0 0
#
line vty 5 63
 authentication-mode password
 protocol inbound ssh
#
local-user operator class manage
 service-type ssh
#
local-user guest class manage
 service-type telnet
#
local-user visitor class network
#
return"""
COMWARE5_TEXT = """#
 version 5.20.99, Release 2222P01
#
 sysname ACCESS-5
#
 telnet server enable
#
interface GigabitEthernet1/0/1
#
interface GigabitEthernet1/0/2
 dhcp-snooping trust
#
 ntp-service unicast-server 10.43.1.7
#
 snmp-agent
 snmp-agent community read cipher $c$3$writtenForATest
 snmp-agent sys-info version all
#
 ssh server enable
#
acl number 2001
 rule 0 permit source 10.43.1.0 0.0.0.255
#
local-user operator
 service-type ssh
#
local-user guest
 service-type telnet
#
user-interface aux 0
user-interface vty 0 15
 acl 2001 inbound
 authentication-mode scheme
#
return"""
IOS_TEXT = """version 15.2
hostname ACCESS-C
!
username operator privilege 15 secret 5 $1$written$forATest
username guest secret 5 $1$written$forATestToo
!
ip ssh server algorithm encryption aes256-ctr 3des-cbc
ip http server
!
interface GigabitEthernet1/0/1
 switchport mode access
!
interface GigabitEthernet1/0/2
 ip dhcp snooping trust
!
interface GigabitEthernet1/0/3
 shutdown
!
interface Vlan10
 ip address 10.43.1.2 255.255.255.0
!
logging host 10.43.1.8 vrf MGMT
logging 10.43.1.9
access-list 23 permit 10.43.1.0 0.0.0.255
access-list 23 deny any log
!
snmp-server community written-for-a-test RO 23
snmp-server group operators v3 priv
snmp-server group old v2c
!
line con 0
 exec-timeout 0 0
line vty 0 4
 access-class 24 in
 login
line vty 5 15
 transport input telnet ssh
 no login
!
ntp server vrf MGMT 10.43.1.7 prefer
!
end"""


@dataclass(frozen=True)
class Example:
    """A device of a platform, and the names that its configuration has."""

    text: str
    rules: Rules
    settings: ModuleType
    standard: ModuleType
    ports: tuple[str, ...]
    acls: tuple[str, ...]

    @property
    def device(self) -> Device:
        return Device.of(self.rules, self.text)


def _ports(start: str) -> tuple[str, ...]:
    return tuple(start + number for number in "123")


EXAMPLES = {
    "vrp5": Example(VRP5_TEXT, VRP, vrp_settings, vrp_standard, _ports("GigabitEthernet0/0/"), ("2001",)),
    "vrp8": Example(VRP8_TEXT, VRP, vrp_settings, vrp_standard, _ports("10GE1/0/"), ("2001",)),
    "comware7": Example(
        COMWARE7_TEXT, COMWARE, comware_settings, comware_standard, _ports("GigabitEthernet1/0/"), ("2001", "2002")
    ),
    "comware5": Example(
        COMWARE5_TEXT, COMWARE, comware_settings, comware_standard, _ports("GigabitEthernet1/0/")[:2], ("2001",)
    ),
    "ios": Example(IOS_TEXT, IOS, ios_settings, ios_standard, _ports("GigabitEthernet1/0/"), ("23",)),
}
