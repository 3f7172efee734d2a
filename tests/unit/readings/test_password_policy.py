from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Output
from hfcheck.readings import load, read
from tests.unit.readings.planted import SHELLS, answers, plant

FILES = {
    "/etc/login.defs": "# PASS_MIN_DAYS 9\nPASS_MIN_DAYS\t1\nPASS_WARN_AGE 7\nENCRYPT_METHOD yescrypt\n",
    "/etc/default/useradd": "# INACTIVE=-1\nINACTIVE=30\n",
    "/etc/security/pwquality.conf": "# minlen = 8\nminlen = 10 # characters\n  dcredit=-1\nenforce_for_root\n",
    "/etc/security/pwquality.conf.d/50-site.conf": "minlen = 12\nminclass = 4\n",
    "/etc/pam.d/common-auth": "auth [success=1 default=ignore] pam_unix.so\n",
    "/etc/pam.d/common-password": "password requisite pam_pwquality.so retry=3\n"
    "password requisite pam_pwhistory.so remember=5\n"
    "-password [success=1 default=ignore] pam_unix.so obscure yescrypt\n#password pam_unix.so nullok\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_new_password_has_to_be(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "password_policy", tmp_path) == {
        "min_days": 1,
        "warn_days": 7,
        "inactive_days": 30,
        "hash_method": "YESCRYPT",
        "minimum_length": 12,
        "minimum_classes": 4,
        "different_characters": 1,
        "credits": {"dcredit": -1, "ucredit": 0, "lcredit": 0, "ocredit": 0},
        "dictionary": True,
        "quality_for_root": True,
        "remembered": 5,
        "empty_usable": False,
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_a_word_of_the_stack_overrides_the_configuration(shell: list[str], tmp_path: Path) -> None:
    stack = "password requisite pam_pwquality.so minlen=6\npassword required pam_unix.so nullok remember=2\n"
    plant(tmp_path, FILES | {"/etc/pam.d/common-password": stack})
    found = answers(shell, "password_policy", tmp_path)
    assert (found["minimum_length"], found["remembered"], found["empty_usable"]) == (6, 2, True)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_configuration_that_no_stack_reads_judges_nothing(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES | {"/etc/pam.d/common-password": "password required pam_unix.so\n"})
    found = answers(shell, "password_policy", tmp_path)
    assert (found["minimum_length"], found["quality_for_root"], found["remembered"]) == (0, False, 0)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=3))
def test_the_laxest_stack_counts(lengths: list[int]) -> None:
    lines = (
        f"line s{at} password pam_pwquality.so minlen={length}\nline s{at} password pam_unix.so\n"
        for at, length in enumerate(lengths)
    )
    assert read(load("password_policy"), Output("".join(lines)))["minimum_length"] == min(lengths)
