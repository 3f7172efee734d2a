"""The trial's program for the target: its modules as one file that Python runs, kept there as long as the run is."""

from __future__ import annotations

import importlib.resources
import io
import zipfile
from collections.abc import Sequence

PACKAGE = "hfcheck.target"
MODULES = ("snapshot", "undo_files", "undo", "kept", "session", "restore", "trial")
START = "import sys\n\nfrom hfcheck.target.trial import main\n\nraise SystemExit(main(sys.argv[1:]))\n"
ROOT = "/var/lib/hfcheck/trials"
# A date that is always the same makes the program the same bytes every time.
DATE = (1980, 1, 1, 0, 0, 0)


def program() -> bytes:
    """The program as a zip archive that Python runs."""
    source = importlib.resources.files(PACKAGE)
    files = {"__main__.py": START, "hfcheck/__init__.py": "", "hfcheck/target/__init__.py": ""}
    files |= {
        f"hfcheck/target/{name}.py": source.joinpath(f"{name}.py").read_text(encoding="utf-8") for name in MODULES
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def sent(python: str, run: str, arguments: Sequence[str]) -> str:
    """The command that puts the program, which comes on standard input, in its place and starts it."""
    place = f"{ROOT}/{run}"
    receive = f"umask 077 && mkdir -p -m 755 /var/lib/hfcheck && mkdir -p {place} && cat > {place}/trial.pyz"
    return f"{receive} && {known(python, run, arguments)}"


def known(python: str, run: str, arguments: Sequence[str]) -> str:
    """The command that starts the program of a run that was begun; the run and the arguments are plain words."""
    place = f"{ROOT}/{run}/trial.pyz"
    unknown = f"""echo '{{"refused": "this server knows no run {run}"}}'; exit 1"""
    return f"if [ -e {place} ]; then {python} {place} {' '.join(arguments)}; else {unknown}; fi"
