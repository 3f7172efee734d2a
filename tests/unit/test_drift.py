from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.drift import TITLES, Drift, Touch, compare, reaches, touched, touches
from hfcheck.model import SHANGHAI

AT = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
EMPTY: dict[str, dict[str, str]] = {kind: {} for kind in TITLES}
KIND = st.dictionaries(st.text(min_size=1, max_size=4), st.text(max_size=3), max_size=6)
STATES = st.dictionaries(st.sampled_from(sorted(TITLES)), KIND)


def touch(path: str = "/etc/passwd", program: str = "/usr/sbin/useradd") -> Touch:
    return Touch(AT, "zhang", program, path)


def test_what_came_went_and_became_another_is_told_once_each() -> None:
    before = EMPTY | {"ports": {"tcp/22": "sshd", "tcp/25": "exim4"}, "units": {"ssh.service": "enabled"}}
    after = EMPTY | {"ports": {"tcp/22": "sshd", "tcp/8080": "java"}, "units": {"ssh.service": "masked"}}
    assert compare(before, after).drifts == (
        Drift("ports", "tcp/25", "exim4", None),
        Drift("ports", "tcp/8080", None, "java"),
        Drift("units", "ssh.service", "enabled", "masked"),
    )
    assert compare(before, after).unseen == ()


@pytest.mark.parametrize("blind", ["before", "after"])
def test_a_kind_that_one_look_did_not_see_is_no_drift_and_no_peace(blind: str) -> None:
    seen, unseen = EMPTY | {"keys": {"zhang f SHA256:x": "256"}}, {k: v for k, v in EMPTY.items() if k != "keys"}
    pair = (unseen, seen) if blind == "before" else (seen, unseen)
    assert compare(*pair).drifts == ()
    assert compare(*pair).unseen == ("keys",)


@settings(max_examples=60)
@given(STATES, STATES)
def test_the_drifts_make_the_new_state_of_the_old(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> None:
    found = compare(before, after)
    rebuilt = {kind: dict(before[kind]) for kind in before if kind in after}
    for drift in found.drifts:
        assert rebuilt[drift.kind].pop(drift.name, None) == drift.before
        if drift.after is not None:
            rebuilt[drift.kind][drift.name] = drift.after
    assert rebuilt == {kind: after[kind] for kind in after if kind in before}
    assert set(found.unseen) == set(TITLES) - set(rebuilt)
    assert compare(after, after).drifts == ()


def test_a_trail_is_read_between_two_instants_and_bad_entries_name_nobody() -> None:
    seconds = int(AT.timestamp())
    trail = [
        f"{seconds} zhang /usr/sbin/useradd /etc/passwd",
        f"{seconds - 7200} li /usr/bin/vim /etc/hosts",
        "yesterday wang /usr/bin/vim /etc/hosts",
        f"{10**19} wang /usr/bin/vim /etc/hosts",
        "cut off",
    ]
    hour = timedelta(hours=1)
    assert touches(trail, AT - hour, AT + hour) == (touch(),)
    assert reaches(trail, AT - hour)
    assert not reaches(trail, AT - 3 * hour)
    assert not reaches([], AT)


@pytest.mark.parametrize(
    ("kind", "name", "made", "foreign"),
    [
        ("accounts", "li", touch("/etc/passwd"), touch("/etc/group")),
        ("groups", "ops", touch("/etc/group"), touch("/etc/passwd")),
        ("files", "/etc/ssh/sshd_config", touch("/etc/ssh/sshd_config"), touch("/etc/ssh/ssh_config")),
        ("setuid", "/usr/bin/su", touch("/usr/bin/su"), touch("/usr/bin/sudo")),
        ("sudoers", "/etc/sudoers.d/x: li ALL=(ALL) ALL", touch("/etc/sudoers.d/x"), touch("/etc/sudoers")),
        (
            "keys",
            "li SHA256:a /home/li/.ssh/authorized_keys",
            touch("/home/li/.ssh/authorized_keys"),
            touch("/home/li"),
        ),
        ("units", "a.service", touch("/etc/systemd/system/a.service"), touch("/etc/systemd/system/ba.service.d/x")),
        ("packages", "nginx:amd64", touch("/usr/sbin/nginx", "/usr/bin/dpkg"), touch("/usr/sbin/nginx")),
        ("rules", "inet t chain c: accept", touch("/run/x", "/usr/sbin/nft"), touch("/run/x", "/usr/sbin/nftx")),
    ],
)
def test_who_may_have_made_a_drift(kind: str, name: str, made: Touch, foreign: Touch) -> None:
    assert touched(Drift(kind, name, None, "x"), [foreign, made]) == (made,)


def test_nobody_is_named_for_a_port() -> None:
    assert touched(Drift("ports", "tcp/8080", None, "java"), [touch("/etc/passwd")]) == ()
