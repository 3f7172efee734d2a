"""Waivers: what is accepted, until when, and what is refused."""

from datetime import date, datetime

import pytest

from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.waivers import parse_waiver

RAW = {"check": "a.b", "reason": "r", "owner": "o", "approver": "p", "expires": "2026-12-31"}


@pytest.mark.parametrize(
    ("expires", "end"),
    [
        ("2026-12-31", datetime(2027, 1, 1, tzinfo=SHANGHAI)),
        (date(2026, 2, 28), datetime(2026, 3, 1, tzinfo=SHANGHAI)),
        ("2026-12-31T18:00:00", datetime(2026, 12, 31, 18, tzinfo=SHANGHAI)),
        ("2026-12-31T10:00:00+00:00", datetime(2026, 12, 31, 18, tzinfo=SHANGHAI)),
    ],
)
def test_a_waiver_lasts_to_the_end_of_its_last_day(expires, end):
    assert parse_waiver(RAW | {"expires": expires}).expires == end


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"owner": ""}, "found no owner"),
        ({"approver": None}, "found no approver"),
        ({"expires": "soon"}, "expire on a day such as 2026-12-31, found 'soon'"),
        ({"expires": "2026-02-30"}, "found '2026-02-30'"),
        ({"host": "x"}, "found host"),
    ],
)
def test_what_does_not_name_who_and_until_when_is_refused(change, words):
    with pytest.raises(InputError, match=words):
        parse_waiver(RAW | change)


@pytest.mark.parametrize("raw", ["text", None, ["check"], 7])
def test_what_is_no_mapping_is_refused(raw):
    with pytest.raises(InputError, match="as a mapping"):
        parse_waiver(raw)
