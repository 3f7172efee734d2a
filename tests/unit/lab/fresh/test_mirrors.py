"""The mirrors and proxies that the machine's apt uses, read from what apt says."""

import pytest

from hfcheck.lab import LabError
from hfcheck.lab.fresh.mirrors import mirrors_in, settings_in

DEBIAN = "Debian\thttps://deb.example/debian/"
SECURITY = "Debian-Security\thttp://sec.example/debian-security/"


def test_the_first_mirror_of_each_label_counts_and_others_are_nobodys():
    lines = [DEBIAN, "Debian\thttp://second.example/debian/", "Google\thttp://g.example/apt/", SECURITY, "", "\t"]
    assert mirrors_in("\n".join(lines)) == {
        "debian": "https://deb.example/debian",
        "debian-security": "http://sec.example/debian-security",
    }


def test_a_missing_mirror_is_named():
    with pytest.raises(
        LabError, match="expected mirrors of debian-security in this machine's apt, found none: run apt"
    ):
        mirrors_in(DEBIAN)


def test_proxies_are_taken_unless_the_connection_is_direct():
    text = "http='http://proxy.example:3128/'\nhttps='DIRECT'\nauthority='/etc/ca with blank.pem'\n"
    assert settings_in(text) == {"http": "http://proxy.example:3128/", "authority": "/etc/ca with blank.pem"}
    assert settings_in("") == {}
