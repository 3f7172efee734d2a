"""Every written output of every platform gives exactly the written values, or the written refusal.

A case named hostile… is refused. Its `.json` holds the state and the detail of the reply, or, as {"refused": …}, a part
of the parser's own message.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hfcheck.network.answer import answer
from hfcheck.network.command import PLATFORMS
from hfcheck.network.redaction import redact
from hfcheck.network.reply import State
from hfcheck.readings.parsing import Unreadable

from .written import COMMANDS, FIXTURES, cases, text

CASES = [(*key, raw) for key in COMMANDS for raw in cases(*key)]
EACH_COMMAND = pytest.mark.parametrize(("platform", "slug"), COMMANDS)
REJECTIONS = {
    "cisco_ios": "            ^\n% Invalid input detected at '^' marker.",
    "frr": "% Unknown command: show nothing",
    "h3c_comware": " ^\n % Unrecognized command found at '^' position.",
    "hillstone_stoneos": "     ^-----unrecognized keyword nothing",
    "huawei_vrp": "Error: Unrecognized command found at '^' position.",
    "ruijie_os": "     ^\n% Invalid input detected at '^' marker.",
}
# Where not every command has a refusal of its own among its cases.
PARTLY_REFUSED = frozenset({"frr", "h3c_comware"})
# It tells how good the secrets themselves are.
OF_SECRETS = ("huawei_vrp", "display_snmp_agent_community_read")
# Commands that print the same table, so that nothing in an output says which of them was asked.
ALIKE = {
    "cisco_ios": [{"show_running_config", "show_startup_config"}],
    "frr": [{"show_bgp_summary_json", "show_ip_ospf_neighbor_json", "show_ip_route_json"}],
    "h3c_comware": [
        {"display_counters_inbound_interface", "display_counters_outbound_interface"},
        {"display_interface", "display_ip_interface"},
        {"display_lldp_neighbor_information", "display_lldp_neighbor_information_verbose"},
    ],
    "hillstone_stoneos": [{"show_configuration", "show_configuration_startup"}],
    "ruijie_os": [
        {"show_bgp_ipv4_unicast_summary", "show_ip_bgp_summary"},
        {"show_interfaces_transceiver", "show_interfaces_transceiver_diagnosis"},
        {"show_running_config", "show_startup_config"},
    ],
}


def each(found: list[tuple[str, str, Path]]) -> pytest.MarkDecorator:
    ids = [f"{platform}-{slug}-{raw.stem}" for platform, slug, raw in found]
    return pytest.mark.parametrize(("platform", "slug", "raw"), found, ids=ids)


def expected(raw: Path) -> dict[str, Any]:
    found = json.loads(raw.with_suffix(".json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def is_refusal(raw: Path) -> bool:
    return raw.stem.startswith("hostile") or "refused" in expected(raw)


@each(CASES)
def test_a_written_output_gives_the_written_values(platform: str, slug: str, raw: Path) -> None:
    command, wanted = COMMANDS[platform, slug], expected(raw)
    if "refused" in wanted:
        with pytest.raises(Unreadable) as refusal:
            command.parse(text(raw))
        assert wanted["refused"] in str(refusal.value)
    else:
        found = answer(platform, command.line, text(raw))
        is_ok = found.reply.state is State.OK
        assert (found.values if is_ok else {"state": found.reply.state.value, "detail": found.reply.detail}) == wanted
        assert is_ok is not is_refusal(raw)


@each([case for case in CASES if case[:2] != OF_SECRETS])
def test_an_output_whose_secrets_are_hidden_gives_the_same_values(platform: str, slug: str, raw: Path) -> None:
    line, printed = COMMANDS[platform, slug].line, text(raw)
    assert answer(platform, line, redact(printed)).values == answer(platform, line, printed).values


@EACH_COMMAND
def test_every_command_has_a_case_and_documents_its_values(platform: str, slug: str) -> None:
    answers = [raw for raw in cases(platform, slug) if not is_refusal(raw)]
    assert answers, "expected a written output, found none"
    for raw in answers:
        assert expected(raw).keys() == COMMANDS[platform, slug].values.keys()


@pytest.mark.parametrize(("platform", "slug"), [key for key in COMMANDS if key[0] not in PARTLY_REFUSED])
def test_every_command_has_a_refusal(platform: str, slug: str) -> None:
    assert any(map(is_refusal, cases(platform, slug))), "expected a written refusal, found none"


@EACH_COMMAND
def test_the_output_of_another_command_is_refused(platform: str, slug: str) -> None:
    believed = []
    alike = {slug}.union(*(group for group in ALIKE.get(platform, []) if slug in group))
    for other, name, raw in CASES:
        if other == platform and name not in alike:
            try:
                COMMANDS[platform, slug].parse(text(raw))
            except Unreadable:
                continue
            believed.append(f"{name}/{raw.stem}")
    assert believed == []


@EACH_COMMAND
@pytest.mark.parametrize("printed", ["", "\n \n", None], ids=["nothing", "blanks", "rejection"])
def test_nothing_and_a_rejection_are_refused(platform: str, slug: str, printed: str | None) -> None:
    with pytest.raises(Unreadable):
        COMMANDS[platform, slug].parse(REJECTIONS[platform] if printed is None else printed)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_case_is_left_over(platform: str) -> None:
    known = [raw for name, _, raw in CASES if name == platform]
    assert {path.name for path in (FIXTURES / platform).glob("*")} == {raw.parent.name for raw in known}
    found = {path.with_suffix("") for path in (FIXTURES / platform).glob("*/*")}
    assert found == {raw.with_suffix("") for raw in known}
