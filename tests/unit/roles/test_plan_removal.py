"""The plan of the role software: what can go goes, and what would take other software along is kept by name."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PLAN = Path(__file__).parents[3] / "roles/software/files/plan_removal.sh"
# Package managers of a small world: NEEDS holds lines `<package> <package that needs it>`, INSTALLED names.
DPKG_QUERY = """#!/bin/sh
shift 3
for pattern; do
  while read -r name; do case $name in $pattern) echo "ii $name" ;; esac; done <"$WORLD/installed"
done
"""
APT_GET = """#!/bin/sh
while [ "$1" != purge ]; do shift; done
shift
for name; do echo "Remv $name [1]"; awk -v name="$name" '$1 == name { print "Remv", $2, "[1]" }' "$WORLD/needs"; done
"""


def plan(
    world: Path, installed: list[str], needs: Mapping[str, str], kept: list[str], forbidden: list[str]
) -> list[str]:
    (world / "installed").write_text("".join(f"{name}\n" for name in installed))
    (world / "needs").write_text("".join(f"{name} {by}\n" for name, by in needs.items()))
    for name, text in (("dpkg-query", DPKG_QUERY), ("apt-get", APT_GET)):
        (world / name).write_text(text)
        (world / name).chmod(0o755)
    done = subprocess.run(
        ["sh", "-s", "--", *kept, "--", *forbidden],
        input=PLAN.read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": f"{world}:/usr/bin:/bin", "WORLD": str(world)},
    )
    return done.stdout.splitlines()


def test_nothing_forbidden_is_nothing_to_do(tmp_path: Path) -> None:
    assert plan(tmp_path, ["bash"], {}, [], ["telnet", "rsh*"]) == []


def test_forbidden_packages_that_need_each_other_go_together(tmp_path: Path) -> None:
    world = ["gcc", "gcc-12", "gcc-12-base"]
    assert plan(tmp_path, world, {"gcc-12": "gcc"}, [], ["gcc", "gcc-[0-9][0-9]"]) == ["remove gcc", "remove gcc-12"]


def test_a_package_that_others_need_is_kept_by_name_and_the_rest_goes(tmp_path: Path) -> None:
    found = plan(tmp_path, ["make", "dkms", "telnet"], {"make": "dkms"}, [], ["make", "telnet"])
    assert found == ["keep make dkms", "remove telnet"]


def test_a_package_that_the_host_keeps_is_not_asked_for(tmp_path: Path) -> None:
    assert plan(tmp_path, ["gcc", "telnet"], {}, ["gcc"], ["gcc", "telnet"]) == ["remove telnet"]


names = st.sets(st.sampled_from(["aa", "bb", "cc", "dd", "ee"]), min_size=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names, names, st.dictionaries(st.sampled_from(["aa", "bb", "cc"]), st.sampled_from(["dd", "ee", "ff"])))
def test_what_is_removed_is_forbidden_and_needed_by_nothing_that_stays(
    tmp_path: Path, installed: set[str], forbidden: set[str], needs: dict[str, str]
) -> None:
    found = plan(tmp_path, sorted(installed), needs, [], sorted(forbidden))
    removed = {line.removeprefix("remove ") for line in found if line.startswith("remove ")}
    assert removed == {name for name in installed & forbidden if needs.get(name, name) in installed & forbidden}
