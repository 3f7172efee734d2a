"""One session for all questions: no line twice, another wording only where one is missing, no secret in a document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hfcheck.collect.frame import pack, unpack
from hfcheck.device import source, stream
from hfcheck.device.source import VARIABLES, ask_facts, observe_device, prepare, target_of
from hfcheck.device.target import Target
from hfcheck.errors import ContentError, DeviceUnreachable
from hfcheck.lab.devices import Lab, running, scene
from hfcheck.model import SHANGHAI, NotSeen, Reason
from hfcheck.network.facts import sources
from hfcheck.network.observed import Heard, Outcome
from hfcheck.readings import load, read

NONCE = "0123456789abcdef" * 2
REJECTED = "                 ^\nError: Unrecognized command found at '^' position."
VARS = {
    "ansible_host": "192.0.2.61",
    "ansible_user": "inspect",
    "ansible_password": "planted-7731",
    "device_platform": "huawei_vrp",
}


class Device:
    """Answers lines from a book and takes note of them; whatever is not in it is rejected."""

    def __init__(self, book: dict[str, Heard]) -> None:
        self.book, self.rounds = book, list[list[str]]()

    def ask(self, lines: Sequence[str]) -> list[Heard]:
        self.rounds.append(list(lines))
        return [self.book.get(line, Heard(line, Outcome.ANSWERED, REJECTED)) for line in lines]


def test_the_first_lines_of_all_facts_go_together_and_none_is_put_twice() -> None:
    device = Device({})
    heard = ask_facts("huawei_vrp", ["cpu", "stp_roots", "ospf", "cpu"], device.ask)
    first = [sources("huawei_vrp", fact)[0].line for fact in ("cpu", "stp_roots", "ospf")]
    assert device.rounds[0] == first
    asked = [line for lines in device.rounds for line in lines]
    assert len(asked) == len(set(asked))
    assert [one.line for one in heard["cpu"]] == [source.line for source in sources("huawei_vrp", "cpu")]


def test_facts_with_heavy_answers_wait_until_all_others_were_asked_in_every_wording() -> None:
    device = Device({})
    heard = ask_facts("h3c_comware", ["routes", "arp", "neighbours", "running", "cpu"], device.ask)
    assert list(heard) == ["neighbours", "cpu", "running", "arp", "routes"]
    asked = [[line.removeprefix("display ") for line in lines] for lines in device.rounds]
    assert asked[1:] == [
        ["lldp neighbor-information"],
        ["lldp neighbor-information list"],
        ["current-configuration"],
        ["arp"],
        ["arp all"],
        ["ip routing-table"],
    ]


def test_two_facts_of_one_line_share_its_answer() -> None:
    shared = [fact for fact in ("identity", "serials") if sources("ruijie_os", fact)[0].line == "show version"]
    assert shared == ["identity", "serials"]
    device = Device({})
    heard = ask_facts("ruijie_os", shared, device.ask)
    assert device.rounds == [["show version"]]
    assert heard["identity"] == heard["serials"]


def test_a_fact_that_was_told_is_asked_no_more() -> None:
    line = sources("huawei_vrp", "cpu")[0].line
    text = Path(__file__).parents[2] / "fixtures/readings/device_cpu/huawei.raw"
    told = "\n".join(json.loads(text.read_text(encoding="utf-8"))["asked"][0]["text"])
    device = Device({line: Heard(line, Outcome.ANSWERED, told)})
    heard = ask_facts("huawei_vrp", ["cpu"], device.ask)
    assert device.rounds == [[line]]
    assert [one.line for one in heard["cpu"]] == [line]


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.ANSWERED])
def test_a_line_that_was_not_answered_is_not_put_in_other_words(outcome: Outcome) -> None:
    line = sources("huawei_vrp", "cpu")[0].line
    device = Device({line: Heard(line, outcome)})
    assert ask_facts("huawei_vrp", ["cpu"], device.ask) == {"cpu": [Heard(line, outcome)]}
    # What a message of the log may have disturbed is put once more in the same words.
    assert device.rounds == [[line]] * (2 if outcome in (Outcome.CUT_OFF, Outcome.STRANGE) else 1)


def test_an_answer_that_was_disturbed_is_had_the_second_time() -> None:
    line = sources("huawei_vrp", "cpu")[0].line
    heard = iter([Heard(line, Outcome.CUT_OFF), Heard(line, Outcome.ANSWERED, REJECTED)])
    told = ask_facts(
        "huawei_vrp",
        ["cpu"],
        lambda lines: [next(heard) if one == line else Heard(one, Outcome.ANSWERED, REJECTED) for one in lines],
    )["cpu"]
    assert told[0] == Heard(line, Outcome.ANSWERED, REJECTED)


def test_a_fact_that_the_platform_does_not_tell_is_not_asked() -> None:
    device = Device({})
    assert ask_facts("frr", ["fans"], device.ask) == {"fans": []}
    assert device.rounds == []


def test_secrets_are_hidden_before_anything_is_made_of_a_text() -> None:
    line = sources("huawei_vrp", "running")[0].line
    secret = "planted-7731"
    said = Heard(line, Outcome.STRANGE, f"snmp-agent community read {secret}", f"found: password simple {secret}")
    heard = ask_facts("huawei_vrp", ["running"], Device({line: said}).ask)
    assert secret not in str(heard)
    assert "snmp-agent community read" in heard["running"][0].text


def test_a_target_is_what_the_variables_say() -> None:
    found = target_of(VARS | {"ansible_port": "2222", "device_seconds": 5, "device_legacy_ssh": True}, "switch01")
    assert (found.host, found.port, found.username, found.platform) == ("192.0.2.61", 2222, "inspect", "huawei_vrp")
    assert (found.seconds, found.legacy_ssh, found.password) == (5.0, True, "planted-7731")
    assert found.known_hosts == str(Path.home() / ".ssh/known_hosts")
    assert "planted-7731" not in repr(found)
    assert target_of({name: value for name, value in VARS.items() if name != "ansible_host"}, "sw.example").host == (
        "sw.example"
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"device_platform": "vax_vms"}, "switch01: expected device_platform, one of .*, found 'vax_vms'"),
        ({"device_platform": None}, "switch01: expected device_platform, one of .*, found None"),
        ({"ansible_user": None}, "switch01: expected ansible_user, and ansible_password or"),
        ({"ansible_password": None}, "switch01: expected ansible_user, and ansible_password or"),
        ({"ansible_port": 0}, "switch01: expected ansible_port from 1 to 65535, found 0"),
        ({"ansible_port": "ssh"}, "switch01: expected ansible_port from 1 to 65535, found 'ssh'"),
        ({"ansible_port": 65536}, "switch01: expected ansible_port from 1 to 65535, found 65536"),
        ({"device_legacy_ssh": "yes"}, "switch01: expected true or false for device_legacy_ssh, found 'yes'"),
        ({"device_seconds": 0}, "switch01: expected device_seconds from 1 to 600, found 0"),
        ({"device_seconds": "30"}, "switch01: expected device_seconds from 1 to 600, found '30'"),
    ],
)
def test_variables_that_lead_nowhere_are_refused(change: dict[str, object], why: str) -> None:
    with pytest.raises(ContentError, match=why) as refused:
        target_of(VARS | change, "switch01")
    assert "planted-7731" not in str(refused.value)


def test_the_variables_of_a_target_are_named() -> None:
    assert set(VARS) < set(VARIABLES)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, Path]]:
    """A healthy switch, one that ends the session after five lines, and one whose routes are the end of it."""
    healthy = {"platform": "h3c_comware", "release": "v7"}
    switches = {
        "whole": healthy,
        "short": healthy | {"drop_after": 5},
        "full": healthy | {"cuts": ["display ip routing-table"]},
    }
    directory = tmp_path_factory.mktemp("lab")
    with running(scene({"devices": switches}), directory) as found:
        yield found, directory


def target(lab: tuple[Lab, Path], name: str) -> Target:
    """How to reach a device of the lab."""
    device = lab[0].devices[name]
    spec = device.spec
    known = str(lab[1] / "known_hosts")
    return Target("127.0.0.1", device.port, spec.username, spec.platform, spec.password, known_hosts=known)


REQUESTS = [(name, ()) for name in ("device_fans", "device_power", "device_cpu", "device_memory", "device_vlans")]


def test_sections_come_home_as_those_of_a_script(lab: tuple[Lab, Path]) -> None:
    prepare()
    answered = observe_device(target(lab, "whole"), REQUESTS, NONCE)
    outputs, done = unpack(pack(answered, NONCE), NONCE, REQUESTS, lab[0].devices["whole"].received[0].at)
    found = [read(load(name), output) for (name, _), output in zip(REQUESTS, outputs, strict=True)]
    assert (answered.code, done) == (0, True)
    assert found[0]["faulty"] == []
    assert not any(isinstance(answer, NotSeen) for one in found for answer in one.values())


def test_a_session_that_ended_early_did_not_come_to_its_end(lab: tuple[Lab, Path]) -> None:
    answered = observe_device(target(lab, "short"), REQUESTS, NONCE)
    at = lab[0].devices["short"].received[0].at.astimezone(SHANGHAI)
    outputs, done = unpack(pack(answered, NONCE), NONCE, REQUESTS, at)
    last = read(load("device_vlans"), outputs[-1])["numbers"]
    assert done is False
    assert isinstance(last, NotSeen)
    assert last.reason is Reason.CUT_OFF


def test_a_table_of_routes_that_ends_the_session_costs_nothing_else(lab: tuple[Lab, Path]) -> None:
    requests = [("device_routes", ()), *REQUESTS]
    answered = observe_device(target(lab, "full"), requests, NONCE)
    outputs, done = unpack(pack(answered, NONCE), NONCE, requests, lab[0].devices["full"].received[0].at)
    routes, *others = [read(load(name), output) for (name, _), output in zip(requests, outputs, strict=True)]
    assert done is False
    assert isinstance(routes["count"], NotSeen)
    assert not any(isinstance(answer, NotSeen) for one in others for answer in one.values())


def test_an_answer_that_is_too_long_to_keep_costs_nothing_else(
    lab: tuple[Lab, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "TEXT_LIMIT", 2_000)
    at = lab[0].devices["whole"].received[0].at
    requests = [("device_interfaces", ()), ("device_fans", ()), ("device_power", ())]
    # Every port in full is too long here; routes stand for any table that is asked last.
    monkeypatch.setattr(source, "HEAVY", {"interfaces": 1})
    outputs, done = unpack(pack(observe_device(target(lab, "whole"), requests, NONCE), NONCE), NONCE, requests, at)
    ports, *others = [read(load(name), output) for (name, _), output in zip(requests, outputs, strict=True)]
    assert done is False
    assert "longer than may be kept" in getattr(ports["up"], "detail", "")
    assert not any(isinstance(answer, NotSeen) for one in others for answer in one.values())


def test_readings_of_another_source_are_refused(lab: tuple[Lab, Path]) -> None:
    with pytest.raises(ContentError, match="expected readings of the source device, found uptime"):
        observe_device(target(lab, "whole"), [("uptime", ())], NONCE)


def test_no_session_is_told_from_an_empty_one() -> None:
    nowhere = Target("127.0.0.1", 1, "inspect", "huawei_vrp", "planted-7731", known_hosts="/dev/null")
    with pytest.raises(DeviceUnreachable) as problem:
        observe_device(nowhere, REQUESTS, NONCE)
    assert "127.0.0.1 port 1" in str(problem.value)
    assert "planted-7731" not in str(problem.value)
