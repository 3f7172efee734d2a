"""A service that answers every HTTP request with one text: `python -m hfcheck.lab.link.answering ADDRESS PORT TEXT`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress


async def serve(address: str, port: int, text: str) -> None:
    """Answer until the end."""
    body = text.encode()
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(reply)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, address, port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
