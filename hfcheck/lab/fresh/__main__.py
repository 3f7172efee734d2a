"""python -m hfcheck.lab.fresh: fresh servers at the command line, for people and for molecule."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from hfcheck.errors import HfcheckError, InputError
from hfcheck.lab.fresh.fleet import RELEASES, attach, default_cache, servers

STANDARD = {f"n{number}": release for release, number in RELEASES.items()}


@click.group()
@click.option(
    "-d", "--directory", type=click.Path(file_okay=False, path_type=Path), help="Where they run.  [default: fresh/room]"
)
@click.pass_context
def main(context: click.Context, directory: Path | None) -> None:
    """Newly installed Debian 11, 12 and 13 in containers of their own, to be changed at will."""
    context.obj = directory or default_cache() / "room"


@main.command()
@click.argument("planned", metavar="NAME=RELEASE...", nargs=-1)
@click.option("--prepare", type=click.File(), help="A shell script that root runs in each node when it is fresh.")
@click.pass_obj
def up(directory: Path, planned: tuple[str, ...], prepare: TextIO | None) -> None:
    """Start nodes; without names one of each release: n11, n12, n13."""
    releases = dict(_pair(word) for word in planned) or STANDARD
    script = prepare.read() if prepare else ""
    fleet = servers(directory, releases, script, say=lambda line: click.echo(line, err=True))
    click.echo(f"fresh: up; ssh -F {fleet.ssh_config} NAME; ansible -i {fleet.inventory}")


def _pair(word: str) -> tuple[str, str]:
    name, _, release = word.partition("=")
    if not release:
        raise InputError(f"expected NAME=RELEASE, found {word!r}")
    return name, release


@main.command()
@click.pass_obj
def down(directory: Path) -> None:
    """End all nodes and remove their files."""
    attach(directory).stop()


@main.command()
@click.argument("names", nargs=-1)
@click.pass_obj
def reset(directory: Path, names: tuple[str, ...]) -> None:
    """Make nodes fresh again; all of them without names."""
    attach(directory).reset(*names)


@main.command()
@click.argument("names", nargs=-1)
@click.pass_obj
def restart(directory: Path, names: tuple[str, ...]) -> None:
    """Cut the power of nodes and switch them on again; all of them without names."""
    attach(directory).restart(*names)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("argv", nargs=-1, required=True)
@click.pass_obj
def console(directory: Path, name: str, argv: tuple[str, ...]) -> None:
    """Run a command as root at a node's console, also when nobody can log in."""
    done = attach(directory).console(name, argv)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    sys.exit(done.returncode)


if __name__ == "__main__":
    try:
        main()
    except HfcheckError as problem:
        sys.exit(f"fresh: {problem}")
