"""A scripted device behind a real SSH server on the loopback address, for tests of sessions."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from hfcheck.device.target import Target

PASSWORD = "Fake-secret-9027"
HOST = "127.0.0.1"
MARK = b"  ---- More ----"
WIPE = b"\x1b[42D" + b" " * 42 + b"\x1b[42D"

# Bytes to print, seconds to wait; an output is said as text.
Step = bytes | float


@dataclass
class Script:
    """How the device behaves. `outputs`: line → what it prints, the prompt aside."""

    prompt: str = "<SW1>"
    outputs: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    greeting: Sequence[Step] = (b"\r\nInfo: The max number of VTY users is 10.\r\n",)
    unknown: bytes = b"            ^\r\nError: Unrecognized command found at '^' position.\r\n"
    echo: str = "characters"
    page: int = 0
    delay: float = 0.0
    drop_on: str | None = None
    hang_on: str | None = None
    switch_on: str | None = None
    question: tuple[bytes, str] = (b"", "")
    enable: str = ""
    interactive: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    client_key: asyncssh.SSHKey | None = None


@dataclass
class Running:
    """The device while it runs: where it is, what it received."""

    script: Script
    target: Target
    lines: list[str] = field(default_factory=list)
    pages: int = 0


class _Server(asyncssh.SSHServer):
    def __init__(self, script: Script) -> None:
        self._script = script

    def password_auth_supported(self) -> bool:
        return not self._script.interactive and self._script.client_key is None

    def public_key_auth_supported(self) -> bool:
        return self._script.client_key is not None

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return self._script.client_key is not None and key == self._script.client_key.convert_to_public()

    def validate_password(self, username: str, password: str) -> bool:
        return password == PASSWORD

    def kbdint_auth_supported(self) -> bool:
        return self._script.interactive

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
        return ("", "", "", [("Enter password:", False)])

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        return list(responses) == [PASSWORD]


class _Shell:
    """One session: a line editor and what the script says."""

    def __init__(self, running: Running, process: asyncssh.SSHServerProcess[bytes]) -> None:
        self._running, self._process = running, process
        self._script = running.script
        self._prompt = running.script.prompt
        self._unpaged = False
        self._typed = b""

    async def run(self) -> None:
        await self._print(self._script.greeting)
        asked, expected = self._script.question
        if asked:
            self._process.stdout.write(asked)
            while (await self._line()).lower() != expected:
                self._process.stdout.write(asked)
        self._process.stdout.write(self._prompt.encode("gbk"))
        while not self._process.stdin.at_eof():
            line = await self._line()
            self._running.lines.append(line)
            if line == self._script.drop_on:
                self._process.channel.abort()
                return
            if line == self._script.hang_on:
                await asyncio.sleep(60)
            if line == self._script.switch_on:
                self._prompt = self._prompt.replace("HRP_M", "HRP_S")
            await self._answer(line.strip())
            self._process.stdout.write(self._prompt.encode("gbk"))

    async def _answer(self, line: str) -> None:
        await asyncio.sleep(self._script.delay if line else 0)
        if line in ("screen-length 0 temporary", "terminal length 0") and not self._script.page:
            return
        if line == "enable" and self._script.enable:
            self._process.stdout.write(b"Password: ")
            if await self._line(silent=True) == self._script.enable:
                self._prompt = self._prompt.replace(">", "#")
            else:
                self._process.stdout.write(b"% Access denied\r\n")
        elif line:
            await self._print(self._script.outputs.get(line, (self._script.unknown,)))

    async def _print(self, steps: Sequence[Step]) -> None:
        for step in steps:
            if isinstance(step, bytes):
                await self._paged(step)
            else:
                await asyncio.sleep(step)

    async def _paged(self, text: bytes) -> None:
        lines = text.splitlines(keepends=True)
        for number, line in enumerate(lines):
            if self._script.page and number and number % self._script.page == 0:
                self._process.stdout.write(MARK)
                await self._byte()
                self._running.pages += 1
                self._process.stdout.write(WIPE)
            self._process.stdout.write(line)

    async def _byte(self) -> bytes:
        if not self._typed:
            self._typed = await self._process.stdin.read(1024)
        found, self._typed = self._typed[:1], self._typed[1:]
        return found

    async def _line(self, *, silent: bool = False) -> str:
        line = b""
        while (byte := await self._byte()) not in (b"\n", b""):
            line += byte
            if self._script.echo == "characters" and not silent:
                self._process.stdout.write(byte)
        if self._script.echo == "garbled" and line:
            self._process.stdout.write(line[:-1])
        self._process.stdout.write(b"\r\n")
        return line.decode()


@contextmanager
def device(
    directory: Path, script: Script, platform: str = "huawei_vrp", key: asyncssh.SSHKey | None = None, **changes: Any
) -> Iterator[Running]:
    """The device, listening on a port of its own in a thread of its own."""
    host_key = key or asyncssh.generate_private_key("ssh-ed25519")
    running = Running(script, Target(HOST, 0, "inspector", platform, known_hosts=str(directory / "known_hosts")))
    started, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    ports: list[int] = []

    async def serve() -> None:
        async def handle(process: asyncssh.SSHServerProcess[bytes]) -> None:
            await _Shell(running, process).run()
            process.exit(0)

        options: dict[str, Any] = {"server_host_keys": [host_key], **script.options}
        options |= {"process_factory": handle, "encoding": None, "line_editor": False}
        server = await asyncssh.listen(HOST, 0, server_factory=lambda: _Server(script), **options)
        ports.append(server.get_port())
        public = host_key.export_public_key().decode().strip()
        (directory / "known_hosts").write_text(f"[{HOST}]:{ports[0]} {public}\n")
        started.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(10)
    values = {"password": PASSWORD, "seconds": 5.0, **changes}
    running.target = dataclasses.replace(running.target, port=ports[0], **values)
    try:
        yield running
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
