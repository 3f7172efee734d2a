"""The tree of the nodes, as far as it needs neither packages nor a network."""

import pytest

from hfcheck.lab import LabError, packages, tree


def test_a_tree_is_ready_only_with_the_stamp_of_today_s_packages(tmp_path, monkeypatch):
    (tmp_path / "unpacked").mkdir()
    assert not tree.ready(tmp_path, tree.UNPACKED)
    (tmp_path / "unpacked.stamp").write_text(packages.stamp(tree.UNPACKED))
    assert tree.ready(tmp_path, tree.UNPACKED)
    assert tree.make(tmp_path, tree.UNPACKED) == tmp_path / "unpacked"
    monkeypatch.setattr(packages, "NODE_PACKAGES", ("?essential", "another"))
    assert not tree.ready(tmp_path, tree.UNPACKED)


def test_the_two_ways_to_make_a_tree_have_different_stamps():
    assert packages.stamp(tree.CONFIGURED) != packages.stamp(tree.UNPACKED)


def test_a_tree_with_closed_directories_is_removed_and_what_it_points_to_stays(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o755)
    (outside / "file").touch()
    inside = tmp_path / "tree/closed/deeper"
    inside.mkdir(parents=True)
    (inside / "link").symlink_to(outside)
    inside.chmod(0o555)
    inside.parent.chmod(0)
    tree.remove(tmp_path / "tree")
    assert not (tmp_path / "tree").exists()
    assert (outside / "file").exists()
    assert outside.stat().st_mode & 0o777 == 0o755


def test_removing_what_is_not_there_is_no_error(tmp_path):
    tree.remove(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_without_apt_the_error_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LabError, match="expected apt-get to fetch the packages of the nodes, found none"):
        packages.fetch(tmp_path / "packages")


def test_a_failing_command_is_quoted():
    with pytest.raises(LabError, match="could not open the door: sh ended with 3: it is locked"):
        packages.run(["sh", "-c", "echo it is locked >&2; exit 3"], "open the door")
