"""How each judge is asked about the node. What it says is kept as it said it, in a file of its own."""

from __future__ import annotations

import importlib.util
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.judges.node import BENCH, Node, packed
from hfcheck.errors import InputError

RULES = "/usr/share/xml/scap/ssg/content/ssg-debian12-ds.xml"
PROFILE = "xccdf_org.ssgproject.content_profile_anssi_bp28"
POLICY = "Hardened Debian 12 (version 3)"
# OpenSCAP ends with 2, Lynis with 0 or 78, ssh-audit with 2 or 3, when they have something to say against a server.
COMPLAINTS = (0, 2, 3, 78)
SETTINGS = r"systemd-analyze cat-config sysctl.d | sed -n 's/^-\{0,1\} *\([a-z][^=]*[^ =]\) *= *\(.*\)$/\1 = \2/p'"
Runner = Callable[[Node], str]


def openscap(profile: str) -> Runner:
    """BP-028 of Debian 13's content, on the kernel's settings as they would be after a start."""
    command = f"oscap xccdf eval --profile {PROFILE}_{profile} {RULES}"
    return lambda node: node.run(node.as_started(command), COMPLAINTS)


def lynis(node: Node) -> str:
    """The report file of an audit, on the kernel's settings as they would be after a start."""
    report = f"{BENCH}/lynis.dat"
    audit = f"lynis audit system --quick --no-colors --report-file {report} --logfile {BENCH}/lynis.log"
    node.run(f"{node.as_started(audit)} >/dev/null", COMPLAINTS)
    return node.run(f"cat {report}")


def ssh_audit(*options: str) -> Runner:
    """ssh-audit of this installation, laid into the node, which it asks on its loopback address."""

    def ask(node: Node) -> str:
        node.lay(packed(_package("ssh_audit")), "ssh_audit")
        words = shlex.join(["python3", "-m", "ssh_audit.ssh_audit", "-j", *options, "127.0.0.1"])
        return node.run(f"cd {BENCH}/ssh_audit && {words}", COMPLAINTS)

    return ask


def debian_cis(clone: Path) -> Runner:
    """All checks of a clone of ovh/debian-cis, as it is configured when it is new."""

    def ask(node: Node) -> str:
        node.lay(tracked(clone), "debian_cis")
        return node.run(f"sh {BENCH}/scripts/debian_cis.sh {BENCH}/debian_cis", (0, 1))

    return ask


def kernel_checker(clone: Path) -> Runner:
    """A clone of kernel-hardening-checker, shown the settings that the node's files declare."""

    def ask(node: Node) -> str:
        with tempfile.TemporaryDirectory() as directory:
            subprocess.run(["tar", "-x", "-C", directory], input=tracked(clone), check=True)
            settings = Path(directory) / "settings"
            settings.write_text(node.run(SETTINGS))
            words = [sys.executable, "bin/kernel-hardening-checker", "-s", str(settings), "-m", "json"]
            return subprocess.run(words, cwd=directory, capture_output=True, text=True, check=True).stdout

    return ask


def _package(name: str) -> dict[str, bytes]:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise InputError(f"expected the Python package {name}, found none: scripts/setup.sh bench installs it")
    base = Path(spec.origin).parent
    return {f"{name}/{path.relative_to(base)}": path.read_bytes() for path in base.rglob("*.py")}


def tracked(clone: Path) -> bytes:
    """What the newest commit of a clone, bare or not, has, as a tar archive; raises InputError."""
    done = subprocess.run(["git", "-C", str(clone), "archive", "HEAD"], capture_output=True, check=False)
    if done.returncode:
        raise InputError(f"expected a git clone in {clone}, found none: {done.stderr.decode(errors='replace')[-200:]}")
    return done.stdout


def runners(debian_cis_clone: Path | None, kernel_checker_clone: Path | None) -> Mapping[str, Runner]:
    """File → how what belongs into it is asked; repositories only where a path to them is given."""
    packaged: dict[str, Runner] = {
        "ssh_audit.json": ssh_audit(),
        "ssh_policy.json": ssh_audit("-P", POLICY),
        "lynis.dat": lynis,
        **{f"bp28_{profile}.txt": openscap(profile) for profile in ("minimal", "intermediary", "enhanced")},
    }
    cloned: dict[str, Runner] = {}
    if kernel_checker_clone:
        cloned["kernel_checker.json"] = kernel_checker(kernel_checker_clone)
    if debian_cis_clone:
        cloned["debian_cis.txt"] = debian_cis(debian_cis_clone)
    return packaged | cloned
