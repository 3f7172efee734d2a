"""The lines of VRP that do something: views, saving, and the two stages of VRP8."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from hfcheck.lab.devices.outputs import Foreign
from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Shell
from hfcheck.lab.devices.tree import Tree

TWO_STAGES = "vrp8"
UNCOMMITTED = (
    "Warning: Uncommitted configurations found. Are you sure to commit them before exiting? [Y(yes)/N(no)/C(cancel)]:"
)


def _staged(shell: Shell) -> bool:
    return shell.device.spec.release == TWO_STAGES


def _in_two_stages(action: Callable[[Shell, Tree, tuple[str, ...]], Awaitable[str]]) -> Action:
    """A line that only releases with a candidate configuration have; the action is given it."""

    async def checked(shell: Shell, words: tuple[str, ...]) -> str:
        if shell.candidate is None:
            raise Foreign
        return await action(shell, shell.candidate, words)

    return checked


async def _system_view(shell: Shell, words: tuple[str, ...]) -> str:
    shell.enter("system")
    if _staged(shell):
        shell.candidate = shell.device.running.copy()
    return "Enter system view, return user view with return command."


async def _quit(shell: Shell, words: tuple[str, ...]) -> str:
    if shell.places[-1].view == "user":
        shell.end()
    if shell.places[-1].view == "system":
        return await _leave(shell)
    shell.leave()
    return ""


async def _return(shell: Shell, words: tuple[str, ...]) -> str:
    return await _leave(shell)


async def _leave(shell: Shell) -> str:
    """Back to the user view; VRP8 first asks what to do with what is not committed."""
    said = ""
    if shell.candidate is not None and shell.candidate != shell.device.running:
        answer = (await shell.ask(UNCOMMITTED)).lower()[:1]
        if answer not in ("y", "n"):
            return ""
        said = await _commit(shell, shell.candidate, ()) if answer == "y" else ""
    shell.candidate = None
    shell.leave("user")
    return said


async def _commit(shell: Shell, candidate: Tree, words: tuple[str, ...]) -> str:
    device = shell.device
    if device.trial is not None and candidate == device.running:
        device.confirm()
        return ""
    if device.trial is not None:
        return "Error: The configuration trial is in progress. The configuration cannot be committed."
    device.running = candidate.copy()
    return ""


async def _commit_trial(shell: Shell, candidate: Tree, words: tuple[str, ...]) -> str:
    device = shell.device
    if device.trial is not None:
        return "Error: The configuration trial is in progress."
    if candidate == device.running:
        return "Info: No configuration change."
    seconds = int(words[0]) if words else 600
    device.try_out(candidate.copy(), seconds)
    return f"Info: The configuration will be rolled back unless it is committed within {seconds} seconds."


async def _abort_trial(shell: Shell, candidate: Tree, words: tuple[str, ...]) -> str:
    device = shell.device
    if device.trial is None:
        return "Error: No configuration trial is in progress."
    answer = await shell.ask("Warning: The trial configuration will be rolled back. Continue? [Y/N]:")
    if answer.lower().startswith("y"):
        device.take_back()
        shell.candidate = device.running.copy()
    return ""


async def _clear_candidate(shell: Shell, candidate: Tree, words: tuple[str, ...]) -> str:
    shell.candidate = shell.device.running.copy()
    return ""


async def _save(shell: Shell, words: tuple[str, ...]) -> str:
    shell.terminal.write("The current configuration will be written to the device.\n")
    answer = await shell.ask("Are you sure to continue? [Y/N]:")
    if not answer.lower().startswith("y"):
        return ""
    shell.device.save()
    return "Now saving the current configuration to the slot 0..\nSave the configuration successfully."


async def _unpaged(shell: Shell, words: tuple[str, ...]) -> str:
    shell.terminal.page = int(words[0]) if words else 0
    return "Info: The configuration takes effect on the current user terminal interface only."


async def _nothing(shell: Shell, words: tuple[str, ...]) -> str:
    return ""


COMMON: Mapping[str, Action] = {"quit": _quit, "screen-length <0-512> temporary": _unpaged}
USER: Mapping[str, Action] = {
    **COMMON,
    "system-view": _system_view,
    "save": _save,
    "terminal monitor": _nothing,
    "undo terminal monitor": _nothing,
}
CONFIGURING: Mapping[str, Action] = {**COMMON, "return": _return, "commit": _in_two_stages(_commit)}
SYSTEM: Mapping[str, Action] = {
    **CONFIGURING,
    "commit trial": _in_two_stages(_commit_trial),
    "commit trial <60-65535>": _in_two_stages(_commit_trial),
    "abort trial": _in_two_stages(_abort_trial),
    "clear configuration candidate": _in_two_stages(_clear_candidate),
}
