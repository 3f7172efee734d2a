"""The lines of RGOS that do something: modes and saving."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.lab.devices.ios_like import configure, disable, enabling, end, leave, length, log_out, nothing
from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Shell


async def _write(shell: Shell, words: tuple[str, ...]) -> str:
    shell.device.save()
    return "\nBuilding configuration...\n[OK]"


USER: Mapping[str, Action] = {
    "enable": enabling("\nPassword:", denied="\n% Access denied\n"),
    "exit": log_out,
    "quit": log_out,
    "terminal length <0-512>": length,
    "terminal width <0-256>": nothing,
}
EXEC: Mapping[str, Action] = {
    **USER,
    "disable": disable,
    "configure terminal": configure,
    "write": _write,
    "write memory": _write,
    "terminal monitor": nothing,
    "terminal no monitor": nothing,
}
CONFIGURING: Mapping[str, Action] = {"exit": leave, "end": end}
