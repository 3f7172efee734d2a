"""hfcheck parse of network gear: values as JSON and 0, or a state with its reason and 1."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from hfcheck.cli.parse import COMMAND
from hfcheck.errors import ContentError, InputError

CLOCK = "<HH-CORE>display clock\r\n10:04:31 怀化 Mon 11/23/2026\r\n<HH-CORE>"


def run(line: str, raw: bytes, platform: str = "h3c_comware") -> Result:
    return CliRunner().invoke(COMMAND, [line, "--platform", platform], input=raw)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_values_are_printed_whatever_the_devices_encoding(encoding: str) -> None:
    result = run("display clock", CLOCK.encode(encoding))
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "time": "2026-11-23T10:04:31",
        "zone": "怀化",
        "offset_minutes": None,
        "summer_time": None,
    }


@pytest.mark.parametrize(
    ("raw", "state", "detail"),
    [
        (
            b"      ^\r\n % Unrecognized command found at '^' position.",
            "rejected",
            "% Unrecognized command found at '^'",
        ),
        (b"<HH-CORE>", "empty", "the device printed nothing"),
        (b"10:04:31 UTC\r\n---- More ----", "cut_off", "the output ends in a paging mark"),
        (b"10:04:31 UTC", "unreadable", "expected a time, a zone and a date, found '10:04:31 UTC'"),
        (b"<HH-CORE>display arp\r\n10:04:31", "unreadable", "the echo of another command: display arp"),
    ],
)
def test_what_is_no_answer_ends_1_with_its_reason(raw: bytes, state: str, detail: str) -> None:
    result = run("display clock", raw)
    assert result.exit_code == 1
    said = json.loads(result.output)
    assert said["state"] == state
    assert said["detail"].startswith(detail)


def test_an_unknown_command_or_platform_is_refused() -> None:
    assert isinstance(run("display nothing", b"").exception, ContentError)
    refusal = run("volumes", b"", platform="ios").exception
    assert isinstance(refusal, InputError)
    assert str(refusal).startswith("expected a platform of ['linux', 'station', 'cisco_ios', ")
