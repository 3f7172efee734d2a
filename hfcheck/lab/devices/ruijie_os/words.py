"""How RGOS talks: prompts, refusals, log lines."""

from __future__ import annotations

from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.shell import Place, Shell

MODES = {"user": ">", "exec": "#", "config": "(config)#", "acl": "(config-std-nacl)#"}


def prompt(shell: Shell) -> str:
    """Ruijie>, Ruijie#, Ruijie(config)#, Ruijie(config-if-GigabitEthernet 0/1)#."""
    view = shell.places[-1].view
    if view == "interface":
        return f"{_name(shell)}(config-if-{shell.path[-1].removeprefix('interface ')})#"
    return _name(shell) + MODES.get(view, f"(config-{view})#")


def _name(shell: Shell) -> str:
    return next((line.split()[1] for line in shell.device.running.lines([]) if line.startswith("hostname ")), "Ruijie")


def refusal(shell: Shell, line: str, why: Mismatch) -> str:
    """A caret below the word that does not fit and the error; an abbreviation or a half line has no caret."""
    if why.ambiguous:
        return f'\n% Ambiguous command: "{line}"'
    if why.incomplete:
        return "\n% Incomplete command.\n"
    column = len(shell.prompt) + sum(len(word) + 1 for word in line.split()[: why.at])
    return f"{' ' * column}^\n% Invalid input detected at '^' marker.\n"


def log(shell: Shell, message: str) -> str:
    """A message as the terminal monitor prints it."""
    now = shell.device.now
    return f"*{now:%b} {now.day:>2} {now:%Y %H:%M:%S}: {_name(shell)} %LINK-3-UPDOWN: {message}."


async def greeting(shell: Shell) -> None:
    """Without an enable password the session begins in privileged mode."""
    shell.terminal.write("\n")
    if shell.device.spec.change_password:
        shell.terminal.write("The password of this account is weak.\n")
        if (await shell.ask("Change it now? [Y/N]:")).lower().startswith("y"):
            shell.terminal.write("The password of this lab does not change.\n")
    if shell.device.spec.enable_password is None:
        shell.places[:] = [Place("exec")]
