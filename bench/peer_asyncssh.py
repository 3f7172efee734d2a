"""The peer: bare asyncssh that runs the same script on the same hosts. Run as a program of its own.

python -m bench.peer_asyncssh HOME PORT COUNT SCRIPT
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncssh

AT_ONCE = 20


async def main(home: Path, port: int, count: int, script: str) -> int:
    """Ask `count` hosts; returns how many bytes came home."""
    places = asyncio.Semaphore(AT_ONCE)

    async def ask(number: int) -> int:
        async with (
            places,
            asyncssh.connect(
                f"127.1.{number // 250}.{number % 250 + 1}",
                port,
                config=None,
                agent_path=None,
                known_hosts=str(home / "known_hosts"),
                client_keys=[str(home / "user_key")],
                kex_algs=["curve25519-sha256"],
            ) as connection,
        ):
            done = await connection.run('eval "$(cat)"', input=script)
            return len(str(done.stdout))

    return sum(await asyncio.gather(*(ask(number) for number in range(count))))


if __name__ == "__main__":
    print(asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]).read_text())))
