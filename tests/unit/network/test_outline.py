"""Configurations of VRP and Comware in sections, whatever stands in them."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hfcheck.network.facts import Configuration
from hfcheck.network.outline import outline, snmp_versions
from hfcheck.network.redaction import redact
from hfcheck.network.settings import Settings
from hfcheck.readings.parsing import Unreadable

from .devices import EXAMPLES

BANNER = re.compile(r"header (?P<kind>login) (?P<text>.*\S.*)")


def sections(*lines: str) -> dict[str, tuple[str, ...]]:
    return dict(outline(lines, BANNER).bodies)


def test_indented_lines_belong_to_the_heading_before_them() -> None:
    assert sections("#", "aaa", " domain default", " #", "  deeper  still", "vlan 1", "#", "return") == {
        "aaa": ("domain default", "deeper still"),
        "vlan 1": (),
        "return": (),
    }


def test_behind_a_mark_an_indented_line_is_global() -> None:
    assert sections("#", " sysname A", " clock protocol ntp", "#", "line vty 0 4", " idle-timeout 5 0", "#") == {
        "sysname A": (),
        "clock protocol ntp": (),
        "line vty 0 4": ("idle-timeout 5 0",),
    }


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("header login Welcome",), "Welcome"),
        (("header login 仅限授权人员",), "仅限授权人员"),
        (("header login %Welcome%",), "Welcome"),
        (("header login ***Welcome***",), "**Welcome**"),
        (("header login %", "one", " two", "%"), "one\n two"),
        (("header login %one", "two%"), "one\ntwo"),
    ],
)
def test_banners(lines: tuple[str, ...], text: str) -> None:
    found = outline((*lines, "stp enable"), BANNER)
    assert (found.banners, found.heads) == ({"login": text}, ("stp enable",))


def test_what_the_agent_speaks() -> None:
    assert snmp_versions(("snmp-agent", "snmp-agent sys-info version all", "undo snmp-agent sys-info version v1")) == (
        "v2c",
        "v3",
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_hiding_secrets_hides_no_setting(name: str) -> None:
    example = EXAMPLES[name]
    raw, hidden = (Configuration(tuple(text.split("\n"))) for text in (example.text, redact(example.text)))
    assert example.settings.settings(hidden) == example.settings.settings(raw)


@pytest.mark.parametrize("name", EXAMPLES)
def test_hostile_configurations_are_read_or_refused(name: str) -> None:
    example = EXAMPLES[name]
    lines = example.text.split("\n")
    words = st.sampled_from([*lines, *" ".join(lines).split(), "header login %", "banner login ^C", "\x00", "é" * 99])
    configurations = st.lists(st.lists(words, max_size=4).map(" ".join), max_size=30)

    @examples(max_examples=80, deadline=None)
    @given(configurations)
    def check(found: list[str]) -> None:
        with contextlib.suppress(Unreadable):
            assert isinstance(example.settings.settings(Configuration(tuple(found))), Settings)

    check()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_long_configuration_is_read_in_time_that_grows_with_it(name: str) -> None:
    example = EXAMPLES[name]
    vty = "user-interface vty" if "user-interface vty" in example.text else "line vty"
    mark = example.rules.mark
    ranges = [line for at in range(20_000) for line in (f"{vty} {at // 900} {at % 900}", " shutdown", mark)]
    ports = [line for at in range(20_000) for line in (f"interface GE{at}", " shutdown", mark)]
    found = example.settings.settings(Configuration((mark, *ranges, *ports, "return")))
    assert (len(found.vty_acl), len(found.shut_ports)) == (20_000, 20_000)
