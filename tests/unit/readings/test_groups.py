from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Output
from hfcheck.readings import load, read
from tests.unit.readings.planted import SHELLS, answers, plant, run

FILES = {
    "/etc/passwd": "wang:x:1000:990::/:/bin/sh\nli:x:1001:1001::/:/bin/sh\n",
    "/etc/group": "root:x:0:\nsysadmin:x:990:li\nauditadmin:x:988:li,zhao\nstaff:x:50:secret\nold:x:50:\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_members_of_the_groups_asked_for_own_groups_included(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "groups", tmp_path, "sysadmin", "auditadmin") == {
        "duplicate_gids": ["50: staff, old"],
        "duplicate_names": [],
        "members": ["auditadmin: li", "auditadmin: zhao", "sysadmin: li", "sysadmin: wang"],
        "in_several": ["li"],
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_members_of_other_groups_stay_on_the_target(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert "secret" not in run(shell, "groups", tmp_path, "sysadmin").stdout


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["wang", "li", "zhao"]))))
def test_whoever_is_in_two_groups_is_named(pairs: list[tuple[str, str]]) -> None:
    text = "group 1 a\ngroup 2 b\ngroup 3 c\n" + "".join(f"member {group} {name}\n" for group, name in pairs)
    found = read(load("groups"), Output(text))["in_several"]
    assert found == sorted(name for name in ("wang", "li", "zhao") if len({g for g, n in pairs if n == name}) > 1)
