"""The service's benchmark in small: its story, its hosts and its peer."""

import sqlite3
from contextlib import closing

from bench.service import TRIAGED, VISITS, RawPlayer, store_alone, story
from hfcheck.demo import prepare


def test_the_story_also_triages_what_the_runs_find():
    told = story(["disk.used"])
    (triage,) = [step for step in told.steps if step.of.startswith("triage/bench-")]
    assert (triage.at, triage.of) == (TRIAGED, "triage/bench-disk.used")
    assert triage.given["says"]["of"] == "candidate/disk.used/2025-08-01-morning"


def test_the_runs_are_as_many_as_the_story_has_visits(tmp_path):
    player = RawPlayer(prepare(tmp_path), story([]))
    visits = [
        act for _, _, act in player.timeline() if getattr(getattr(act, "func", None), "__name__", "") == "inspect"
    ]
    assert len(visits) == VISITS


def test_the_peer_stores_every_result(tmp_path):
    path = tmp_path / "alone.db"
    assert store_alone(path, 70_000) > 0
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM result").fetchone() == (70_000,)
