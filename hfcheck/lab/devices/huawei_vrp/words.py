"""How VRP talks: prompts, refusals, log lines, what it says after a login."""

from __future__ import annotations

from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.shell import Shell

# What a prompt calls a section of the configuration, by its first words.
SECTIONS = {"user-interface vty": "ui-vty", "user-interface console": "ui-console", "user-interface con": "ui-console"}

RECORDS = (
    "CMDRECORD",
    'Recorded command information. (Task=VTY0, Ip=127.0.0.1, VpnName=, User={user}, Command="{line}", Result=Success)',
)


def prompt(shell: Shell) -> str:
    """<Name>, [Name], [Name-GigabitEthernet0/0/1]; in two stages [~Name], [*Name] with something to commit."""
    name = next((line.split()[1] for line in shell.device.running.lines([]) if line.startswith("sysname ")), "HUAWEI")
    if shell.places[-1].view == "user":
        return f"{shell.prefix}<{name}>"
    mark = "" if shell.candidate is None else "~" if shell.candidate == shell.device.running else "*"
    section = f"-{_section(shell.path[-1])}" if shell.path else ""
    return f"{shell.prefix}[{mark}{name}{section}]"


def _section(line: str) -> str:
    words = line.split()
    known = SECTIONS.get(" ".join(words[:2]))
    if known:
        return known + "-".join(words[2:])
    return "".join(words[1:]) if words[0] == "interface" else "-".join(words[:2])


def refusal(shell: Shell, line: str, why: Mismatch) -> str:
    """A caret below the word that does not fit, and the error."""
    words = line.split()
    column = len(shell.prompt) + sum(len(word) + 1 for word in words[: why.at])
    kind = (
        "Ambiguous command"
        if why.ambiguous
        else "Incomplete command"
        if why.incomplete
        else "Wrong parameter"
        if why.value
        else "Unrecognized command"
    )
    return f"{' ' * column}^\nError: {kind} found at '^' position."


def log(shell: Shell, message: str) -> str:
    """A message as the terminal monitor prints it."""
    at = shell.device.now.strftime("%b %e %Y %H:%M:%S+08:00")
    return f"{at} {shell.device.name} %%01IFNET/4/LINK_STATE(l)[{shell.count}]:{message}."


async def greeting(shell: Shell) -> None:
    """The lines between login and first prompt; the question for a new password, if the scene asks for it."""
    device = shell.device
    if device.spec.change_password:
        shell.terminal.write("Warning: The initial password poses security risks.\n")
        if (await shell.ask("The password needs to be changed. Change now? [Y/N]:")).lower().startswith("y"):
            shell.terminal.write("Error: The password of this lab does not change.\n")
    shell.terminal.write(
        "\nInfo: The max number of VTY users is 21, the number of current VTY users online is 1,"
        " and total number of terminal users online is 1.\n"
        f"      The current login time is {device.now:%Y-%m-%d %H:%M:%S+08:00}.\n"
    )
