"""The reading source `device`: one session with a piece of network gear, and what it said to all questions of a round.

The facts that the readings name are asked together, each line at most once a session. Every text has its secrets hidden
before it becomes part of a document.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hfcheck.collect.frame import Answered, framed
from hfcheck.collect.script import Request
from hfcheck.device.session import Session
from hfcheck.device.target import Target
from hfcheck.errors import ContentError
from hfcheck.model import SHANGHAI, Output
from hfcheck.network.command import PLATFORMS
from hfcheck.network.facts import sources
from hfcheck.network.observed import Heard, Missing, Outcome, document, read
from hfcheck.network.redaction import redact
from hfcheck.readings import load

# The variables of a host that lead to it; those of Ansible itself keep Ansible's names.
VARIABLES = (
    "ansible_host",
    "ansible_port",
    "ansible_user",
    "ansible_password",
    "ansible_ssh_private_key_file",
    "ansible_become_password",
    "device_platform",
    "device_known_hosts",
    "device_legacy_ssh",
    "device_seconds",
)
# What a device may take: less than the plays' timeout (300 s), so that what it did answer comes home.
SESSION_SECONDS = 240.0
KNOWN_HOSTS = "~/.ssh/known_hosts"
# Facts whose answers may be too long to wait for or to keep, which ends a session: asked behind all others, in this
# order and in groups. A full table of routes then costs nothing but itself.
HEAVY = {"running": 1, "startup": 1, "log": 1, "macs": 2, "arp": 2, "routes": 3}
UNENDED = frozenset({Outcome.CUT_OFF, Outcome.UNASKED})
DISTURBED = frozenset({Outcome.CUT_OFF, Outcome.STRANGE})
Ask = Callable[[Sequence[str]], Sequence[Heard]]


def prepare() -> None:
    """Load what every session needs, before processes are forked that would each load it again."""
    for platform in PLATFORMS:
        sources(platform, "identity")


def target_of(variables: Mapping[str, Any], name: str) -> Target:
    """The target of a host's variables (VARIABLES, resolved); `name` is the host. Raises ContentError."""
    known = {key: variables[key] for key in VARIABLES if variables.get(key) is not None}
    if known.get("device_platform") not in PLATFORMS:
        raise ContentError(
            f"{name}: expected device_platform, one of {', '.join(PLATFORMS)}, found {known.get('device_platform')!r}"
        )
    if "ansible_user" not in known or not known.keys() & {"ansible_password", "ansible_ssh_private_key_file"}:
        raise ContentError(f"{name}: expected ansible_user, and ansible_password or ansible_ssh_private_key_file")
    return Target(
        host=str(known.get("ansible_host", name)),
        port=_port(known.get("ansible_port", 22), name),
        username=str(known["ansible_user"]),
        platform=str(known["device_platform"]),
        password=_text(known.get("ansible_password")),
        key_file=_path(known.get("ansible_ssh_private_key_file")),
        known_hosts=_path(known.get("device_known_hosts", KNOWN_HOSTS)) or KNOWN_HOSTS,
        legacy_ssh=_flag(known.get("device_legacy_ssh", False), name),
        seconds=_seconds(known.get("device_seconds", 30), name),
        enable_password=_text(known.get("ansible_become_password")),
    )


def observe_device(target: Target, requests: Sequence[Request], nonce: str) -> Answered:
    """Put `requests` to a device in one session; framed as a script's answer, one section a request.

    Raises DeviceUnreachable when there is no session at all, ContentError for a reading of another source.
    """
    strange = sorted({name for name, _ in requests if load(name).source != "device"})
    if strange:
        raise ContentError(f"expected readings of the source device, found {', '.join(strange)}")
    facts = dict.fromkeys(fact for name, _ in requests for fact in load(name).facts)
    taken_at, until = datetime.now(tz=SHANGHAI), time.monotonic() + SESSION_SECONDS
    with Session.open(target) as session:
        heard = ask_facts(target.platform, facts, functools.partial(session.ask_all, until=until))
    documents = {fact: document(target.platform, fact, rows) for fact, rows in heard.items()}
    outputs = [
        Output("\n".join(documents[fact] for fact in load(name).facts), "", 0, arguments, taken_at)
        for name, arguments in requests
    ]
    ended = not any(one.outcome in UNENDED for rows in heard.values() for one in rows)
    return framed(outputs, nonce, ended=ended)


def ask_facts(platform: str, facts: Iterable[str], ask: Ask) -> Mapping[str, Sequence[Heard]]:
    """What was heard of each fact: its lines are put in their order until one tells it.

    None is put twice unless a message of the log disturbed its answer. The first lines of all facts go together, then
    the second ones of those facts that are still missing, and so on; behind them those with heavy answers.
    """
    heard: dict[str, list[Heard]] = {fact: [] for fact in sorted(facts, key=_weight)}
    known: dict[str, Heard] = {}
    left = {fact: [source.line for source in sources(platform, fact)] for fact in heard}
    while left := {fact: lines for fact, lines in left.items() if lines}:
        lightest = min(map(_weight, left))
        turn = {fact: lines for fact, lines in left.items() if _weight(fact) == lightest}
        wanted = dict.fromkeys(lines[0] for lines in turn.values())
        known |= {one.line: _plain(one) for one in _undisturbed(ask, [line for line in wanted if line not in known])}
        for fact, lines in turn.items():
            one = known[lines.pop(0)]
            heard[fact].append(one)
            # Another wording helps where this one was answered and told nothing; a silent device stays silent.
            if lines and (one.outcome is not Outcome.ANSWERED or not isinstance(read(platform, fact, one), Missing)):
                lines.clear()
    return heard


def _undisturbed(ask: Ask, lines: Sequence[str]) -> Iterator[Heard]:
    """What came of each line; one whose answer a message of the log disturbed is put once more."""
    first = ask(lines)
    disturbed = [one.line for one in first if one.outcome in DISTURBED]
    again = {one.line: one for one in ask(disturbed) if one.outcome is Outcome.ANSWERED} if disturbed else {}
    return (again.get(one.line, one) for one in first)


def _weight(fact: str) -> int:
    return HEAVY.get(fact, 0)


def _plain(one: Heard) -> Heard:
    return replace(one, text=redact(one.text), detail=redact(one.detail))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _path(value: Any) -> str | None:
    return None if value is None else str(Path(str(value)).expanduser())


def _port(value: Any, name: str) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):
        raise ContentError(f"{name}: expected ansible_port from 1 to 65535, found {value!r}")
    return int(text)


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise ContentError(f"{name}: expected true or false for device_legacy_ssh, found {value!r}")
    return value


def _seconds(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 600:
        raise ContentError(f"{name}: expected device_seconds from 1 to 600, found {value!r}")
    return float(value)
