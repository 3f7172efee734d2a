"""Lays configuration files on this machine: each one that differs is written beside its place, checked, and renamed.

All of a list are written and checked before the first is renamed, so that one that is refused leaves all as they were.
Whoever reads a file meanwhile sees the old one or the new one, whole.
Runs on the target: Python 3.8 and its standard library only.

Asked: {files: [{dest, content (base64), mode ("0644"), owner, group, validate (a command with %s) or null}],
dry: whether nothing is to be written, told: how many bytes of what was there are to be told, null for none}
Answer: {problem: text or null, files: [{dest, changed, was ("0644 root:root", "" for nothing), before}]};
before: null, or of a changed file {text}, {larger: true} or {binary: true}
"""

from __future__ import annotations

import base64
import contextlib
import grp
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
from typing import Any, Dict, Iterator, NamedTuple

Answer = Dict[str, Any]
CONTENT, ATTRIBUTES = "content", "attributes"
SECONDS = 60
SAID_LIMIT = 600
# sudo, cron, logrotate, apt and systemd all pass over such a name, should a power cut leave the file behind.
BESIDE = (".hfcheck-", ".dpkg-new")
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
SELINUX = "/sys/fs/selinux"


class Refused(Exception):
    """A file that cannot be laid; the message says what was expected and found."""


class File(NamedTuple):
    """One file as it is to be, and as it is: `found` None where there is none yet."""

    item: Answer
    content: bytes
    found: os.stat_result | None

    @property
    def dest(self) -> str:
        """Its path."""
        return str(self.item["dest"])

    @property
    def is_regular(self) -> bool:
        """Whether a file is there, and no link."""
        return self.found is not None and stat.S_ISREG(self.found.st_mode)

    def lacks(self) -> str:
        """CONTENT when it is to be written anew, ATTRIBUTES when its mode or owner is another, else nothing."""
        if self.found is None or not self.is_regular or self.found.st_size != len(self.content):
            return CONTENT
        if _read(self.dest, len(self.content) + 1) != self.content:
            return CONTENT
        has = (stat.S_IMODE(self.found.st_mode), self.found.st_uid, self.found.st_gid)
        # An account that is not there yet owns nothing.
        wanted = (int(self.item["mode"], 8), _user(self.item["owner"]), _group(self.item["group"]))
        return "" if has == wanted else ATTRIBUTES

    def owners(self) -> tuple[int, int]:
        """Numbers of owner and group; Refused when this machine knows no such account."""
        user, group = _user(self.item["owner"]), _group(self.item["group"])
        if user is None:
            raise Refused("{dest}: expected the user {owner}, found none of that name".format(**self.item))
        if group is None:
            raise Refused("{dest}: expected the group {group}, found none of that name".format(**self.item))
        return user, group


def main(asked: Answer) -> Answer:
    """The whole answer. A file that cannot be written or is refused leaves all as they were."""
    os.umask(0o022)
    told: list[Answer] = []
    try:
        files = [_file(item) for item in asked["files"]]
        lacking = [(file, file.lacks()) for file in files]
        told = [_told(file, bool(lacks), asked["told"]) for file, lacks in lacking]
        if not asked["dry"]:
            _lay([file for file, lacks in lacking if lacks == CONTENT])
            _alter([file for file, lacks in lacking if lacks == ATTRIBUTES])
    except (OSError, Refused) as problem:
        return {"problem": str(problem)[:1000], "files": told}
    return {"problem": None, "files": told}


def _file(item: Answer) -> File:
    try:
        found: os.stat_result | None = os.lstat(item["dest"])
    except FileNotFoundError:
        found = None
    if found is not None and not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
        raise Refused("{}: expected a file or nothing, found {}".format(item["dest"], stat.filemode(found.st_mode)))
    return File(item, base64.b64decode(item["content"]), found)


def _lay(files: list[File]) -> None:
    with contextlib.ExitStack() as ending:
        beside = [(_written(file, ending), file) for file in files]
        for path, file in beside:
            _validate(path, file)
        for path, file in beside:
            os.replace(path, file.dest)
    _label([file.dest for file in files])


def _written(file: File, ending: contextlib.ExitStack) -> str:
    """Path of the new file beside its place; nobody else can read it before it has its owner and mode."""
    user, group = file.owners()
    directory = os.path.dirname(file.dest)
    os.makedirs(directory, mode=0o755, exist_ok=True)
    descriptor, path = tempfile.mkstemp(prefix=BESIDE[0], suffix=BESIDE[1], dir=directory)
    ending.callback(_remove, path)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(file.content)
        stream.flush()
        os.fchown(descriptor, user, group)
        os.fchmod(descriptor, int(file.item["mode"], 8))
        os.fsync(descriptor)
    return str(path)


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _validate(path: str, file: File) -> None:
    if file.item["validate"] is None:
        return
    argv = [word.replace("%s", path) for word in shlex.split(file.item["validate"])]
    expected = f"{file.dest}: expected {argv[0]} to accept it, found"
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            env=ENVIRONMENT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Refused(f"{expected} {problem}") from None
    if done.returncode != 0:
        said = done.stdout.decode("utf-8", "replace").replace(path, file.dest).strip()
        raise Refused(f"{expected} code {done.returncode}: {said[-SAID_LIMIT:]}")


def _alter(files: list[File]) -> None:
    for file in files:
        user, group = file.owners()
        descriptor = os.open(file.dest, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            os.fchown(descriptor, user, group)
            os.fchmod(descriptor, int(file.item["mode"], 8))
        finally:
            os.close(descriptor)


def _label(paths: list[str]) -> None:
    """Where SELinux is on, a new file has the label of its directory until the policy is asked."""
    restorecon = shutil.which("restorecon", path=ENVIRONMENT["PATH"])
    if paths and restorecon and os.path.isdir(SELINUX):
        subprocess.run([restorecon, "--", *paths], env=ENVIRONMENT, timeout=SECONDS, check=False)


def _told(file: File, changed: bool, limit: int | None) -> Answer:
    before = _before(file, limit) if changed and limit is not None else None
    return {"dest": file.dest, "changed": changed, "was": " ".join(_was(file)), "before": before}


def _was(file: File) -> Iterator[str]:
    if file.found is None:
        return
    if not file.is_regular:
        yield "a link to " + os.readlink(file.dest)
        return
    yield format(stat.S_IMODE(file.found.st_mode), "04o")
    user, group = _name(pwd.getpwuid, file.found.st_uid), _name(grp.getgrgid, file.found.st_gid)
    yield f"{user}:{group}"


def _before(file: File, limit: int) -> Answer:
    content = _read(file.dest, limit + 1) if file.is_regular else b""
    if len(content) > limit:
        return {"larger": True}
    return {"binary": True} if b"\0" in content else {"text": content.decode("utf-8", "replace")}


def _read(path: str, limit: int) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
        return stream.read(limit)


def _name(known: Any, number: int) -> str:
    try:
        return str(known(number)[0])
    except KeyError:
        return str(number)


def _user(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def _group(name: str) -> int | None:
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        return None
