"""The tree of a release: what a newly installed Debian has. Made once by debootstrap, shared read-only by all nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hfcheck.lab.fresh.nodes import GATEWAY, RELAY_PORT
from hfcheck.lab.fresh.relay import own_shelf, serving
from hfcheck.lab.operation import alone
from hfcheck.lab.packages import run
from hfcheck.lab.tree import remove

SCRIPT = Path(__file__).parent / "scripts/tree.sh"
# What an installer adds for a server that is administered over SSH with Ansible.
PACKAGES = ("openssh-server", "sudo", "python3", "python3-apt", "dbus", "libpam-systemd", "ca-certificates")
SPACES = ("unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")


def make(cache: Path, releases: Iterable[str], say: Callable[[str], None]) -> None:
    """Make the trees that are not there, at once; it takes about a minute and needs the network."""
    with alone(cache):
        missing = sorted({release for release in releases if not tree(cache, release).is_dir()})
        if not missing:
            return
        say(f"fresh: installing {', '.join(missing)}; this is done once and takes one to three minutes")
        with serving(own_shelf(cache / "packages")) as url, ThreadPoolExecutor() as pool:
            for release in pool.map(lambda one: _make(cache, one, url), missing):
                say(f"fresh: {release} is installed")


def tree(cache: Path, release: str) -> Path:
    """Where the tree of a release is, or will be. One made in another way has another place: nodes may stand on it."""
    made_of = repr((release, PACKAGES, GATEWAY, RELAY_PORT)).encode() + SCRIPT.read_bytes()
    return cache / "trees" / f"{release}-{hashlib.sha256(made_of).hexdigest()[:12]}"


def _make(cache: Path, release: str, url: str) -> str:
    made = tree(cache, release)
    part = made.with_name(f"{made.name}.part")
    remove(part)
    made.parent.mkdir(parents=True, exist_ok=True)
    words = [str(part), release, ",".join(PACKAGES), url, f"http://{GATEWAY}:{RELAY_PORT}"]
    run([*SPACES, "sh", str(SCRIPT), *words], f"install {release}")
    part.rename(made)
    return release
