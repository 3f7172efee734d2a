"""Which devices give up a change by themselves, and what is sent to them for it."""

from __future__ import annotations

import pytest

from hfcheck.device.procedures import BY_HAND, PENDING, Procedure, procedure
from hfcheck.network.command import PLATFORMS

ARCHIVE = ("hostname SW1", "archive", " path flash:archive", " write-memory", "line con 0")


@pytest.mark.parametrize(
    ("platform", "version", "running", "arming"),
    [
        ("huawei_vrp", {"vrp": "8.220"}, (), "commit trial 300"),
        ("h3c_comware", {"version": "7.1.070"}, (), "configuration commit delay 5"),
        ("cisco_ios", {}, ARCHIVE, "configure terminal revert timer 5"),
    ],
)
def test_the_timer_is_armed_before_a_line_is_in_force(platform, version, running, arming) -> None:
    how = procedure(platform, version, running, 5)
    assert isinstance(how, Procedure)
    assert (how.arming, how.seconds) == (arming, 300)
    # Armed first, or with lines that are a candidate until then.
    assert how.arming == how.begin[-1] or (platform == "huawei_vrp" and how.arming == how.end[0])
    assert {*how.begin, *how.end, *how.confirm, *how.save, *how.revert, *how.drop} == how.lines
    assert not {*how.save, *how.confirm} & {*how.begin, *how.end} - {"system-view", "return"}


@pytest.mark.parametrize(
    ("platform", "version", "running", "why"),
    [
        ("huawei_vrp", {"vrp": "5.170"}, (), "only VRP 8 has `commit trial`"),
        ("huawei_vrp", {}, (), "only VRP 8 has `commit trial`"),
        ("h3c_comware", {"version": "5.20.99"}, (), "only Comware 7"),
        ("cisco_ios", {}, ("hostname SW1", "archive", " write-memory"), "`archive` with its `path`"),
        ("cisco_ios", {}, ("archive", " write-memory", "interface x", " path flash:x"), "`archive` with its `path`"),
        ("cisco_ios", {}, (" path flash:x",), "`archive` with its `path`"),
        ("ruijie_os", {}, (), "ruijie_os has no configuration that it gives up"),
        ("hillstone_stoneos", {}, (), "hillstone_stoneos has no configuration that it gives up"),
        ("frr", {}, (), "frr has no configuration that it gives up"),
    ],
)
def test_whatever_has_no_trial_has_no_procedure(platform, version, running, why) -> None:
    found = procedure(platform, version, running, 5)
    assert isinstance(found, str)
    assert why in found


def test_a_person_can_change_every_platform_by_hand() -> None:
    assert set(BY_HAND) == set(PLATFORMS)


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("Error: The configuration trial is in progress.", True),
        ("The commit delay is already set, overwrite it? [Y/N]:n", True),
        ("% Rollback Confirmed Change is already pending.", True),
        ("Info: The configuration will be rolled back unless it is committed within 300 seconds.", False),
        ("Rollback Confirmed Change: Backing up current running config to flash:archive-1", False),
    ],
)
def test_another_trial_is_recognised_by_the_devices_words(text, waits) -> None:
    assert bool(PENDING.search(text)) is waits
