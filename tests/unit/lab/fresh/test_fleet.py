"""What stands in the way of fresh servers is said in a sentence."""

import os

import pytest

from hfcheck.errors import InputError
from hfcheck.lab import LabError
from hfcheck.lab.fresh import attach, fleet, servers
from hfcheck.lab.fresh.nodes import nodes


def test_a_plain_user_is_told_that_they_need_root(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert fleet.obstacle() == "fresh servers are containers with their own systemd, which need root"
    with pytest.raises(LabError, match="need root"):
        servers(tmp_path / "room", {"n12": "bookworm"})
    assert not (tmp_path / "room").exists()


def test_a_missing_program_is_named_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(fleet, "TOOLS", {"no-such-program": "its-package", "sh": "dash"})
    assert fleet.obstacle() == "missing: no-such-program; get it with: apt-get install its-package"


def test_a_directory_without_servers_is_named(tmp_path):
    with pytest.raises(LabError, match=f"expected fresh servers in {tmp_path}, found none"):
        attach(tmp_path)


def test_an_unknown_node_and_one_that_is_off_are_named(tmp_path):
    fresh = fleet.Servers(tmp_path, tmp_path, nodes({"n12": "bookworm"}), "")
    with pytest.raises(InputError, match="expected nodes of n12, found n99"):
        fresh.reset("n99")
    with pytest.raises(LabError, match="expected node n12 to be on, found it off"):
        fresh.console("n12", ["true"])
    with pytest.raises(LabError, match="found none running"):
        fresh.restart("n12")


def test_stopping_leaves_what_others_keep_in_the_directory(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "nodes/n12").mkdir(parents=True)
    fleet.Servers(tmp_path, tmp_path, nodes({"n12": "bookworm"}), "").stop()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
