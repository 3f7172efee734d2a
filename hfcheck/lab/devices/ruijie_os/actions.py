"""The lines of RGOS that do something: modes and saving."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Place, Shell


async def _enable(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.places[-1].view == "user":
        wanted = shell.device.spec.enable_password
        if wanted is not None and await shell.ask("\nPassword:", secret=True) != wanted:
            return "\n% Access denied\n"
        shell.places[:] = [Place("exec")]
    return ""


async def _disable(shell: Shell, words: tuple[str, ...]) -> str:
    shell.places[:] = [Place("user")]
    return ""


async def _logout(shell: Shell, words: tuple[str, ...]) -> str:
    shell.end()
    return ""


async def _configure(shell: Shell, words: tuple[str, ...]) -> str:
    shell.enter("config")
    return "Enter configuration commands, one per line.  End with CNTL/Z."


async def _exit(shell: Shell, words: tuple[str, ...]) -> str:
    shell.leave()
    return ""


async def _end(shell: Shell, words: tuple[str, ...]) -> str:
    shell.leave("exec")
    return ""


async def _write(shell: Shell, words: tuple[str, ...]) -> str:
    shell.device.save()
    return "\nBuilding configuration...\n[OK]"


async def _length(shell: Shell, words: tuple[str, ...]) -> str:
    shell.terminal.page = int(words[0])
    return ""


async def _nothing(shell: Shell, words: tuple[str, ...]) -> str:
    return ""


USER: Mapping[str, Action] = {
    "enable": _enable,
    "exit": _logout,
    "quit": _logout,
    "terminal length <0-512>": _length,
    "terminal width <0-256>": _nothing,
}
EXEC: Mapping[str, Action] = {
    **USER,
    "disable": _disable,
    "configure terminal": _configure,
    "write": _write,
    "write memory": _write,
    "terminal monitor": _nothing,
    "terminal no monitor": _nothing,
}
CONFIGURING: Mapping[str, Action] = {"exit": _exit, "end": _end}
