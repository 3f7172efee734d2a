from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from hfcheck.errors import InputError
from hfcheck.receiving.robots import Robot, robots, sentence, text
from tests.unit.test_alarms import alert, told

ADDRESS = "https://robots.example.com/send?key=very-secret"


def robot(tmp_path: Path, name: str = "night.wecom", words: str = ADDRESS) -> Robot:
    directory = tmp_path / "robots"
    directory.mkdir()
    path = directory / name
    path.write_text(words + "\n")
    path.chmod(0o600)
    (found,) = robots(directory, tmp_path / "outbox")
    return found


def send(found: Robot, answer: httpx.Response) -> list[httpx.Request]:
    asked: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer

    async def go() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(serve)) as client:
            await found.send(client)

    asyncio.run(go())
    return asked


TAKEN = httpx.Response(200, json={"errcode": 0, "errmsg": "ok"})


def test_what_waits_goes_out_as_one_text_and_no_second_time(tmp_path: Path) -> None:
    found = robot(tmp_path)
    found.put("1", told(alert(0, runbook="free_disk_space")))
    found.put("2", told(alert(0, 5))[1:])
    found.put("3", [])
    (asked,) = send(found, TAKEN)
    body = json.loads(asked.content)
    assert body["msgtype"] == "text"
    assert body["text"]["content"].splitlines() == [
        "【告警·高】11-23 08:15:30 app01：磁盘空间使用率，处置手册 free_disk_space",
        "【恢复】11-23 08:20:30 app01：磁盘空间使用率",
    ]
    assert send(found, TAKEN) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(500), "found status 500"),
        (httpx.Response(200, json={"errcode": 45009, "errmsg": "x"}), "found 45009"),
        (httpx.Response(200, text="<html>"), "found JSONDecodeError"),
        (httpx.Response(302, headers={"location": "https://elsewhere.example.com"}), "found status 302"),
        (httpx.Response(200, json=[]), "found TypeError"),
    ],
)
def test_what_a_robot_did_not_take_waits_on(tmp_path: Path, answer: httpx.Response, words: str) -> None:
    found = robot(tmp_path)
    found.put("1", told(alert(0)))
    with pytest.raises(InputError, match=words) as refused:
        send(found, answer)
    assert "secret" not in str(refused.value)
    assert len(send(found, TAKEN)) == 1


def test_dingtalk_wants_a_signature(tmp_path: Path) -> None:
    found = robot(tmp_path, "day.dingtalk", "https://robots.example.com/send?access_token=a\nSECabc")
    found.put("1", told(alert(0)))
    (asked,) = send(found, TAKEN)
    assert asked.url.params["timestamp"].isdigit()
    assert len(asked.url.params["sign"]) == 44


def test_a_burst_is_one_short_message() -> None:
    lines = [sentence(event) for minute in range(1000) for event in told(alert(minute))]
    message = text(lines)
    assert message.splitlines()[-1] == "……共 1000 条，其余见台账"
    assert len(message.encode()) < 2048


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("night.slack", ADDRESS),
        ("night.wecom", "http://robots.example.com/very-secret"),
        ("night.wecom", f"{ADDRESS}\nmore"),
        ("night.wecom", ""),
    ],
)
def test_a_file_that_is_no_robot_is_refused_without_its_address(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        robot(tmp_path, name, words)
    assert "secret" not in str(refused.value)
