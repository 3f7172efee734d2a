"""How IOS talks: prompts, refusals, log lines."""

from __future__ import annotations

from hfcheck.lab.devices.ios_like import caret, greet, hostname
from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.shell import Shell

MODES = {"user": ">", "exec": "#", "config": "(config)#", "interface": "(config-if)#"}
MODES |= {"acl": "(config-std-nacl)#"}


def prompt(shell: Shell) -> str:
    """Switch>, Switch#, Switch(config)#, Switch(config-if)#."""
    view = shell.places[-1].view
    return hostname(shell, "Switch") + MODES.get(view, f"(config-{view})#")


def refusal(shell: Shell, line: str, why: Mismatch) -> str:
    """A caret below the word that does not fit and the error; an abbreviation or a half line has no caret."""
    if why.ambiguous:
        return f'% Ambiguous command:  "{line}"'
    if why.incomplete:
        return "% Incomplete command.\n"
    return caret(shell, line, why)


def log(shell: Shell, message: str) -> str:
    """A message as the terminal monitor prints it."""
    now = shell.device.now
    return f"{now:%b} {now.day:>2} {now:%Y %H:%M:%S}.{now.microsecond // 1000:03d} CST: %LINK-3-UPDOWN: {message}"


async def greeting(shell: Shell) -> None:
    """Without an enable password the session begins in privileged mode."""
    await greet(shell, "The password of this account has expired.")
