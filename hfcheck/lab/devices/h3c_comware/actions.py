"""The lines of Comware that do something: views, saving, and the commit of V7 that has to come in time."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.lab.devices.h3c_comware.words import refusal
from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Shell

MINUTE = 60
FILE = "flash:/startup.cfg"


async def _system_view(shell: Shell, words: tuple[str, ...]) -> str:
    shell.enter("system")
    return "System View: return to User View with Ctrl+Z."


async def _quit(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.places[-1].view == "user":
        shell.end()
    shell.leave()
    return ""


async def _return(shell: Shell, words: tuple[str, ...]) -> str:
    shell.leave("user")
    return ""


async def _commit_delay(shell: Shell, words: tuple[str, ...]) -> str:
    """Everything that is changed from here on is taken back in so many minutes; the time can be started anew."""
    device = shell.device
    if device.spec.release == "v5":
        return refusal(shell, "configuration commit", Mismatch(0))
    pending = device.trial
    if pending and not await _agreed(shell, "The commit delay is already set, overwrite it? [Y/N]:"):
        return ""
    device.confirm()
    device.guard(int(words[0]) * MINUTE)
    if pending is not None and device.trial is not None:
        device.trial.before = pending.before
    return ""


async def _commit(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.device.spec.release == "v5":
        return refusal(shell, "configuration commit", Mismatch(0))
    if shell.device.trial is None:
        return "The commit delay timer is not running: there are no settings to commit."
    shell.device.confirm()
    return ""


async def _save(shell: Shell, words: tuple[str, ...]) -> str:
    if not await _agreed(shell, "The current configuration will be written to the device. Are you sure? [Y/N]:"):
        return ""
    shell.terminal.write(f"Please input the file name(*.cfg)[{FILE}]\n")
    await shell.ask("(To leave the existing filename unchanged, press the enter key):")
    if not await _agreed(shell, f"{FILE} exists, overwrite? [Y/N]:"):
        return ""
    return await _save_force(shell, words)


async def _agreed(shell: Shell, question: str) -> bool:
    return (await shell.ask(question)).lower().startswith("y")


async def _save_force(shell: Shell, words: tuple[str, ...]) -> str:
    shell.device.save()
    return "Validating file. Please wait...\nSaved the current configuration to mainboard device successfully."


async def _unpaged(shell: Shell, words: tuple[str, ...]) -> str:
    shell.terminal.page = 0
    return ""


async def _nothing(shell: Shell, words: tuple[str, ...]) -> str:
    return ""


COMMON: Mapping[str, Action] = {"quit": _quit, "save": _save, "save force": _save_force}
USER: Mapping[str, Action] = {
    **COMMON,
    "system-view": _system_view,
    "screen-length disable": _unpaged,
    "terminal monitor": _nothing,
    "undo terminal monitor": _nothing,
}
CONFIGURING: Mapping[str, Action] = {**COMMON, "return": _return}
SYSTEM: Mapping[str, Action] = {
    **CONFIGURING,
    "configuration commit delay <1-65535>": _commit_delay,
    "configuration commit": _commit,
}
