"""The command line: one module a command, found by its path. `hfcheck/cli/<name>.py` defines COMMAND."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback
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
    """Run one command and end with its status; what a person can mend is said in one sentence and ends with 3.

    So do a wrong option, an interrupt and a defect of hfcheck itself: 1 and 2 are words of `hfcheck inspect`.
    """
    try:
        status = program(arguments, prog_name="hfcheck", standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        status = UNUSABLE
    except click.Abort:
        click.echo("hfcheck: interrupted", err=True)
        status = UNUSABLE
    except (HfcheckError, OSError) as problem:
        click.echo(f"hfcheck: {problem}", err=True)
        status = UNUSABLE
    except Exception:  # noqa: BLE001 - nobody else is left to say it
        traceback.print_exc()
        click.echo("hfcheck: this is a defect of hfcheck, please report it with the lines above", err=True)
        status = UNUSABLE
    sys.exit(status if isinstance(status, int) else 0)
