from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import load, read
from tests.unit.readings import planted

numbers = st.lists(st.integers(0, 400), min_size=3, max_size=6)


def answers(running: str, installed: list[str]) -> dict[str, Answer]:
    lines = [f"running {running}", *(f"kernel {each}" for each in installed)]
    return read(load("updates"), Output("\n".join(lines)))


def release(parts: list[int]) -> str:
    return ".".join(map(str, parts[:3])) + "".join(f"-{each}" for each in parts[3:]) + "-amd64"


def test_numbers_of_releases_are_not_compared_as_text() -> None:
    assert answers("6.1.0-9-amd64", ["6.1.0-9-amd64", "6.1.0-20-amd64"])["kernel_is_newest"] is False
    assert answers("5.10.0-60.18.0.oe2203.x86_64", ["5.10.0-60.5.0.oe2203.x86_64"])["kernel_is_newest"] is True


@given(numbers, numbers)
def test_of_two_kernels_exactly_the_later_is_newest(one: list[int], two: list[int]) -> None:
    assume(one != two and len(one) == len(two))
    both = [release(one), release(two)]
    seen = [answers(each, both)["kernel_is_newest"] for each in both]
    assert seen == [one > two, two > one]


@given(numbers)
def test_a_waiting_kernel_asks_for_a_reboot(parts: list[int]) -> None:
    newer = [parts[0] + 1, *parts[1:]]
    assert answers(release(parts), [release(newer)])["reboot_required"] is True


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="asks apt")
@pytest.mark.parametrize("shell", planted.SHELLS)
def test_apt_without_lists_is_not_a_host_without_updates(shell: list[str], tmp_path: Path) -> None:
    planted.plant(tmp_path, {"/var/lib/apt/lists/partial/x": "", "/boot/vmlinuz-0.1": ""})
    found = planted.answers(shell, "updates", tmp_path)
    for name in ("pending", "pending_security"):
        answer = found[name]
        assert isinstance(answer, NotSeen)
        assert answer.reason is Reason.NO_ANSWER
    assert found["kernel_is_newest"] is True
