"""How Comware talks: prompts, refusals, log lines, what it says after a login."""

from __future__ import annotations

from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.shell import Shell

# What a prompt calls a section of the configuration, by the first word of its line.
SECTIONS = {
    "local-user": "luser-manage",
    "user-interface": "ui",
    "acl": "acl-ipv4",
    "radius": "radius",
    "domain": "isp",
}
STARS = "*" * 78
BANNER = (
    f"\n{STARS}\n"
    "* Copyright (c) 2004-2022 New H3C Technologies Co., Ltd. All rights reserved.*\n"
    "* Without the owner's prior written consent,                                 *\n"
    "* no decompiling or reverse-engineering shall be allowed.                    *\n"
    f"{STARS}\n\n"
)

RECORDS = ("SHELL_CMD", "-Line=vty0-IPAddr=127.0.0.1-User={user}; Command is {line}")


def prompt(shell: Shell) -> str:
    """<Name>, [Name], [Name-GigabitEthernet1/0/1]; a firewall of a pair has RBM_P or RBM_S before it."""
    if shell.places[-1].view == "user":
        return f"{shell.prefix}<{_name(shell)}>"
    section = f"-{_section(shell.path[-1])}" if shell.path else ""
    return f"{shell.prefix}[{_name(shell)}{section}]"


def _name(shell: Shell) -> str:
    return next((line.split()[1] for line in shell.device.running.lines([]) if line.startswith("sysname ")), "H3C")


def _section(line: str) -> str:
    first, *others = line.split()
    if first in ("interface", "vlan"):
        return f"{'' if first == 'interface' else first}{''.join(others)}"
    if first in ("line", "user-interface"):
        return f"{SECTIONS.get(first, first)}-{others[0]}{'-'.join(others[1:])}"
    return "-".join((SECTIONS.get(first, first), *others[: 1 if first == "local-user" else 2]))


def refusal(shell: Shell, line: str, why: Mismatch) -> str:
    """A caret below the word that does not fit, and what is wrong with it."""
    column = len(shell.prompt) + sum(len(word) + 1 for word in line.split()[: why.at])
    kinds = (
        (why.ambiguous, "Ambiguous command"),
        (why.incomplete, "Incomplete command"),
        (why.value, "Wrong parameter"),
        (True, "Unrecognized command"),
    )
    return f"{' ' * column}^\n % {next(words for fits, words in kinds if fits)} found at '^' position."


def log(shell: Shell, message: str) -> str:
    """A message as the terminal monitor prints it."""
    now = shell.device.now
    stamp = f"{now:%b} {now.day:>2} {now:%H:%M:%S}:{now.microsecond // 1000:03d} {now.year}"
    return f"%{stamp} {_name(shell)} IFNET/5/LINK_UPDOWN: {message}."


async def greeting(shell: Shell) -> None:
    """The box of stars; the question for a new password, if the scene asks for it."""
    shell.terminal.write(BANNER)
    if shell.device.spec.change_password:
        shell.terminal.write("Your login password will expire in 3 days.\n")
        if (await shell.ask("Do you want to change it now? [Y/N]:")).lower().startswith("y"):
            shell.terminal.write("The password of this lab does not change.\n")
