"""The lines of IOS that do something: modes, saving, and the change that is rolled back unless it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.lab.devices.ios_like import ENTERING, configure, disable, enabling, end, leave, length, log_out, nothing
from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Shell

MINUTE = 60
NOTHING_PENDING = "%No Rollback Confirmed Change pending"


async def _configure_on_trial(shell: Shell, words: tuple[str, ...]) -> str:
    device = shell.device
    if device.running.find("archive") is None or not any(
        line.startswith("path ") for line in device.running.lines(["archive"])
    ):
        return "% Rollback Confirmed Change needs an archive: 'archive' with its 'path' is not configured."
    if device.trial is not None:
        return "% Rollback Confirmed Change is already pending."
    device.guard(int(words[0]) * MINUTE)
    shell.enter("config")
    return f"Rollback Confirmed Change: Backing up current running config to flash:archive-1\n\n{ENTERING}"


async def _confirm(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.device.trial is None:
        return NOTHING_PENDING
    shell.device.confirm()
    return ""


async def _revert(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.device.trial is None:
        return NOTHING_PENDING
    shell.device.take_back()
    return "Rollback Confirmed Change: Rolling back now\n\nTotal number of passes: 1\nRollback Done\n"


async def _write(shell: Shell, words: tuple[str, ...]) -> str:
    shell.device.save()
    return "Building configuration...\n[OK]"


async def _copy(shell: Shell, words: tuple[str, ...]) -> str:
    await shell.ask("Destination filename [startup-config]? ")
    return await _write(shell, words)


USER: Mapping[str, Action] = {
    "enable": enabling("Password: ", denied="% Access denied\n"),
    "exit": log_out,
    "quit": log_out,
    "logout": log_out,
    "terminal length <0-512>": length,
    "terminal width <0-512>": nothing,
}
EXEC: Mapping[str, Action] = {
    **USER,
    "disable": disable,
    "configure terminal": configure,
    "configure terminal revert timer <1-120>": _configure_on_trial,
    "configure confirm": _confirm,
    "configure revert now": _revert,
    "write memory": _write,
    "write": _write,
    "copy running-config startup-config": _copy,
    "terminal monitor": nothing,
    "terminal no monitor": nothing,
}
CONFIGURING: Mapping[str, Action] = {"exit": leave, "end": end}
