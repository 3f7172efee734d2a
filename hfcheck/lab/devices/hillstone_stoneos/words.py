"""How StoneOS talks: prompts, refusals, log lines."""

from __future__ import annotations

from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.shell import Shell

SECTIONS = {"admin": "config-admin", "vrouter": "config-vrouter", "rule": "config-policy-rule", "group": "config-ha"}


def prompt(shell: Shell) -> str:
    """SG-6000#, of a firewall of a pair SG-6000(M)#; SG-6000(config)#, SG-6000(config-if-eth0/1)#."""
    view = shell.places[-1].view
    role = f"({shell.prefix})" if shell.prefix else ""
    return f"{_name(shell)}{role}{'' if view == 'exec' else f'({_mode(shell, view)})'}# "


def _mode(shell: Shell, view: str) -> str:
    if view == "interface":
        return f"config-if-{shell.path[-1].removeprefix('interface ').replace('ethernet', 'eth')}"
    return SECTIONS.get(view, f"config-{view}" if view != "config" else view)


def _name(shell: Shell) -> str:
    lines = (line for line in shell.device.running.lines([]) if line.startswith("hostname "))
    return next((line.split()[1].strip('"') for line in lines), "SG-6000")


def refusal(shell: Shell, line: str, why: Mismatch) -> str:
    """A pointer below the word that does not fit, the error beside it."""
    words = line.split()
    column = len(shell.prompt) + sum(len(word) + 1 for word in words[: why.at])
    word = words[why.at] if why.at < len(words) else ""
    said = f"ambiguous keyword {word}" if why.ambiguous else f"unrecognized keyword {word}"
    if why.incomplete:
        said = "incomplete command"
    return f"{' ' * column}^-----{said.strip()}\n"


def log(shell: Shell, message: str) -> str:
    """A message as the terminal monitor prints it."""
    return f"{shell.device.now:%Y-%m-%d %H:%M:%S}, WARNING@NET: {message}"


async def greeting(shell: Shell) -> None:
    """The question for a new password, if the scene asks for it."""
    shell.terminal.write("\n")
    if shell.device.spec.change_password:
        shell.terminal.write("Your password is the default one.\n")
        if (await shell.ask("Change it now? [Y/N]:")).lower().startswith("y"):
            shell.terminal.write("The password of this lab does not change.\n")
