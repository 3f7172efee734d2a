"""A long line in front of a server: every byte arrives later, in its order."""

from __future__ import annotations

import asyncio
from contextlib import suppress

SIZE = 65_536


async def relay(host: str, port: int, seconds: float) -> asyncio.Server:
    """Listen on a port of the kernel's choice and pass everything on to `port`, `seconds` later each way."""

    tasks: set[asyncio.Task[None]] = set()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            theirs, ours = await asyncio.open_connection(host, port)
            await asyncio.gather(_pipe(reader, ours, seconds), _pipe(theirs, writer, seconds))

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(join(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    return await asyncio.start_server(connected, host, 0)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Pass bytes on late: reading never waits for writing, so that a stream is delayed and not slowed down."""
    loop = asyncio.get_running_loop()
    late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def read() -> None:
        data = b"-"
        while data:
            try:
                data = await reader.read(SIZE)
            except OSError:
                data = b""
            late.put_nowait((loop.time() + seconds, data))

    async def write() -> None:
        while True:
            due, data = await late.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            if not data:
                writer.close()
                return
            writer.write(data)
            await writer.drain()

    await asyncio.gather(read(), write())
