"""The lines of StoneOS that do something: modes and saving."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Shell


async def _configure(shell: Shell, words: tuple[str, ...]) -> str:
    shell.enter("config")
    return ""


async def _exit(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.places[-1].view == "exec":
        shell.end()
    shell.leave()
    return ""


async def _end(shell: Shell, words: tuple[str, ...]) -> str:
    shell.leave("exec")
    return ""


async def _save(shell: Shell, words: tuple[str, ...]) -> str:
    if (await shell.ask("Save configuration, are you sure? [y]/n: ")).lower().startswith("n"):
        return ""
    shell.device.save()
    return "Building configuration..\nSaving configuration is finished"


async def _length(shell: Shell, words: tuple[str, ...]) -> str:
    shell.terminal.page = int(words[0])
    return ""


async def _nothing(shell: Shell, words: tuple[str, ...]) -> str:
    return ""


COMMON: Mapping[str, Action] = {"exit": _exit, "save": _save}
EXEC: Mapping[str, Action] = {
    **COMMON,
    "configure": _configure,
    "terminal length <0-256>": _length,
    "terminal width <64-512>": _nothing,
}
CONFIGURING: Mapping[str, Action] = {**COMMON, "end": _end}
