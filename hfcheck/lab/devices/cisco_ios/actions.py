"""The lines of IOS that do something: modes, saving, and the change that is rolled back unless it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Place, Shell

MINUTE = 60
SAYING = "Enter configuration commands, one per line.  End with CNTL/Z."
NOTHING_PENDING = "%No Rollback Confirmed Change pending"


async def _enable(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.places[-1].view == "user":
        wanted = shell.device.spec.enable_password
        if wanted is not None and await shell.ask("Password: ", secret=True) != wanted:
            return "% Access denied\n"
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
    return SAYING


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
    return f"Rollback Confirmed Change: Backing up current running config to flash:archive-1\n\n{SAYING}"


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


async def _exit(shell: Shell, words: tuple[str, ...]) -> str:
    shell.leave()
    return ""


async def _end(shell: Shell, words: tuple[str, ...]) -> str:
    shell.leave("exec")
    return ""


async def _write(shell: Shell, words: tuple[str, ...]) -> str:
    shell.device.save()
    return "Building configuration...\n[OK]"


async def _copy(shell: Shell, words: tuple[str, ...]) -> str:
    await shell.ask("Destination filename [startup-config]? ")
    return await _write(shell, words)


async def _length(shell: Shell, words: tuple[str, ...]) -> str:
    shell.terminal.page = int(words[0])
    return ""


async def _nothing(shell: Shell, words: tuple[str, ...]) -> str:
    return ""


USER: Mapping[str, Action] = {
    "enable": _enable,
    "exit": _logout,
    "quit": _logout,
    "logout": _logout,
    "terminal length <0-512>": _length,
    "terminal width <0-512>": _nothing,
}
EXEC: Mapping[str, Action] = {
    **USER,
    "disable": _disable,
    "configure terminal": _configure,
    "configure terminal revert timer <1-120>": _configure_on_trial,
    "configure confirm": _confirm,
    "configure revert now": _revert,
    "write memory": _write,
    "write": _write,
    "copy running-config startup-config": _copy,
    "terminal monitor": _nothing,
    "terminal no monitor": _nothing,
}
CONFIGURING: Mapping[str, Action] = {"exit": _exit, "end": _end}
