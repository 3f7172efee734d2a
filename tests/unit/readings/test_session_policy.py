from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Output
from hfcheck.readings import load, read
from tests.unit.readings.planted import SHELLS, answers, plant

FILES = {
    "/etc/profile": "# TMOUT=5\nexport TMOUT=900 # seconds\n",
    "/etc/profile.d/tmout.sh": "declare -xr TMOUT=600\n",
    "/etc/pam.d/system-auth": "auth required pam_faillock.so preauth deny=4\n#auth required pam_tally2.so\n",
    "/etc/pam.d/password-auth": "-auth [default=die] pam_faillock.so authfail\naccount required pam_faillock.so\n",
    "/etc/bashrc": "  umask 0022\nHISTSIZE=1000 # umask 777\n",
    "/etc/login.defs": "#UMASK 002\nUMASK\t027\n",
    "/etc/pam.d/sshd": "auth       substack     password-auth\naccount    include      password-auth\n",
    "/etc/pam.d/login": "#auth include system-auth\nauth include postlogin\n",
    "/etc/pam.d/su": "auth sufficient pam_rootok.so\nauth required pam_wheel.so use_uid\n",
    "/etc/security/faillock.conf": "# deny = 9\ndeny = 5\nunlock_time=1200\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_laxest_setting_counts(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "session_policy", tmp_path) == {
        "tmout_seconds": 900,
        "tmout_readonly": True,
        "lockout": {"system-auth": True, "password-auth": True},
        "lockout_of_services": {"sshd": True, "login": False},
        "su_restricted": True,
        "umasks": ["022"],
        "history_lines": 1000,
        "deny": 5,
        "unlock_seconds": 1200,
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_login_defs_says_the_umask_where_no_profile_does(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {name: text.replace("umask 0022", "true") for name, text in FILES.items()})
    assert answers(shell, "session_policy", tmp_path)["umasks"] == ["027"]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_stack_that_never_locks_makes_the_limit_worthless(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES | {"/etc/pam.d/password-auth": "account required pam_faillock.so\n"})
    found = answers(shell, "session_policy", tmp_path)
    assert found["lockout"] == {"system-auth": True, "password-auth": False}
    assert found["deny"] == 99999


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("line", ["#auth required pam_wheel.so", "auth sufficient pam_wheel.so trust", ""])
def test_su_is_open_unless_the_module_is_required(shell: list[str], line: str, tmp_path: Path) -> None:
    plant(tmp_path, FILES | {"/etc/pam.d/su": f"auth sufficient pam_rootok.so\n{line}\n"})
    assert answers(shell, "session_policy", tmp_path)["su_restricted"] is False


@given(st.lists(st.integers(0, 99999)))
def test_no_zero_ever_looks_like_a_short_timeout(seconds: list[int]) -> None:
    text = "profiles 1\n" + "".join(f"tmout /etc/profile {each}\n" for each in seconds)
    found = read(load("session_policy"), Output(text))["tmout_seconds"]
    assert found == max([each or 99999 for each in seconds], default=99999)
