"""`hfcheck runbook`: the runbooks by symptom, what one does, and running one without knowing Ansible."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from hfcheck.errors import InputError
from hfcheck.runbooks.journal import NO_INCIDENT, Journal
from hfcheck.runbooks.page import page, served
from hfcheck.runbooks.progress import Progress, current
from hfcheck.runbooks.record import check_incident
from hfcheck.runbooks.shape import AREAS, DIRECTORY, Runbook, load_all
from hfcheck.station import PROJECT, Station, current_station

SCREEN = "runbook_screen"


@click.group("runbook")
def runbook_group() -> None:
    """Find, read and run what is to be done about a fault."""


@runbook_group.command("list")
@click.argument("word", required=False)
def list_runbooks(word: str | None) -> None:
    """List the runbooks by area; with a WORD only those that have it in a symptom, a title or a check."""
    found = [book for book in load_all().values() if word is None or word in _words(book)]
    if not found:
        raise InputError(f"expected a word of a symptom, a title or a check, found {word!r} in none")
    for area in AREAS:
        books = [book for book in found if book.area == area]
        if books:
            click.echo(click.style(area, bold=True))
        for book in books:
            click.echo(f"  {book.name}  {book.title}")
            for symptom in book.symptoms:
                click.echo(f"      · {symptom}")


def _words(book: Runbook) -> str:
    checks = " ".join(f"{name} {title}" for name, title in served().get(book.name, ()))
    return " ".join((book.name, book.title, *book.symptoms, checks))


@runbook_group.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what a runbook does, stage by stage."""
    click.echo(page(_named(name), served()))


@runbook_group.command("open")
def show_open() -> None:
    """List the runs that somebody began and that are not at their end."""
    found = list(_open_runs(current_station()))
    for incident, name, progress in found:
        done = "、".join(f"{host} {step}" for step, host in progress.done) or "无"
        click.echo(f"{name}  {incident}  {progress.begun}  {progress.by}  {'、'.join(progress.hosts)}  已完成：{done}")
    if not found:
        click.echo("没有未完成的处置")


def _open_runs(station: Station) -> Iterator[tuple[str, str, Progress]]:
    for path in sorted(station.runbooks.glob("*/*.jsonl")):
        progress, lines = current(Journal(path).lines())
        if lines:
            yield ("无事件" if path.parent.name == NO_INCIDENT else path.parent.name, path.stem, progress)


@runbook_group.command()
@click.argument("name")
@click.argument("hosts", nargs=-1)
@click.option("-i", "--inventory", default="inventory/lab", show_default=True, help="The inventory of the hosts.")
@click.option("--incident", help="What it is run for: fault/ups-0903, candidate/… or alarm/…; none for a drill.")
@click.option("--by", help="Who does it.")
@click.option("--set", "answers", multiple=True, metavar="VARIABLE=ANSWER", help="Answer a question beforehand.")
@click.option("--check", is_flag=True, help="Rehearse: look, and change and record nothing.")
@click.option("--anew", is_flag=True, help="Leave a run that was not finished, and begin another.")
@click.option(
    "--vault-password-file", type=click.Path(exists=True, dir_okay=False), help="Where the vault's password is."
)
def run(name: str, hosts: Sequence[str], **options: object) -> None:
    """Run a runbook on HOSTS: it asks what is to be decided, does it, verifies it and records it.

    A run that was interrupted goes on where it was. Ends 0 when all is right again, another number otherwise.
    """
    book, asked = _named(name), dict(options)
    hosts = hosts or _asked_hosts(book)
    given: dict[str, object] = dict(_answer(text) for text in _texts(asked["answers"]))
    if sys.stdin.isatty() and not asked["check"]:
        asked["incident"] = asked["incident"] or click.prompt("事件编号（没有则回车）", default="", show_default=False)
        asked["by"] = asked["by"] or click.prompt("执行人")
    check_incident(current_station(), str(asked["incident"] or ""))
    wanted = {"runbook_incident": asked["incident"], "runbook_by": asked["by"], "runbook_anew": asked["anew"]}
    given |= {variable: value for variable, value in wanted.items() if value}
    command = [_program(), "-i", _existing(str(asked["inventory"])), "--limit", ",".join(hosts)]
    command += ["--check"] if asked["check"] else []
    command += [f"--vault-password-file={asked['vault_password_file']}"] if asked["vault_password_file"] else []
    _become([*command, "-e", json.dumps(given, ensure_ascii=False), str(DIRECTORY / f"{book.name}.yml")])


def _become(command: Sequence[str]) -> None:
    """Be Ansible from here on: whoever ends this process ends the run, and the terminal is asked by it."""
    screen = {"ANSIBLE_STDOUT_CALLBACK": SCREEN, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg")}
    os.chdir(PROJECT)
    os.execve(command[0], list(command), os.environ | screen)  # noqa: S606 - there is no shell, and none is wanted


def _program() -> str:
    return str(Path(sys.executable).with_name("ansible-playbook"))


def _named(name: str) -> Runbook:
    books: Mapping[str, Runbook] = load_all()
    if name not in books:
        raise InputError(f"expected one of {', '.join(books)}, found {name!r}")
    return books[name]


def _asked_hosts(book: Runbook) -> Sequence[str]:
    if not sys.stdin.isatty():
        raise InputError(f"{book.name}: expected the hosts that it is run on, found none")
    return str(click.prompt("主机（多台以逗号分隔）")).split(",")


def _texts(found: object) -> Sequence[str]:
    return [str(one) for one in found] if isinstance(found, tuple) else []


def _answer(text: str) -> tuple[str, str]:
    variable, equals, answer = text.partition("=")
    if not equals or not variable.isidentifier() or variable.startswith("ansible_"):
        raise InputError(f"--set: expected VARIABLE=ANSWER, found {text!r}")
    return variable, answer


def _existing(inventory: str) -> str:
    for path in (Path(inventory), PROJECT / inventory):
        if path.exists():
            return str(path.resolve())
    raise InputError(f"--inventory: expected a file or a directory, found nothing at {inventory!r}")


COMMAND = runbook_group
