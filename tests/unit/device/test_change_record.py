"""Records of changes: whole, private, and never open once somebody saw the end."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from hfcheck.device.change_record import Record, Records, Stage
from hfcheck.errors import ContentError, InputError
from hfcheck.model import SHANGHAI

AT = datetime(2026, 11, 23, 10, 0, 0, 5, tzinfo=SHANGHAI)
RECORD = Record(
    "core/1",
    "huawei_vrp",
    "netadmin",
    AT,
    AT + timedelta(minutes=5),
    Stage.BEGUN,
    ("#", "sysname A", "return"),
    ("stp bpdu-protection",),
    said=({"line": "stp bpdu-protection", "outcome": "answered", "text": ""},),
)


def test_a_record_comes_back_as_it_was_kept(tmp_path) -> None:
    records = Records(tmp_path)
    path = records.keep(RECORD)
    assert records.last("core/1") == RECORD
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.parent == tmp_path  # a name of a host is no path
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_another_stage_replaces_the_record_and_a_later_one_is_the_last(tmp_path) -> None:
    records = Records(tmp_path)
    first = records.keep(RECORD)
    assert records.keep(dataclasses.replace(RECORD, stage=Stage.SAVED)) == first
    later = dataclasses.replace(RECORD, begun=AT + timedelta(hours=1))
    records.keep(later)
    assert records.last("core/1") == later


def test_a_host_without_a_change_has_no_record(tmp_path) -> None:
    assert Records(tmp_path).last("core/2") is None


@pytest.mark.parametrize("stage", Stage)
def test_only_a_begun_change_is_open(stage) -> None:
    assert dataclasses.replace(RECORD, stage=stage).is_open is (stage is Stage.BEGUN)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"stage": "begun"}'])
def test_a_record_that_cannot_be_read_is_not_taken_for_none(text, tmp_path) -> None:
    records = Records(tmp_path)
    records.keep(RECORD).write_text(text)
    with pytest.raises(InputError, match="expected the record of a change in"):
        records.last("core/1")


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_leads_elsewhere_is_refused(name, tmp_path) -> None:
    with pytest.raises(ContentError, match="expected the name of a host"):
        Records(tmp_path).last(name)
