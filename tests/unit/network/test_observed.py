"""The document of a session: what a device said is one fact, or why there is none, and nothing else is believed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.facts import Adjacency, sources
from hfcheck.network.observed import Heard, Missing, Outcome, document, fact_of, told
from hfcheck.network.reply import State
from hfcheck.readings.parsing import Unreadable

REJECTED = "                 ^\nError: Unrecognized command found at '^' position."
ABSENT = "Info: The function is not enabled."
BGP = (
    "BGP local router ID : 10.255.0.9\nLocal AS number : 65000\n\nTotal number of peers : 1\n"
    "Peers in established state : 1\n\n"
    "  Peer            V    AS  MsgRcvd  MsgSent  OutQ  Up/Down       State PrefRcv\n"
    "  10.255.0.1      4 65001      100      100     0 0033h40m Established       5\n"
)


def heard(*texts: tuple[Outcome, str], fact: str = "ospf") -> list[Heard]:
    """The lines that VRP has for a fact, each with what came back."""
    lines = [source.line for source in sources("huawei_vrp", fact)]
    return [Heard(line, outcome, text) for line, (outcome, text) in zip(lines, texts, strict=False)]


def test_a_document_gives_the_fact_that_was_heard() -> None:
    text = document("huawei_vrp", "bgp", [Heard("display bgp peer", Outcome.ANSWERED, BGP)])
    (peer,) = fact_of(text)
    assert isinstance(peer, Adjacency)
    assert (peer.neighbour, peer.up, peer.prefixes) == ("10.255.0.1", True, 5)
    assert json.loads(text)["asked"][0]["text"] == BGP.split("\n")


@pytest.mark.parametrize(
    ("texts", "state", "outcome"),
    [
        (((Outcome.ANSWERED, REJECTED), (Outcome.ANSWERED, REJECTED)), State.REJECTED, Outcome.ANSWERED),
        (((Outcome.ANSWERED, ABSENT), (Outcome.ANSWERED, REJECTED)), State.UNSUPPORTED, Outcome.ANSWERED),
        (((Outcome.ANSWERED, REJECTED), (Outcome.ANSWERED, ABSENT)), State.UNSUPPORTED, Outcome.ANSWERED),
        (((Outcome.ANSWERED, "gibberish"), (Outcome.ANSWERED, ABSENT)), State.UNREADABLE, Outcome.ANSWERED),
        (((Outcome.TIMED_OUT, ""), (Outcome.ANSWERED, ABSENT)), None, Outcome.TIMED_OUT),
        (((Outcome.ANSWERED, ABSENT), (Outcome.CUT_OFF, BGP)), None, Outcome.CUT_OFF),
        (((Outcome.ANSWERED, ""), (Outcome.ANSWERED, REJECTED)), State.EMPTY, Outcome.ANSWERED),
    ],
)
def test_of_several_lines_without_a_fact_the_most_telling_counts(
    texts: tuple[tuple[Outcome, str], ...], state: State | None, outcome: Outcome
) -> None:
    missing = fact_of(document("huawei_vrp", "ospf", heard(*texts)))
    assert isinstance(missing, Missing)
    assert (missing.state, missing.outcome) == (state, outcome)


def test_a_fact_without_a_command_says_so() -> None:
    missing = fact_of(document("frr", "fans", []))
    assert missing == Missing(None, "no command of frr tells fans")


def test_a_section_may_hold_the_documents_of_several_facts() -> None:
    text = document("huawei_vrp", "bgp", [Heard("display bgp peer", Outcome.ANSWERED, BGP)])
    found = told(f"{text}\n{document('huawei_vrp', 'fans', [])}\n")
    assert found.platform == "huawei_vrp"
    assert list(found.facts) == ["bgp", "fans"]
    assert isinstance(found.facts["fans"], Missing)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "expected the documents of one device, found"),
        ("no document", "expected the JSON document of a session, found 'no document'"),
        ("[]", "expected the JSON document"),
        ('{"platform": "huawei_vrp"}', "expected the JSON document"),
        (document("huawei_vrp", "fans", [])[:-2], "expected the JSON document"),
        (document("huawei_vrp", "fans", []) + document("frr", "fans", []), "expected the documents of one device"),
        (document("huawei_vrp", "fans", []) + document("huawei_vrp", "cpu", []), "expected the document of one fact"),
        (document("vax_vms", "fans", []), "expected a known platform and fact, found 'vax_vms', 'fans'"),
        (document("frr", "weather", []), "expected a known platform and fact, found 'frr', 'weather'"),
        ('{"platform": "frr", "fact": "fans", "asked": [{"line": "x"}]}', "expected the JSON document"),
        (
            document("frr", "fans", [Heard("x", Outcome.STRANGE)]).replace("strange", "guessed"),
            "'guessed' is not a valid Outcome",
        ),
        (
            document("huawei_vrp", "fans", [Heard("display version", Outcome.ANSWERED, "x")]),
            "expected a command of huawei_vrp that tells fans, found 'display version'",
        ),
    ],
)
def test_nothing_but_a_document_is_believed(text: str, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        fact_of(text)
    assert why in str(refused.value)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_document_that_was_touched_is_refused_or_says_what_it_holds(data: st.DataObject) -> None:
    text = document("huawei_vrp", "bgp", [Heard("display bgp peer", Outcome.ANSWERED, BGP)])
    at = data.draw(st.integers(0, len(text)))
    touched = text[:at] + data.draw(st.text(max_size=4)) + text[at + data.draw(st.integers(0, 4)) :]
    try:
        found = told(touched).facts
    except Unreadable:
        return
    assert set(found) == {"bgp"}
