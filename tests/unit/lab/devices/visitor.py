"""Someone at a terminal of a simulated device: types, and reads until what is expected is there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncssh

from hfcheck.lab.devices import Lab, scene
from hfcheck.lab.devices.scene import Scene

PROMPT = r"(?:<[^<>\n]+>|\[[^\[\]\n]+\])$"
LEGACY: dict[str, Any] = {
    "server_host_key_algs": ["ssh-rsa"],
    "kex_algs": ["diffie-hellman-group14-sha1"],
    "encryption_algs": ["aes128-cbc"],
    "mac_algs": ["hmac-sha1"],
}


def one(**options: Any) -> Scene:
    """A scene of one device, sw1: a VRP switch unless the options say otherwise."""
    scale = options.pop("time_scale", 1)
    spec = {"platform": "huawei_vrp", "release": "vrp5", **options}
    return scene({"devices": {"sw1": spec}, "time_scale": scale})


class Visitor:
    def __init__(self, process: asyncssh.SSHClientProcess[bytes], encoding: str) -> None:
        self._process = process
        self._encoding = encoding

    def press(self, keys: str) -> None:
        self._process.stdin.write(keys.encode(self._encoding))

    async def read(self, until: str = PROMPT, seconds: float = 5) -> str:
        """What comes until its end fits; raises TimeoutError, and EOFError when the device hangs up before."""
        raw = b""
        async with asyncio.timeout(seconds):
            while True:
                more = await self._process.stdout.read(65_536)
                raw += more
                text = raw.decode(self._encoding, errors="replace").replace("\r\n", "\n")
                if re.search(until, text):
                    return text
                if not more:
                    raise EOFError(text)

    async def say(self, line: str, until: str = PROMPT, seconds: float = 5) -> str:
        self.press(f"{line}\r")
        return await self.read(until, seconds)


@asynccontextmanager
async def visit(lab: Lab, name: str = "sw1", *, encoding: str = "utf-8", **options: Any) -> AsyncIterator[Visitor]:
    device = lab.devices[name]
    options.setdefault("username", device.spec.username)
    options.setdefault("password", device.spec.password)
    async with asyncssh.connect(
        device.spec.address,
        device.port,
        known_hosts=asyncssh.import_known_hosts(lab.known_hosts),
        config=None,
        client_keys=options.pop("client_keys", None),
        agent_path=None,
        **options,
    ) as connection:
        process = await connection.create_process(term_type="vt100", encoding=None)
        yield Visitor(process, encoding)
