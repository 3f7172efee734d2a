"""A fresh Debian 12 that harden_servers.yml was applied to, with the judges that come as packages installed."""

from __future__ import annotations

import base64
import io
import tarfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.hardening import played
from hfcheck.lab.fresh import Servers, servers

NAME = "judged"
SCRIPTS = Path(__file__).parent / "scripts"
DECLARED = Path(__file__).parent / "declared.yml"
# An installed Debian has a host key of each kind, a fresh node of the lab has one.
PREPARE = "ssh-keygen -A\n"
BENCH = "/root/judges"
PACKAGES = r"dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'"
PATIENCE = 900.0  # seconds for one judge


@dataclass(frozen=True, slots=True)
class Node:
    """The node under judgement; what judges bring along lies below BENCH in it."""

    fleet: Servers

    def run(self, command: str, codes: Collection[int] = (0,)) -> str:
        """Standard output of a shell command of root; raises RuntimeError for an exit status not among `codes`."""
        done = self.fleet.console(NAME, ["sh", "-c", command], timeout=PATIENCE)
        if done.returncode not in codes:
            ended = f"expected exit {' or '.join(map(str, codes))} of {command[:80]!r}, found {done.returncode}"
            raise RuntimeError(f"{ended}: {(done.stderr or done.stdout)[-800:]}")
        return done.stdout

    def lay(self, archive: bytes, directory: str) -> None:
        """Unpack a tar archive into a directory below BENCH."""
        command = f"mkdir -p {BENCH}/{directory} && base64 -d | tar -x -C {BENCH}/{directory}"
        done = self.fleet.console(NAME, ["sh", "-c", command], stdin=base64.b64encode(archive).decode())
        if done.returncode:
            raise RuntimeError(f"could not unpack {directory} in the node: {done.stderr[-500:]}")

    def as_started(self, command: str) -> str:
        """The shell command that shows another one the kernel's settings as they would be after a start."""
        return f"sh {BENCH}/scripts/as_started.sh {command}"


@contextmanager
def judged_node(directory: Path) -> Iterator[tuple[Node, str]]:
    """The node, and its packages before and after it was hardened, an empty line between them."""
    with servers(directory / "room", {NAME: "bookworm"}, PREPARE) as fleet:
        node = Node(fleet)
        before = node.run(PACKAGES)
        played(fleet, "harden_servers.yml", yaml.safe_load(DECLARED.read_text()))
        packages = f"{before}\n{node.run(PACKAGES)}"
        node.lay(_scripts(), "scripts")
        node.run(f"sh {BENCH}/scripts/install.sh")
        yield node, packages


def _scripts() -> bytes:
    return packed({path.name: path.read_bytes() for path in SCRIPTS.glob("*.sh")})


def packed(files: dict[str, bytes]) -> bytes:
    """A tar archive of files, path → content."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return sink.getvalue()
