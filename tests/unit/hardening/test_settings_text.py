from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.errors import ContentError
from hfcheck.hardening.settings_text import with_settings

TEXT = "# PASS_MAX_DAYS 5\nPASS_MAX_DAYS\t99999\n\nUID_MIN 1000\nPASS_MAX_DAYS 400\n"


def test_a_key_is_set_once_where_it_stood_and_the_rest_stays() -> None:
    assert with_settings(TEXT, {"PASS_MAX_DAYS": 90, "UMASK": "027"}) == (
        "# PASS_MAX_DAYS 5\nPASS_MAX_DAYS 90\n\nUID_MIN 1000\nUMASK 027\n"
    )


def test_another_separator() -> None:
    assert with_settings("# INACTIVE=-1\nINACTIVE = -1\nSHELL=/bin/sh\n", {"INACTIVE": 30}, "=") == (
        "# INACTIVE=-1\nINACTIVE=30\nSHELL=/bin/sh\n"
    )


@pytest.mark.parametrize("wanted", [{"": 1}, {"TWO WORDS": 1}, {"KEY": "1\nUID_MIN 0"}])
def test_what_would_write_another_line_is_refused(wanted: dict[str, object]) -> None:
    with pytest.raises(ContentError, match="expected a key without spaces and a value of one line"):
        with_settings(TEXT, wanted)


@given(
    st.lists(st.sampled_from(["UMASK 022", "# UMASK 1", "UMASKS 3", "", " ", "MAIL_DIR /var/mail"])),
    st.dictionaries(st.sampled_from(["UMASK", "HOME_MODE"]), st.integers(0, 777)),
)
def test_a_second_edit_finds_nothing_to_do(lines: list[str], wanted: dict[str, object]) -> None:
    once = with_settings("\n".join(lines), wanted)
    assert with_settings(once, wanted) == once
    for key, value in wanted.items():
        assert [line for line in once.splitlines() if line.split()[:1] == [key]] == [f"{key} {value}"]
