"""However a session was recorded, an output of VRP or Comware gives the values, or the refusal, of the output alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hfcheck.network.answer import Answered, answer
from hfcheck.network.command import commands
from hfcheck.network.reply import decoded

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network"
CASES = [
    (platform, command.line, path)
    for platform in ("huawei_vrp", "h3c_comware")
    for command in commands(platform).values()
    for path in sorted((FIXTURES / platform / command.slug).glob("*.raw"))
]
# Keeps its lines as they are printed, blank ones and blanks at their ends included.
AS_PRINTED = "display current-configuration"
LOGIN = (
    "Info: The max number of VTY users is 10, and the number\n      of current VTY users on line is 1.\n"
    "      The current login time is 2026-03-02 09:00:11+08:00.\n"
)
COPYRIGHT = (
    "*****************************************************************\n"
    "* Without the owner's prior written consent,                    *\n"
    "* no decompiling or reverse-engineering shall be allowed.       *\n"
    "*****************************************************************\n\n"
)
UNPAGED = "<HJ>screen-length 0 temporary\nInfo: The configuration takes effect on the current user terminal only.\n"
VRP_LOG = "Mar  2 2026 09:00:14+08:00 HJ %%01SHELL/5/CMDRECORD(s)[0]:Recorded command information.\n"
COMWARE_LOG = "%Mar  2 09:00:14:123 2026 HJ SHELL/5/SHELL_LOGOUT: admin logged out.\n"


def paged(wipe: str) -> Callable[[str, str], str]:
    """The output as a person saw it who answered a paging mark after every tenth line."""

    def page(text: str, _line: str) -> str:
        found = text.split("\n")
        marks = [
            f"  ---- More ----{wipe}" if at and at % 10 == 0 and at < len(found) - 1 else "" for at in range(len(found))
        ]
        return "\n".join(mark + line for mark, line in zip(marks, found, strict=True))

    return page


def shortened(line: str) -> str:
    return " ".join(word[: max(3, len(word) - 2)] for word in line.split())


RECORDINGS: Mapping[str, Callable[[str, str], str]] = {
    "carriage returns": lambda text, _: text.replace("\n", "\r\n"),
    "prompts": lambda text, line: f"<HJ>{line}\n{text}\n<HJ>",
    "a view's prompts": lambda text, line: f"[~HJ-GigabitEthernet0/0/1]{line}\n{text}\n[~HJ-GigabitEthernet0/0/1]",
    "a pair's prompts": lambda text, line: f"HRP_M<HJ>{line}\n{text}\nHRP_S<HJ>",
    "several prompts": lambda text, line: f"<HJ>\n<HJ>\n<HJ>{line}\n{text}\n<HJ>\n<HJ>",
    "a shortened line": lambda text, line: f"<HJ>{shortened(line)}\n{text}\n<HJ>",
    "login and paging off": lambda text, line: f"{LOGIN}{UNPAGED}<HJ>{line}\n{text}\n<HJ>quit\n",
    "a copyright notice": lambda text, line: f"{COPYRIGHT}<HJ>{line}\n{text}\n<HJ>",
    "a moment above": lambda text, line: f"<HJ>{line}\n2026-03-02 09:00:14.123 +08:00\n{text}\n<HJ>",
    "messages of VRP behind": lambda text, line: f"<HJ>{line}\n{text}\n<HJ>\n{VRP_LOG}<HJ>",
    "messages of Comware behind": lambda text, line: f"<HJ>{line}\n{text}\n<HJ>{COMWARE_LOG}",
    "pages wiped by VRP": paged("\x1b[42D" + " " * 42 + "\x1b[42D"),
    "pages wiped by older VRP": paged("\x1b[16D" + " " * 16 + "\x1b[16D"),
    "pages wiped without escapes": paged("[16D" + " " * 16 + "[16D"),
    "pages wiped by Comware": paged("\r" + " " * 16 + "\r"),
    "pages on lines of their own": paged("\n"),
    "blanks at the ends": lambda text, _: text.replace("\n", "  \n"),
    "blank lines": lambda text, _: text.replace("\n", "\n\n"),
}
ADDING = frozenset({"pages on lines of their own", "blanks at the ends", "blank lines"})


@pytest.mark.parametrize("recording", RECORDINGS)
def test_a_recording_gives_what_the_output_gives(recording: str) -> None:
    cases = [case for case in CASES if case[1] != AS_PRINTED or recording not in ADDING]
    differing = [
        path.relative_to(FIXTURES)
        for platform, line, path in cases
        if told(answer(platform, line, RECORDINGS[recording](text(path), line)))
        != told(answer(platform, line, text(path)))
    ]
    assert differing == []


def test_chinese_of_an_old_device_gives_the_same_values() -> None:
    chinese = [case for case in CASES if not text(case[2]).isascii() and "\ufffd" not in text(case[2])]
    assert chinese
    for platform, line, path in chinese:
        try:
            raw = text(path).encode("gbk")
        except UnicodeEncodeError:
            continue
        assert told(answer(platform, line, decoded(raw))) == told(answer(platform, line, text(path))), path


def told(found: Answered) -> tuple[object, ...]:
    return found.reply.state, found.values


def text(path: Path) -> str:
    return path.read_bytes().decode()
