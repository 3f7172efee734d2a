"""The outputs written for this project: tests/fixtures/network/<platform>/<slug>/<case>.raw beside its .json."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hfcheck.network.command import PLATFORMS, commands

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network"
COMMANDS = {(platform, command.slug): command for platform in PLATFORMS for command in commands(platform).values()}


def cases(platform: str, slug: str) -> list[Path]:
    """The files of a command's outputs, in the order of their names."""
    return sorted((FIXTURES / platform).glob(f"{slug}/*.raw"))


def text(raw: Path) -> str:
    """What the device printed, to the letter."""
    return raw.read_bytes().decode()


@cache
def texts(platform: str, slug: str = "*") -> list[str]:
    """What is printed in the cases of a command, or of all commands of a platform."""
    return [text(raw) for raw in cases(platform, slug)]
