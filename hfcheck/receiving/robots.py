"""Chat robots (群机器人) of WeCom and DingTalk: what the ledger was told for the first time goes out as one text.

What waits for a robot is one file a letter in its outbox, so that a robot that cannot be reached hears of it later, and
a burst is one message: both allow twenty messages a minute. A robot's address holds its secret and is never shown.
"""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import httpx
import orjson

from hfcheck.errors import InputError
from hfcheck.ledger.files import make_directory, publish
from hfcheck.model import SHANGHAI
from hfcheck.receiving.tokens import private_files, read_secret

KINDS = ("wecom", "dingtalk")
SHOWN = 20
BATCH = 200
SECONDS = 10.0
# WeCom cuts a text at 2048 bytes; a character of ours has three.
TEXT_LIMIT = 2000
SEVERITIES: Mapping[str, str] = {"critical": "紧急", "high": "高", "medium": "中", "low": "低"}


@dataclass(frozen=True, slots=True)
class Robot:
    """One robot. `secret`: what DingTalk's signature is made with, or ""."""

    name: str
    kind: str
    address: str
    secret: str
    outbox: Path

    def put(self, letter: str, events: Sequence[Mapping[str, Any]]) -> None:
        """Keep what a letter told until it is sent."""
        if events:
            publish(self.outbox / f"{letter}.json", orjson.dumps([sentence(event) for event in events]))

    async def send(self, client: httpx.AsyncClient) -> None:
        """Send what waits, as one text; raises InputError, without the address, for a robot that did not take it."""
        waiting = sorted(path for path in self.outbox.iterdir() if path.suffix == ".json")
        if not waiting:
            return
        batch = waiting[:BATCH]
        lines = [line for path in batch for line in orjson.loads(path.read_bytes())]
        content = {"msgtype": "text", "text": {"content": text(lines)}}
        try:
            answer = await client.post(self._target(), json=content, timeout=SECONDS)
            code = answer.json()["errcode"] if answer.is_success else f"status {answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as problem:
            raise InputError(f"expected robot {self.name} to answer, found {type(problem).__name__}") from None
        if code != 0:
            raise InputError(f"expected robot {self.name} to take a message, found {str(code)[:60]}")
        for path in batch:
            path.unlink()

    def _target(self) -> str:
        if not self.secret:
            return self.address
        stamp = str(round(time.time() * 1000))
        signed = hmac.new(self.secret.encode(), f"{stamp}\n{self.secret}".encode(), sha256).digest()
        return f"{self.address}&timestamp={stamp}&sign={quote_plus(base64.b64encode(signed))}"


def robots(directory: Path, outbox: Path) -> tuple[Robot, ...]:
    """The robots of a directory: `<name>.wecom` or `<name>.dingtalk`, its address on the first line, DingTalk's
    signing secret on the second. Raises InputError, which never shows an address."""
    make_directory(outbox)
    return tuple(_robot(path, outbox) for path in private_files(directory))


def _robot(path: Path, outbox: Path) -> Robot:
    kind, lines = path.suffix.removeprefix("."), read_secret(path).splitlines()
    if kind not in KINDS:
        raise InputError(f"expected a robot's file to end in {' or '.join(KINDS)}, found {path.name}")
    most = KINDS.index(kind) + 1
    if not 1 <= len(lines) <= most or not lines[0].startswith(("https://", "http://127.0.0.1:")):
        raise InputError(f"expected in {path} an https address on at most {most} line(s), found something else")
    own = outbox / path.name
    make_directory(own)
    return Robot(path.name, kind, lines[0].strip(), "".join(lines[1:]).strip(), own)


def sentence(event: Mapping[str, Any]) -> str:
    """An event of an alarm as one Chinese line."""
    at = f"{datetime.fromisoformat(str(event['at'])).astimezone(SHANGHAI):%m-%d %H:%M:%S}"
    if "ends" in event:
        return f"【恢复】{at} {event['host']}：{event['title']}"
    grade = SEVERITIES.get(str(event.get("severity")), "")
    words = f"【告警{f'·{grade}' if grade else ''}】{at} {event['host']}：{event['title']}"
    return f"{words}，处置手册 {event['runbook']}" if event.get("runbook") else words


def text(lines: Sequence[str]) -> str:
    """Lines as one message: the first few, and how many there are."""
    return "\n".join(_cut(lines))[:TEXT_LIMIT]


def _cut(lines: Sequence[str]) -> Iterator[str]:
    room = TEXT_LIMIT // 3
    for number, line in enumerate(lines):
        room -= len(line)
        if number >= SHOWN or room < 0:
            yield f"……共 {len(lines)} 条，其余见台账"
            return
        yield line
