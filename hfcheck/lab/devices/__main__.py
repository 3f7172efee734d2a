"""`python -m hfcheck.lab.devices SCENE.yml --directory DIR`: run a scene until the process is told to end.

DIR gets devices.json (where each device listens; its coming says that all do), known_hosts, and NAME.log: each line
that a device received, as JSON. The process ends with the one that started it.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
from pathlib import Path

import click

from hfcheck.errors import HfcheckError
from hfcheck.lab.devices.scene import read_scene
from hfcheck.lab.devices.server import serve

PR_SET_PDEATHSIG = 1


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--directory", type=click.Path(path_type=Path), required=True, help="Where to say who listens where.")
def main(file: Path, directory: Path) -> None:
    """Run the simulated devices of a scene."""
    _end_with_parent(os.getppid())
    try:
        directory.mkdir(parents=True, exist_ok=True)
        asyncio.run(_run(file, directory))
    except (HfcheckError, OSError) as problem:
        raise click.ClickException(str(problem)) from None


async def _run(file: Path, directory: Path) -> None:
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    async with serve(read_scene(file), directory) as lab:
        click.echo(f"{len(lab.devices)} devices listen; see {directory / 'devices.json'}")
        await over.wait()
    (directory / "devices.json").unlink(missing_ok=True)


def _end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its parent dies: no device without a lab."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit("hfcheck: the process that asked for the devices is gone")


if __name__ == "__main__":
    main()
