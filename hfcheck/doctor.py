"""Is this station fit for an inspection? Each question has an answer in plain words and, when it is no, a remedy."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hfcheck.collect.clock import clock_state
from hfcheck.errors import InputError, LedgerError, RenderError
from hfcheck.ledger import known_keys, verify_ledger
from hfcheck.report.fonts import FONT, coverage
from hfcheck.station import PROJECT, Station

ENOUGH_DISK = 2 * 1024**3
GIB = 1024**3


class Health(StrEnum):
    """fine; worth mending; nothing works before it is mended."""

    FINE = "fine"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, what was found, and what to do about it ("" when nothing)."""

    subject: str
    health: Health
    found: str
    remedy: str = ""


def examine(station: Station) -> Iterator[Answer]:
    """Ask all questions, one after the other, so that a person sees them come in."""
    for question in QUESTIONS:
        yield from question(station)


def _python(_: Station) -> Iterator[Answer]:
    version = f"Python {sys.version.split()[0]}"
    fits = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield Answer("Python", Health.FINE if fits else Health.BROKEN, version, "" if fits else "use Python 3.11 to 3.13")


def _ansible(_: Station) -> Iterator[Answer]:
    tool = Path(sys.executable).with_name("ansible-playbook")
    if not tool.exists():
        yield Answer("Ansible", Health.BROKEN, f"no ansible-playbook beside {sys.executable}", "run: make setup")
        return
    known = importlib.util.find_spec("hfcheck") is not None
    command = [str(tool.with_name("python")), "-c", "import ansible, hfcheck; print(ansible.__version__)"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode == 0 and known:
        yield Answer("Ansible", Health.FINE, f"ansible-core {done.stdout.strip()}, and it can import hfcheck")
    else:
        yield Answer("Ansible", Health.BROKEN, "Ansible's Python cannot import hfcheck", "run: make setup")


def _ssh(_: Station) -> Iterator[Answer]:
    if shutil.which("ssh") is None:
        yield Answer("SSH client", Health.BROKEN, "no ssh", "as root: apt-get install openssh-client")
        return
    keys = sorted(path for path in (Path.home() / ".ssh").glob("id_*") if path.suffix != ".pub")
    agent = bool(os.environ.get("SSH_AUTH_SOCK"))
    open_keys = [path for path in keys if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_keys:
        yield Answer(
            "SSH keys", Health.BROKEN, f"{open_keys[0]} can be read by others", f"run: chmod 600 {open_keys[0]}"
        )
    elif keys or agent:
        yield Answer("SSH keys", Health.FINE, f"{len(keys)} keys, agent {'running' if agent else 'not running'}")
    else:
        yield Answer(
            "SSH keys",
            Health.WARNING,
            "none (the lab has its own)",
            "run: ssh-keygen -t ed25519, and put it on the targets",
        )


def _vault(_: Station) -> Iterator[Answer]:
    vaults = sorted(PROJECT.glob("inventory/*/group_vars/all/vault.yml"))
    plain = [path for path in vaults if not path.read_text(errors="replace").startswith("$ANSIBLE_VAULT;")]
    for path in plain:
        name = path.relative_to(PROJECT)
        yield Answer("Vault", Health.BROKEN, f"{name} is not encrypted", f"run: ansible-vault encrypt {name}")
    if not plain:
        yield Answer(
            "Vault",
            Health.FINE,
            f"{len(vaults)} vault files, all encrypted" if vaults else "no vault file, none needed by the lab",
        )


def _clock(_: Station) -> Iterator[Answer]:
    match clock_state().get("synchronised"):
        case True:
            yield Answer("Clock", Health.FINE, "synchronised")
        case False:
            yield Answer(
                "Clock",
                Health.WARNING,
                "not synchronised: such a clock cannot prove 09:30 by itself",
                "as root: apt-get install chrony",
            )
        case _:
            yield Answer("Clock", Health.WARNING, "the kernel does not tell whether it is synchronised")


def _fonts(_: Station) -> Iterator[Answer]:
    try:
        yield Answer("Chinese font", Health.FINE, f"{FONT.name} draws {len(coverage())} characters")
    except RenderError as problem:
        yield Answer("Chinese font", Health.BROKEN, str(problem), "restore hfcheck/report/fonts from the repository")


def _disk(station: Station) -> Iterator[Answer]:
    try:
        usage = shutil.disk_usage(station.ledger.parent)
        unfit = "" if os.access(station.root, os.W_OK) else f"{station.root} cannot be written"
    except InputError as problem:
        unfit = str(problem)
    if unfit:
        yield Answer("Disk", Health.BROKEN, unfit, "set HFCHECK_DATA to another directory")
        return
    enough = usage.free >= ENOUGH_DISK
    found = f"{usage.free / GIB:.1f} GiB free for {station.root}"
    yield Answer("Disk", Health.FINE if enough else Health.WARNING, found, "" if enough else "free at least 2 GiB")


def _ledger(station: Station) -> Iterator[Answer]:
    try:
        if not station.ledger.exists():
            yield Answer("Ledger", Health.FINE, "none yet; the first inspection makes it")
            return
        problems = [str(each) for each in verify_ledger(station.ledger, keys=known_keys(station.keys)).problems]
    except (InputError, LedgerError) as problem:
        problems = [str(problem)]
    if problems:
        yield Answer("Ledger", Health.BROKEN, problems[0], "run: hfcheck verify, and keep the file as it is")
    else:
        yield Answer("Ledger", Health.FINE, "the chain is whole")


QUESTIONS: tuple[Callable[[Station], Iterator[Answer]], ...] = (
    _python,
    _ansible,
    _ssh,
    _vault,
    _clock,
    _fonts,
    _disk,
    _ledger,
)
