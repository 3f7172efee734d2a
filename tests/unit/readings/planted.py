"""Runs a snippet against files planted under a directory, to show what leaves a target and what does not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from hfcheck.collect.script import WORDS
from hfcheck.model import Answer, Output
from hfcheck.readings import load, read

SHELLS = [
    pytest.param(command, id=command[0], marks=pytest.mark.skipif(not shutil.which(command[0]), reason="not installed"))
    for command in (["dash"], ["busybox", "ash"])
]
# Absolute paths in a snippet, but not the escaped ones of its regular expressions.
ABSOLUTE = re.compile(
    r"(?<![\w\\/])/(etc|var|proc|run|home|tmp|opt|usr|bin|sbin|lib|boot|root)(?=[/\s;]|$)", re.MULTILINE
)


def plant(root: Path, files: Mapping[str, str]) -> None:
    """Write each file, named by its absolute path on the target, below `root`."""
    for name, text in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(shell: list[str], name: str, root: Path, *arguments: str) -> Output:
    """The output of a reading's snippet when `root` is the target's root directory."""
    text = WORDS + ABSOLUTE.sub(lambda found: f"{root}/{found[1]}", load(name).snippet)
    done = subprocess.run(
        [*shell, "-c", text, "sh", *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C"},
    )
    return Output(done.stdout.replace(str(root), ""), done.stderr, done.returncode, arguments)


def answers(shell: list[str], name: str, root: Path, *arguments: str) -> dict[str, Answer]:
    """The answers of a reading when `root` is the target's root directory."""
    return read(load(name), run(shell, name, root, *arguments))
