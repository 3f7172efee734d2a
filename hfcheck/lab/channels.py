"""Stand-ins for the four hosted channels and for the name server that knows them, in one process on loopback.

`python -m hfcheck.lab.channels LAB` serves until it is killed. It reads channels/<name>.{pem,key} in LAB and writes
LAB/channels.json with the ports that the kernel gave it.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path

from hfcheck.lab import names

LOOPBACK = "127.0.0.1"
HEAD_LIMIT = 16384
PATIENCE = 10.0  # seconds that a client may take for its request


@dataclass(frozen=True, slots=True)
class Channel:
    """One hosted channel: the inventory's host, its DNS name and the title that its page shows."""

    host: str
    name: str
    title: str


CHANNELS = (
    Channel("channel_hall", "hall.channels.example", "网上业务大厅"),
    Channel("channel_app", "app.channels.example", "手机APP"),
    Channel("channel_wechat", "wechat.channels.example", "微信"),
    Channel("channel_xiangyiban", "xiangyiban.channels.example", "湘易办"),
)


def page(channel: Channel) -> bytes:
    """The whole HTTP response of a channel."""
    title = f"{channel.title} - 怀化市住房公积金管理中心"
    body = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1></html>'
    content = body.encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


async def _serve_page(response: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(response)
            await writer.drain()
    except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        pass
    finally:
        writer.close()


async def _listen(channel: Channel, directory: Path) -> int:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(directory / f"{channel.host}.pem", directory / f"{channel.host}.key")
    response = page(channel)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve_page(response, reader, writer)

    server = await asyncio.start_server(client, LOOPBACK, 0, ssl=context, limit=HEAD_LIMIT)
    port: int = server.sockets[0].getsockname()[1]
    return port


async def serve(lab: Path) -> None:
    """Listen on ports that the kernel chooses, write them to channels.json, and serve for ever."""
    ports = {channel.host: await _listen(channel, lab / "channels") for channel in CHANNELS}
    records = {channel.name: LOOPBACK for channel in CHANNELS}
    found = {"dns_port": await names.listen(LOOPBACK, 0, records), "ports": ports}
    part = lab / "channels.json.part"
    part.write_text(json.dumps(found))
    part.rename(lab / "channels.json")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
