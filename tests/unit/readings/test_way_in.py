"""What the readings of the way in make of single settings: a limit that is off, a restriction that is none."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Answer, NotApplicable, NotSeen, Output
from hfcheck.readings import load, read
from hfcheck.readings.parsing import NO_LIMIT

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)


def sshd(*lines: str) -> dict[str, Answer]:
    return read(load("sshd"), Output("\n".join(("port 22", *lines))))


@given(st.integers(0, 900), st.integers(0, 9))
def test_silence_is_interval_times_count_and_none_of_both_never_ends(interval: int, count: int) -> None:
    found = sshd(f"clientaliveinterval {interval}", f"clientalivecountmax {count}")
    assert found["silence_s"] == (interval * count or NO_LIMIT)


def test_a_silence_of_which_half_is_unknown_is_not_seen() -> None:
    assert isinstance(sshd("clientaliveinterval 300")["silence_s"], NotSeen)


def test_no_group_asked_for_is_every_group() -> None:
    assert sshd()["allowgroups"] == ["*"]
    assert sshd("allowgroups ops", "allowgroups audit")["allowgroups"] == ["ops", "audit"]


def test_groups_of_a_key_exchange_count_only_where_it_is_offered() -> None:
    exchange = "kexalgorithms curve25519-sha256,diffie-hellman-group-exchange-sha256"
    assert sshd(exchange, "hf_group_bits 2048")["group_bits"] == 2048
    assert isinstance(sshd(exchange)["group_bits"], NotSeen)
    assert isinstance(sshd("kexalgorithms curve25519-sha256", "hf_group_bits 2048")["group_bits"], NotApplicable)


def test_names_of_variables_that_users_may_set_are_not_no() -> None:
    assert sshd("permituserenvironment LANG")["permituserenvironment"] is True
    assert sshd("permituserenvironment no")["permituserenvironment"] is False


@given(
    st.dictionaries(st.sampled_from(["kernel.sysrq", "net.ipv4.ip_forward", "vm.swappiness"]), st.integers(-1, 2**31))
)
def test_numbers_of_the_kernel_are_read_as_numbers(settings: dict[str, int]) -> None:
    text = "\n".join(("settings", *(f"{key} {value}" for key, value in settings.items())))
    assert read(load("sysctl_declared"), Output(text)) == {"settings": settings}


@given(WORDS)
def test_a_module_is_only_believed_with_a_plain_name(name: str) -> None:
    answer = read(load("modules"), Output(f"modules\nloaded {name}\n"))["loaded"]
    plain = set(name) <= set(string.ascii_lowercase + string.digits + "_")
    assert answer == [name] if plain else isinstance(answer, NotSeen)


def test_an_active_rival_is_named_and_none_is_an_empty_list() -> None:
    rules = "ipv6 no\nrules 0\nstateful no\n"
    assert read(load("firewall"), Output(f"{rules}manager -\nmanager ufw\n"))["managers"] == ["ufw"]
    assert read(load("firewall"), Output(f"{rules}manager -\n"))["managers"] == []
    assert isinstance(read(load("firewall"), Output(rules))["managers"], NotSeen)
