"""All roles together on fresh servers of three releases: foretold, applied, settled, seen, and taken back."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pytest
import yaml

from hfcheck.lab.fresh import obstacle, servers
from hfcheck.station import PROJECT
from tests.servers.hardening_story import NODES, PREPARE, UNJUDGED, Played, Station

pytestmark = pytest.mark.skipif(obstacle() is not None, reason=str(obstacle()))
each = pytest.mark.parametrize("host", NODES)
HARDEN, AUDIT, RESTORE = "harden_servers.yml", "audit_servers.yml", "restore_servers.yml"
# A file that nobody can replace: a mount of its own, for reading only.
PLANTED = "f=/etc/issue.net; echo x >$f && mount --bind $f $f && mount -o remount,ro,bind $f"

Listings = Mapping[str, set[str]]


class Story:
    """Each chapter is played once, and after those before it, whichever test asks first."""

    def __init__(self, station: Station) -> None:
        self.station = station

    def listings(self) -> Listings:
        return {host: self.station.listing(host) for host in NODES}

    def audited(self, variables: Mapping[str, Any]) -> Played:
        return self.station.play(AUDIT, variables=variables)

    @cached_property
    def fresh(self) -> Listings:
        """After a second start: at its very first one, systemd runs units that it never runs again."""
        self.station.fleet.restart()
        return self.listings()

    @cached_property
    def dry(self) -> tuple[Played, Listings]:
        assert self.fresh
        return self.station.play(HARDEN, "--check", "--diff"), self.listings()

    @cached_property
    def first(self) -> Played:
        assert self.dry
        return self.station.play(HARDEN)

    @cached_property
    def second(self) -> tuple[Played, Listings]:
        assert self.first
        return self.station.play(HARDEN), self.listings()

    @cached_property
    def audit(self) -> tuple[Played, Listings]:
        assert self.second
        return self.audited(yaml.safe_load(UNJUDGED.read_text())), self.listings()

    @cached_property
    def restarted(self) -> Played:
        assert self.audit
        self.station.fleet.restart()
        return self.station.play(HARDEN, "--check", "--diff")

    @cached_property
    def restored(self) -> tuple[Played, Listings]:
        assert self.restarted
        # The second run changed nothing, so that servers know only of the first.
        first = self.station.runs("n12")[0]
        return self.station.play(RESTORE, variables={"run_id": first, "restore_changed": True}), self.listings()


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    home = tmp_path_factory.mktemp("story")
    with servers(home / "room", NODES, prepare=PREPARE) as fleet:
        yield Story(Station(fleet, home))


def fine(played: Played) -> None:
    assert played.failed() == [], played.output[-2000:]
    assert played.code == 0, played.output[-2000:]


def hardened_roles() -> set[str]:
    play = yaml.safe_load((PROJECT / "playbooks" / HARDEN).read_text())[0]
    return set(play["vars"]["hardening_roles"])


@each
def test_a_dry_run_foretells_all_that_the_first_run_changes_and_nothing_else(story, host):
    fine(story.dry[0])
    fine(story.first)
    foretold, done = story.dry[0].changed(host), story.first.changed(host)
    assert len(done) > 40
    assert sorted(done - foretold) == []
    assert sorted(foretold - done) == []


@each
def test_a_dry_run_changes_nothing(story, host):
    assert story.fresh[host] ^ story.dry[1][host] == set()


@each
def test_every_role_is_applied(story, host):
    assert hardened_roles() <= {event["role"] for event in story.first.of(host) if event["outcome"] != "failed"}


@each
def test_the_second_run_changes_nothing(story, host):
    fine(story.second[0])
    assert sorted(story.second[0].changed(host)) == []


@each
def test_after_a_restart_nothing_would_change(story, host):
    fine(story.restarted)
    assert sorted(story.restarted.changed(host)) == []


def test_the_audit_then_finds_nothing_of_these_roles(story):
    assert story.audit
    roles = hardened_roles()
    assert {one for one in story.station.troubles() if one[1].partition(".")[0] in roles} == set()


@each
def test_the_audit_changes_nothing(story, host):
    assert story.second[1][host] ^ story.audit[1][host] == set()


@each
def test_what_was_applied_is_taken_back_without_a_difference(story, host):
    fine(story.restored[0])
    assert sorted(story.fresh[host] ^ story.restored[1][host]) == []


def test_one_role_that_fails_keeps_no_other_from_being_applied_and_is_told(story):
    assert story.restored
    assert story.station.fleet.console("n12", ["sh", "-c", PLANTED]).returncode == 0
    only = {"hardening_only": ["banners", "ssh_client"]}
    played = story.station.play(HARDEN, "--limit=n12", variables=only)
    assert played.code == 2
    assert "ssh_client" in {role for role, _, _ in played.changed("n12")}
    (last,) = [msg for _, step, msg in played.failed() if step[1] == "Tell which roles were not applied"]
    assert "banners" in last
    assert "ssh_client" not in last
