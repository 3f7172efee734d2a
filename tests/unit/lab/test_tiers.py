"""Which tier can run here, and the sentence that says why another cannot."""

import dataclasses
import os
from pathlib import Path

from hfcheck.lab.tiers import TIERS, candidates, remedy

NSPAWN, USERNS, LOOPBACK = TIERS


def test_tiers_are_tried_from_best_to_last_resort():
    assert [tier.name for tier in candidates()] == ["nspawn", "userns", "loopback"]
    assert [tier.name for tier in candidates("userns")] == ["userns"]


def test_a_missing_tool_is_named_with_the_way_to_get_it():
    tier = dataclasses.replace(LOOPBACK, tools=("ssh-of-nobody",))
    assert tier.obstacle() == "missing: ssh-of-nobody; get it with: apt-get install openssh-client openssh-server"


def test_a_refusing_kernel_is_named_with_its_words():
    tier = dataclasses.replace(USERNS, tools=(), namespaces=("sh", "-c", "echo no spaces for you >&2; exit 1"))
    refused = "the kernel does not allow the namespaces that it needs: no spaces for you"
    assert tier.obstacle() == refused + remedy()


def test_a_setting_that_forbids_namespaces_is_named_with_its_remedy(tmp_path):
    for name, value in (("user/max_user_namespaces", "0\n"), ("kernel/unprivileged_userns_clone", "1\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(value)
    assert remedy(tmp_path) == "; as root: sysctl -w user.max_user_namespaces=15000"
    (tmp_path / "kernel/apparmor_restrict_unprivileged_userns").write_text("1\n")
    assert remedy(tmp_path).endswith("=15000 kernel.apparmor_restrict_unprivileged_userns=0")


def test_settings_that_allow_namespaces_or_are_not_there_need_no_remedy(tmp_path):
    assert remedy(tmp_path) == ""


def test_a_tier_without_namespaces_needs_no_leave_of_the_kernel():
    assert dataclasses.replace(LOOPBACK, tools=()).obstacle() is None


def test_containers_need_root():
    tier = dataclasses.replace(NSPAWN, tools=(), namespaces=())
    assert tier.obstacle() == (None if os.geteuid() == 0 else "containers with their own systemd need root")


def test_the_way_in_leads_through_the_network_of_the_room():
    assert list(NSPAWN.proxy(7, Path("/lab/configured"))) == [
        "nsenter", "--net", "--target", "7", "--", "/lab/configured/bin/busybox", "nc", "%h", "%p",
    ]  # fmt: skip
    assert LOOPBACK.proxy(7, Path("/lab")) == ()
