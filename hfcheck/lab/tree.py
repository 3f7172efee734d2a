"""The tree of a node: Debian packages unpacked into a directory, made once and shared read-only by all nodes.

Root also configures the packages in a chroot, which gives a Debian that boots. Without root the packages are only
unpacked, and the few lines that their scripts would write are written here.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

from hfcheck.lab.nodes import LOGIN
from hfcheck.lab.packages import fetch, run, stamp

CONFIGURED, UNPACKED = "configured", "unpacked"
# Links that update-alternatives makes when packages are configured.
ALTERNATIVES = {"awk": "mawk", "which": "which.debianutils"}
SCRIPTS = Path(__file__).parent / "scripts"
# dpkg-deb -x would replace the links of the merged /usr by directories.
UNPACK = 'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink --no-same-owner'
MERGED = ("bin", "sbin", "lib", "lib64")
# Users that packages create when they are configured; the single user of a plain namespace cannot be anyone else.
UNPACKED_USERS = (
    f"{LOGIN}:x:1000:1000:{LOGIN}:/home/{LOGIN}:/bin/bash",
    "sshd:x:100:65534::/run/sshd:/usr/sbin/nologin",
    "_chrony:x:101:101::/var/lib/chrony:/usr/sbin/nologin",
    "messagebus:x:102:102::/nonexistent:/usr/sbin/nologin",
)


def ready(lab: Path, how: str) -> bool:
    """Whether the tree is there, made of what would be taken today."""
    mark = lab / f"{how}.stamp"
    return mark.is_file() and mark.read_text() == stamp(how) and (lab / how).is_dir()


def make(lab: Path, how: str) -> Path:
    """The tree of the nodes; made if it is not there. A half-made tree of a crash is made anew."""
    tree, part, packages = lab / how, lab / f"{how}.part", lab / "packages"
    if ready(lab, how):
        return tree
    for old in (tree, part):
        remove(old)
    debs = fetch(packages)
    _unpack(debs, part)
    _furnish_package_state(packages, part)
    if how == CONFIGURED:
        script = ["sh", str(SCRIPTS / "configure.sh"), str(part), str(packages / "cache/archives")]
        run(["unshare", "--mount", "--net", *script], "configure the packages of the nodes")
    else:
        _configure_by_hand(debs, part)
    part.rename(tree)
    (lab / f"{how}.stamp").write_text(stamp(how))
    remove(packages)
    return tree


def _unpack(debs: Sequence[Path], tree: Path) -> None:
    for name in MERGED:
        (tree / "usr" / name).mkdir(parents=True)
        (tree / name).symlink_to(f"usr/{name}")
    for deb in debs:
        run(["sh", "-c", UNPACK, "sh", str(deb), str(tree)], f"unpack {deb.name}")


def _furnish_package_state(packages: Path, tree: Path) -> None:
    """Let the nodes know which updates there are: the lists that apt has just fetched, and where they came from."""
    lists = tree / "var/lib/apt/lists"
    shutil.copytree(packages / "state/lists", lists, dirs_exist_ok=True)
    for name in ("sources.list", "sources.list.d", "trusted.gpg.d"):
        source, target = Path("/etc/apt") / name, tree / "etc/apt" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.is_file():
            shutil.copy(source, target)
    (tree / "etc/apt/apt.conf.d/90lab").write_text('Acquire::Languages "none";\nAcquire::GzipIndexes "true";\n')


def _configure_by_hand(debs: Sequence[Path], tree: Path) -> None:
    for name in ("passwd", "group"):
        shutil.copy(tree / f"usr/share/base-passwd/{name}.master", tree / "etc" / name)
    with (tree / "etc/passwd").open("a") as passwd:
        passwd.writelines(f"{line}\n" for line in UNPACKED_USERS)
    with (tree / "etc/group").open("a") as group:
        group.write(f"{LOGIN}:x:1000:\n_chrony:x:101:\nmessagebus:x:102:\n")
    names = [line.split(":")[0] for line in (tree / "etc/passwd").read_text().splitlines()]
    shadow = tree / "etc/shadow"
    shadow.write_text("".join(f"{name}:*:20000:0:90:7:::\n" for name in names))
    shadow.chmod(0o640)
    for name in (f"home/{LOGIN}", "run/sshd", "var/log/chrony"):
        (tree / name).mkdir(parents=True, exist_ok=True)
    (tree / "etc/sudoers").chmod(0o440)
    for name, target in ALTERNATIVES.items():
        (tree / "usr/bin" / name).symlink_to(target)
    for name in ("wtmp", "btmp", "lastlog"):
        (tree / "var/log" / name).touch()
    for source in (tree / "usr/share/pam").glob("common-*"):
        shutil.copy(source, tree / "etc/pam.d" / source.name)
    (tree / "var/lib/dpkg/status").write_text("\n".join(_installed(deb) for deb in debs))


def _installed(deb: Path) -> str:
    fields = subprocess.run(["dpkg-deb", "-f", str(deb)], capture_output=True, text=True, check=True).stdout
    first, _, rest = fields.partition("\n")
    return f"{first}\nStatus: install ok installed\n{rest}"


def remove(path: Path) -> None:
    """Remove a directory tree, also one with directories that their own owner may not write."""
    if not path.exists():
        return
    path.chmod(stat.S_IRWXU)
    for directory, names, _ in os.walk(path):
        for inner in (Path(directory, name) for name in names):
            if not inner.is_symlink():
                inner.chmod(stat.S_IRWXU)
    shutil.rmtree(path)
