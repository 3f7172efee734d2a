from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.errors import InputError
from hfcheck.hardening.mount_table import hardened, remounts

WANTED = ["/tmp nodev,nosuid,noexec", "/home nodev,nosuid", "/dev/shm nodev,nosuid,noexec"]
ADDED = ["tmpfs /dev/shm tmpfs defaults 0 0"]
MOUNTED = "tmpfs /dev/shm tmpfs rw 0 0\n"
TABLE = """\
# /home was on /dev/sda5
UUID=1-2  /      ext4  errors=remount-ro  0  1
UUID=3-4  /home  ext4  defaults,dev       0  2   # people
/srv/tmp  /tmp   none  bind               0  0
UUID=5-6  none   swap  sw                 0  0
"""


def test_options_are_added_and_everything_else_stays_as_it_was() -> None:
    assert hardened(TABLE, WANTED, ADDED, MOUNTED) == TABLE.replace("defaults,dev ", "defaults,nodev,nosuid ") + (
        "tmpfs /dev/shm tmpfs defaults,nodev,nosuid,noexec 0 0\n"
    )


def test_a_place_that_is_there_is_not_added() -> None:
    own = "tmpfs /dev/shm tmpfs size=1g,noexec,exec 0 0\n"
    assert hardened(own, WANTED, ADDED, MOUNTED) == "tmpfs /dev/shm tmpfs size=1g,noexec,nodev,nosuid 0 0\n"


def test_nothing_is_added_for_a_place_where_nothing_is_mounted() -> None:
    assert hardened("", WANTED, ADDED, "tmpfs /run tmpfs rw 0 0\n") == ""


def test_an_empty_table_without_additions_stays_empty() -> None:
    assert hardened("", WANTED) == ""


@settings(max_examples=50)
@given(st.lists(st.text(st.sampled_from("#/ \thome,devtmpnsuix01")), max_size=6).map("\n".join))
def test_a_second_time_changes_nothing(table: str) -> None:
    once = hardened(table, WANTED, ADDED, MOUNTED)
    assert hardened(once, WANTED, ADDED, MOUNTED) == once


def test_only_mounts_of_the_table_that_lack_something_are_remounted() -> None:
    mounted = (
        "/dev/sda1 / ext4 rw 0 0\n/dev/sda5 /home ext4 rw,nodev 0 0\n"
        "tmpfs /dev/shm tmpfs rw 0 0\ntmpfs /dev/shm tmpfs rw,nodev,nosuid,noexec 0 0\ntmpfs /tmp tmpfs rw 0 0\n"
    )
    assert remounts(mounted, hardened(TABLE, WANTED, ADDED, MOUNTED), WANTED) == ["/home nosuid"]


@pytest.mark.parametrize("wanted", ["/tmp", "tmp nodev", "/tmp nodev;reboot", "/tmp nodev,", "/a,b nodev"])
def test_what_is_no_option_is_refused(wanted: str) -> None:
    with pytest.raises(InputError, match=r"expected '<mount point> <option>\[,<option>\]', found"):
        hardened(TABLE, [wanted])
