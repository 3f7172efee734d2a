"""The devices of a scene as SSH servers of this process, each with its own port and its own host key."""

from __future__ import annotations

import asyncio
import hmac
import itertools
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from hfcheck.lab.devices.device import Device, Received, device
from hfcheck.lab.devices.relay import relay
from hfcheck.lab.devices.scene import Scene
from hfcheck.lab.devices.shell import Shell
from hfcheck.lab.devices.terminal import Terminal

# What a device of about 2010 offers, and nothing else.
LEGACY = {
    "kex_algs": ["diffie-hellman-group14-sha1"],
    "encryption_algs": ["aes128-cbc", "3des-cbc"],
    "mac_algs": ["hmac-sha1"],
}


@dataclass(slots=True)
class Lab:
    """The running devices by name, and the lines of a known_hosts file for them."""

    devices: dict[str, Device] = field(default_factory=dict)
    known_hosts: str = ""
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    connections: dict[str, set[asyncssh.SSHServerConnection]] = field(default_factory=dict)

    def drop(self, name: str) -> None:
        """Cut all sessions of a device off, as a broken line does; may be called from any thread."""
        self.loop.call_soon_threadsafe(self.hang_up, name)

    def hang_up(self, name: str) -> None:
        """The same from within the loop that serves."""
        for connection in tuple(self.connections.get(name, ())):
            connection.abort()

    def listing(self) -> Mapping[str, Mapping[str, object]]:
        """Where each device listens: {name: {host, port, platform, username}}."""
        return {
            name: {
                "host": one.spec.address,
                "port": one.port,
                "platform": one.spec.platform,
                "username": one.spec.username,
            }
            for name, one in self.devices.items()
        }


class _Door(asyncssh.SSHServer):
    """Who may come in; every way in leads to the same shell."""

    def __init__(self, lab: Lab, found: Device, numbers: Iterator[int]) -> None:
        self._connections = lab.connections.setdefault(found.name, set())
        self._device = found
        self._numbers = numbers

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self._connection)

    def begin_auth(self, username: str) -> bool:
        if self._device.spec.banner:
            self._connection.send_auth_banner(self._device.spec.banner)
        return True

    def session_requested(self) -> _Session:
        return _Session(self._device, next(self._numbers), self._connection.get_extra_info("username"))

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        spec = self._device.spec
        expected = {**spec.operators, spec.username: spec.password}.get(username)
        return expected is not None and hmac.compare_digest(password.encode(), expected.encode())

    def public_key_auth_supported(self) -> bool:
        return self._device.spec.authorized_key is not None

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        spec = self._device.spec
        theirs = asyncssh.import_public_key(spec.authorized_key) if spec.authorized_key else None
        return theirs is not None and username == spec.username and key.public_data == theirs.public_data


class _Session(asyncssh.SSHServerSession[bytes]):
    """The bytes of one shell channel."""

    def __init__(self, found: Device, number: int, user: str) -> None:
        self._device = found
        self._number = number
        self._user = user
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan
        self._terminal = Terminal(self._device.spec, self._device.release, self._write)

    def pty_requested(self, term_type: str, term_size: object, term_modes: object) -> bool:
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._serve())

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._terminal.press(data)

    def eof_received(self) -> bool:
        self._terminal.press(b"")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        if self._task is not None:
            self._task.cancel()

    def _write(self, data: bytes) -> None:
        # The client may be gone while the device still prints.
        with suppress(OSError):
            self._channel.write(data)

    async def _serve(self) -> None:
        try:
            await Shell(self._device, self._terminal, self._number, self._user).run()
        except Exception as problem:  # raised when the scene ends: a broken simulator must not look slow
            self._device.problems.append(problem)
            logging.getLogger(__name__).exception("%s: a defect of the simulator ended a session", self._device.name)
        _hang_up(self._channel)


def _hang_up(channel: asyncssh.SSHServerChannel[bytes]) -> None:
    with suppress(OSError):
        channel.exit(0)
    channel.get_connection().close()


@asynccontextmanager
async def serve(scene: Scene, directory: Path | None = None) -> AsyncIterator[Lab]:
    """Run a scene's devices; with a directory their lines go to DIR/<name>.log, and devices.json and known_hosts there.

    Raises ContentError for a scene that does not fit.
    """
    lab = Lab()
    servers: list[asyncssh.SSHAcceptor | asyncio.Server] = []
    try:
        for name, spec in scene.devices.items():
            found = device(name, spec, scene.time_scale)
            if directory is not None:
                found.record = _recorder(directory / f"{name}.log")
            servers += await _listen(found, lab)
            lab.devices[name] = found
        if directory is not None:
            _publish(lab, directory)
        yield lab
        for found in lab.devices.values():
            if found.problems:
                raise found.problems[0]
    finally:
        for server in servers:
            server.close()
        for name, found in lab.devices.items():
            lab.hang_up(name)
            found.confirm()


async def _listen(found: Device, lab: Lab) -> list[asyncssh.SSHAcceptor | asyncio.Server]:
    spec, numbers = found.spec, itertools.count(1)
    key = asyncssh.generate_private_key("ssh-rsa" if spec.legacy_ssh else "ssh-ed25519")
    pairs = asyncssh.load_keypairs([key])
    if spec.legacy_ssh:
        pairs[0].host_key_algorithms = (b"ssh-rsa",)
    inner = await asyncssh.create_server(
        lambda: _Door(lab, found, numbers),
        spec.address,
        0,
        server_host_keys=pairs,
        encoding=None,
        line_editor=False,
        allow_scp=False,
        **(LEGACY if spec.legacy_ssh else {}),
    )
    servers: list[asyncssh.SSHAcceptor | asyncio.Server] = [inner]
    found.port = inner.get_port()
    if spec.rtt_ms:
        outer = await relay(spec.address, found.port, spec.rtt_ms / 2000)
        servers.append(outer)
        found.port = outer.sockets[0].getsockname()[1]
    public = key.export_public_key().decode().split()
    lab.known_hosts += f"[{spec.address}]:{found.port} {public[0]} {public[1]}\n"
    return servers


def _recorder(path: Path) -> Callable[[Received], None]:
    def record(one: Received) -> None:
        line = {"at": one.at.isoformat(), "session": one.session, "mode": one.mode, "line": one.line}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    return record


def _publish(lab: Lab, directory: Path) -> None:
    """Write where the devices are; devices.json comes last and whole: who finds it, finds everything."""
    (directory / "known_hosts").write_text(lab.known_hosts, encoding="utf-8")
    fresh = directory / "devices.json.new"
    fresh.write_text(json.dumps(lab.listing(), indent=1), encoding="utf-8")
    fresh.replace(directory / "devices.json")


@contextmanager
def running(scene: Scene, directory: Path | None = None) -> Iterator[Lab]:
    """The same in a thread of its own, for callers that are not asynchronous."""
    ready, lab, problems = threading.Event(), [], []
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def main() -> None:
        async with serve(scene, directory) as made:
            lab.append(made)
            ready.set()
            await over.wait()

    def thread() -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(main())
        except Exception as problem:  # noqa: BLE001 - raised again in the thread that waits
            problems.append(problem)
        finally:
            ready.set()

    worker = threading.Thread(target=thread, daemon=True)
    worker.start()
    ready.wait()
    if problems:
        raise problems[0]
    try:
        yield lab[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        worker.join(10)
