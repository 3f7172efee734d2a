"""What devices that talk like Cisco's have in common, whoever made them: modes, the caret, the enable password."""

from __future__ import annotations

from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Place, Shell

ENTERING = "Enter configuration commands, one per line.  End with CNTL/Z."


def hostname(shell: Shell, unnamed: str) -> str:
    """The name in the prompt; `unnamed` is that of a device without one."""
    return next((line.split()[1] for line in shell.device.running.lines([]) if line.startswith("hostname ")), unnamed)


def caret(shell: Shell, line: str, why: Mismatch) -> str:
    """A caret below the word that does not fit, and the error."""
    column = len(shell.prompt) + sum(len(word) + 1 for word in line.split()[: why.at])
    return f"{' ' * column}^\n% Invalid input detected at '^' marker.\n"


async def greet(shell: Shell, about_password: str) -> None:
    """Without an enable password the session begins in privileged mode."""
    shell.terminal.write("\n")
    if shell.device.spec.change_password:
        shell.terminal.write(f"{about_password}\n")
        if (await shell.ask("Change it now? [Y/N]:")).lower().startswith("y"):
            shell.terminal.write("The password of this lab does not change.\n")
    if shell.device.spec.enable_password is None:
        shell.places[:] = [Place("exec")]


def enabling(question: str, denied: str) -> Action:
    """To the privileged mode, in the platform's own words."""

    async def enable(shell: Shell, words: tuple[str, ...]) -> str:
        if shell.places[-1].view == "user":
            wanted = shell.device.spec.enable_password
            if wanted is not None and await shell.ask(question, secret=True) != wanted:
                return denied
            shell.places[:] = [Place("exec")]
        return ""

    return enable


async def disable(shell: Shell, words: tuple[str, ...]) -> str:
    """Back to the mode that only looks."""
    shell.places[:] = [Place("user")]
    return ""


async def log_out(shell: Shell, words: tuple[str, ...]) -> str:
    """The end of the session."""
    shell.end()
    return ""


async def configure(shell: Shell, words: tuple[str, ...]) -> str:
    """To the configuration."""
    shell.enter("config")
    return ENTERING


async def leave(shell: Shell, words: tuple[str, ...]) -> str:
    """One mode up."""
    shell.leave()
    return ""


async def end(shell: Shell, words: tuple[str, ...]) -> str:
    """Out of the configuration."""
    shell.leave("exec")
    return ""


async def length(shell: Shell, words: tuple[str, ...]) -> str:
    """The lines of a page; 0 for no pages."""
    shell.terminal.page = int(words[0])
    return ""


async def nothing(shell: Shell, words: tuple[str, ...]) -> str:
    """What a device takes without a word."""
    return ""
