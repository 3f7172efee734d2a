"""The command line: one module a command, found by its path. `hfcheck/cli/<name>.py` defines COMMAND."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import click

from hfcheck import __version__
from hfcheck.errors import HfcheckError

UNUSABLE = 3


class Commands(click.Group):
    """Loads a command's module only when it is asked for, so that `hfcheck today` does not wait for Ansible."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(module.name for module in pkgutil.iter_modules(__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").COMMAND
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def program() -> None:
    """Observe what is, judge it against what should be, and keep the proof."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; what a person can mend is said in one sentence and ends with status 3."""
    try:
        program(arguments, prog_name="hfcheck")
    except HfcheckError as problem:
        click.echo(f"hfcheck: {problem}", err=True)
        sys.exit(UNUSABLE)
