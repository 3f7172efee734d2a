"""A name's addresses are those that were answered, and silence is not an empty list."""

from __future__ import annotations

import ipaddress
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Answer, NotSeen, Output
from hfcheck.readings import read
from hfcheck.readings.probe_dns import READING


def answers(**facts: object) -> dict[str, Answer]:
    """What the reading says of a document."""
    known = {"outcome": "answered", "rcode": "NOERROR", "query_ms": 3.5, "records": ["203.0.113.11"]}
    return read(READING, Output(json.dumps(known | facts)))


@given(st.lists(st.ip_addresses().map(str), min_size=1, max_size=6))
def test_addresses_are_sorted_once_each_and_normal(records: list[str]) -> None:
    found = answers(records=records)["addresses"]
    assert found == sorted({str(ipaddress.ip_address(record)) for record in records})


@pytest.mark.parametrize(("rcode", "outcome"), [("NXDOMAIN", "no_such_name"), ("NOERROR", "no_addresses")])
def test_a_name_without_addresses_never_gives_an_empty_list(rcode: str, outcome: str) -> None:
    found = answers(rcode=rcode, records=[])
    assert found["outcome"] == outcome
    assert found["latency_ms"] == 3.5
    assert isinstance(found["addresses"], NotSeen)


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED", "FORMERR", "NOTIMP", ""])
def test_a_server_that_refuses_says_nothing_of_the_name(rcode: str) -> None:
    assert all(isinstance(answer, NotSeen) for answer in answers(rcode=rcode).values())


@pytest.mark.parametrize("records", [None, "203.0.113.11", [1], [["203.0.113.11"]], ["203.0.113.256"], {"a": 1}])
def test_what_is_no_list_of_addresses_is_refused(records: object) -> None:
    assert all(isinstance(answer, NotSeen) for answer in answers(records=records).values())


@pytest.mark.parametrize("outcome", ["no_network", "timed_out"])
def test_without_an_answer_nothing_is_seen(outcome: str) -> None:
    assert all(isinstance(answer, NotSeen) for answer in answers(outcome=outcome, rcode=None).values())
