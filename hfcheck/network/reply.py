"""Whether what a device printed is an answer at all: a rejected, empty or cut-off output is a state, never data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hfcheck.network.columns import LINES_LIMIT

DETAIL_LIMIT = 200
TEXT_LIMIT = 16_000_000
# A device says why it has no answer in a line or two; more than that is data with a message in it.
MESSAGE_LINES = 3


class State(StrEnum):
    """What an output is worth."""

    OK = "ok"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Reply:
    """One command's output, cleaned. `text` is the answer if `state` is ok and empty otherwise; `detail` says why."""

    platform: str
    command: str
    state: State
    text: str
    detail: str = ""


# A paging mark, and how the device wipes it: blanks between carriage returns, backspaces or cursor movements.
PAGE = re.compile(
    r"[ \t]{0,16}-{2,8} ?More ?(?:\( ?Press '?Q'? to (?:break|quit) ?\) ?)?-{2,8}[ \t]{0,16}"
    # A recording may have lost the escape character itself.
    r"(?P<wipe>(?:\r+ +\r+|\x08+ +\x08+|\x1b?\[[0-9]{1,3}D *(?:\x1b?\[[0-9]{1,3}D)?|\x1b\[[0-9]{0,3}[DJK])*)"
)
ANSI = re.compile(r"\x1b(?:\[[0-9;?]{0,16}[A-Za-z]|[()][A-Z0-9]|[=>78])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# <H3C>, [~HUAWEI-GigabitEthernet0/0/1], HRP_M<FW>, RBM_P[FW], Switch#, SG-6000(M)#; behind it what was typed.
PROMPT = re.compile(
    r"\s{0,8}(?P<prompt>(?:(?:HRP|RBM)_[A-Z]{1,3})?(?:<[^<>]{1,100}>|\[[^\[\]]{1,100}\])"
    r"|[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(?:\([A-Za-z0-9_./ -]{1,40}\))?[#>])(?P<typed>[^\n]{0,500})"
)
ASKS = ("display", "show")
# What a device says to who logs in, before the first prompt.
LOGIN = re.compile(
    r"\bVTY users\b|\b(?:current|last|first) login\b|\bprior written consent\b|\blogin authentication\b", re.IGNORECASE
)
# VRP8 and newer firewalls print the moment above each answer; a clock itself has no thousandths.
STAMP = re.compile(r"\s{0,4}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}(?: ?[+-]\d\d:\d\d)?(?: DST)?\s{0,4}")

CARET = re.compile(r"\s*\^\s*")
# StoneOS says it beside the caret: ^-----unrecognized keyword foo
POINTED = re.compile(r"\^-{2,20} ?(?:unrecognized|incomplete|ambiguous|invalid)\b.{0,400}", re.IGNORECASE)
MESSAGE = re.compile(
    r"(?P<kind>Error|Info|Warning|Tips?|Note|%(?=\s)) {0,8}:? {0,8}(?P<said>\S.{0,400})", re.IGNORECASE
)
DENIED = re.compile(r"(?:Error ?: ?|% )?(?:Permission denied|No permission to run)\b.{0,200}", re.IGNORECASE)
REJECTIONS = re.compile(
    r"(?:unrecognized|incomplete|ambiguous|invalid|unknown) (?:command|parameter|input)|wrong parameter"
    r"|too many parameters|permission|authoriz|privilege|failed to|system is busy|another user",
    re.IGNORECASE,
)
# Words of a device that understood the command, but has no such thing or has it switched off.
ABSENT = re.compile(
    r"\bnot (?:support|exist|enable|configured|running|started|created|installed|present|available|found|active)"
    r"|has not been "
    r"|\bno (?:matching |matched |such )?(?:record|entr|information|neighbor|peer|match|spanning tree instance)",
    re.IGNORECASE,
)


def reply(platform: str, command: str, raw: str) -> Reply:
    """The output of a command as a device printed it, without echo, prompts, paging and control characters."""
    if len(raw) > TEXT_LIMIT or raw.count("\n") > LINES_LIMIT:
        return Reply(platform, command, State.CUT_OFF, "", f"more than {TEXT_LIMIT} characters or {LINES_LIMIT} lines")
    if _ends_paging(raw):
        return Reply(platform, command, State.CUT_OFF, "", "the output ends in a paging mark")
    lines = plain(raw).split("\n")
    strange = _another_command(lines, command)
    if strange:
        return Reply(platform, command, State.UNREADABLE, "", f"the echo of another command: {strange}"[:DETAIL_LIMIT])
    text = "\n".join(_without_echo(lines, command)).strip("\n")
    state, detail = _state([line for line in text.split("\n") if line.strip()])
    return Reply(platform, command, state, text if state is State.OK else "", detail[:DETAIL_LIMIT])


def decoded(raw: bytes) -> str:
    """What a device sent as text: UTF-8, or the GBK of older ones (as GB 18030); a byte of neither becomes U+FFFD."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _ends_paging(raw: str) -> bool:
    marks = list(PAGE.finditer(raw))
    # The wipe comes with the page that follows: a mark at the end was never answered.
    return bool(marks) and not marks[-1]["wipe"] and not raw[marks[-1].end() :].strip()


def plain(raw: str) -> str:
    """What a person at a terminal would read: paging marks with their wipes, colours and control characters gone."""
    paged = PAGE.sub("", raw)
    return CONTROL.sub("", ANSI.sub("", paged).replace("\r", ""))


def _another_command(lines: Sequence[str], command: str) -> str:
    for line in lines:
        found = PROMPT.fullmatch(line)
        typed = found["typed"].strip() if found else ""
        if _asks(typed) and not _abbreviates(typed.split(), command.split()):
            return typed
    return ""


def _asks(typed: str) -> bool:
    verb = typed.partition(" ")[0]
    return len(verb) > 1 and any(ask.startswith(verb) for ask in ASKS)


def _without_echo(lines: Sequence[str], command: str) -> list[str]:
    kept = _behind_echo(lines, command)
    while kept and not kept[0].strip():
        kept.pop(0)
    if kept and _abbreviates(kept[0].split(), command.split()):
        kept.pop(0)
    if kept and STAMP.fullmatch(kept[0]):
        kept.pop(0)
    while kept and (not kept[-1].strip() or _is_prompt(kept[-1])):
        kept.pop()
    return kept


def _behind_echo(lines: Sequence[str], command: str) -> list[str]:
    """What belongs to the command where it is echoed: not the login before, nor what was typed and said in between."""
    echoing = {prompt for line in lines if (prompt := _echoing(line, command))}
    if not echoing:
        return list(lines)
    kept: list[str] = []
    first = next(at for at, line in enumerate(lines) if _echoing(line, command))
    # A recording may begin behind an echo, and go on with another answer to the same command.
    is_answer = not any(LOGIN.search(line[:400]) for line in lines[:first])
    for line in lines:
        found = PROMPT.fullmatch(line)
        if found is not None and found["prompt"] in echoing:
            is_answer = bool(_echoing(line, command))
        elif is_answer:
            kept.append(line)
    return kept


def _echoing(line: str, command: str) -> str:
    """The prompt at which the command is echoed in this line, or nothing."""
    found = PROMPT.fullmatch(line)
    return found["prompt"] if found and _abbreviates(found["typed"].split(), command.split()) else ""


def _is_prompt(line: str) -> bool:
    found = PROMPT.fullmatch(line)
    return found is not None and not found["typed"].strip()


def _abbreviates(typed: Sequence[str], command: Sequence[str]) -> bool:
    """Whether typed words are the command's, each perhaps shortened as a device allows."""
    same = len(typed) == len(command) > 0
    return same and all(word.startswith(short) for short, word in zip(typed, command, strict=True))


def _state(lines: Sequence[str]) -> tuple[State, str]:
    """A state from the lines that hold something: the first or the last one rejects, or all are messages."""
    if not lines:
        return State.EMPTY, "the device printed nothing"
    said = [line for line in lines if not CARET.fullmatch(line)]
    if not said:
        return State.REJECTED, "a caret without a message"
    below = (second for first, second in pairwise(lines) if CARET.fullmatch(first))
    rejecting = next((line for line in (said[0], said[-1], *below) if _rejects(line)), None)
    if rejecting is not None:
        return State.REJECTED, " ".join(rejecting.split())
    if len(said) <= MESSAGE_LINES and all(
        MESSAGE.fullmatch(line.strip()) or ABSENT.search(line[:400]) for line in said
    ):
        return _refusal(said), " ".join(" ".join(said).split())
    return State.OK, ""


def _rejects(line: str) -> bool:
    found = MESSAGE.fullmatch(line.strip())
    rejected = found is not None and found["kind"].lower() in ("error", "%") and REJECTIONS.search(found["said"])
    return bool(rejected or DENIED.fullmatch(line.strip()) or POINTED.fullmatch(line.strip()))


def _refusal(said: Sequence[str]) -> State:
    errors = any(line.lstrip().lower().startswith(("error", "%")) for line in said)
    absent = any(ABSENT.search(line[:400]) for line in said)
    return State.REJECTED if errors and not absent else State.UNSUPPORTED
