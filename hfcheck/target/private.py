"""A private view of this machine: its own mounts and processes, a copy of /etc that may be written, all else read-only.

Everything hangs on the processes inside: when the last one ends, however it ends, the kernel takes the mounts, the
copy, the network and the stragglers away. Nothing is ever made outside that would have to be cleaned up.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import select
import signal
import stat
import subprocess
import time
from typing import Any, Callable, Dict, Iterator, Sequence

NEW_MOUNTS, NEW_PROCESSES, NEW_NETWORK = 0x00020000, 0x20000000, 0x40000000
RDONLY, REMOUNT, BIND, REC, PRIVATE = 1, 32, 4096, 16384, 1 << 18
# A read-only remount must repeat what the mount was restricted to already.
RESTRICTIONS = {"nosuid": 2, "nodev": 4, "noexec": 8}
DIE_WITH_PARENT = 1

# What the staged files and pam-auth-update write; the copies are what the walk then reads.
COPIED = ("/etc", "/usr/share/pam-configs", "/var/lib/pam", "/var/cache/debconf")
# What the walked programs may want to write and nobody needs to read.
EMPTY = ("/tmp", "/var/tmp", "/var/log")  # noqa: S108 - they are only covered
RUN = "/run"
# Below /run these are copied, so that no failed attempt is counted and no ticket is left; the rest is shown as it is.
OWN_STATE = ("faillock", "sudo", "utmp", "netns")
# Logins that are only tried out must not reach the log, the session service or a mailbox.
SILENCED = ("/run/systemd/journal/dev-log", "/run/dbus/system_bus_socket", "/usr/sbin/sendmail")
NOT_FROZEN = (
    "proc",
    "sysfs",
    "cgroup",
    "cgroup2",
    "devtmpfs",
    "devpts",
    "mqueue",
    "autofs",
    "nfs",
    "nfs4",
    "cifs",
    "ceph",
)

PATH = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"
ENVIRONMENT = {
    "PATH": PATH,
    "LC_ALL": "C",
    "LANG": "C",
    "HOME": "/root",
    "TERM": "dumb",
    "DEBIAN_FRONTEND": "noninteractive",
}
SAID_LIMIT = 20000
Answer = Dict[str, Any]

libc = ctypes.CDLL(None, use_errno=True)


class Apart(Exception):
    """Something that was done apart came to no answer; the message says how it ended."""


def said(argv: Sequence[str], stdin: str = "", seconds: float = 10) -> Answer:
    """Run a program: `{code, said}`; code None: it is not installed. Both streams are one text, cut at SAID_LIMIT."""
    try:
        done = subprocess.run(
            argv,
            input=stdin.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            env=ENVIRONMENT,
            cwd="/",
            check=False,
        )
    except FileNotFoundError:
        return {"code": None, "said": argv[0] + " is not installed"}
    except (OSError, subprocess.TimeoutExpired) as problem:
        return {"code": 126, "said": str(problem)[:SAID_LIMIT]}
    return {"code": done.returncode, "said": done.stdout[:SAID_LIMIT].decode("utf-8", "replace")}


def unshare(flags: int) -> None:
    """Leave the shared namespaces named by `flags`; OSError when this machine does not let even root do so."""
    _checked(libc.unshare(flags), "unshare")


def enter_network(path: str) -> None:
    """Enter a network namespace by its name in the file system."""
    with open(path, "rb") as namespace:
        _checked(libc.setns(namespace.fileno(), NEW_NETWORK), path)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """mount(2)."""
    done = libc.mount(os.fsencode(source), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), data.encode())
    _checked(done, "mount " + target)


def _checked(done: int, what: str) -> None:
    if done != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def apart(work: Callable[[], Answer], seconds: float) -> Answer:
    """Do `work` in a child that cannot outlive this process, and give back its answer; Apart when it gave none."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        libc.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        os.close(receive)
        _work_and_exit(work, send)
    os.close(send)
    try:
        text = _all_of(receive, time.monotonic() + seconds)
    finally:
        os.close(receive)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not text:
        raise Apart(f"ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "ended without an answer")
    answer: Answer = json.loads(text)
    if "raised" in answer:
        raise Apart(answer["raised"])
    return answer


def _work_and_exit(work: Callable[[], Answer], send: int) -> None:
    try:
        answer = work()
    except Exception as problem:  # noqa: BLE001 - the parent says it; a child that raised on would run the parent's code
        answer = {"raised": f"{type(problem).__name__}: {problem}"}
    with os.fdopen(send, "wb") as stream:
        stream.write(json.dumps(answer).encode())
    os._exit(0)


def _all_of(receive: int, deadline: float) -> bytes:
    found = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([receive], [], [], left)[0]:
            raise Apart("no answer in time")
        more = os.read(receive, 65536)
        if not more:
            return found
        found += more


def privately(work: Callable[[], Answer], seconds: float) -> Answer:
    """Do `work` in the private view, as the first process of its own process namespace."""
    unshare(NEW_MOUNTS | NEW_PROCESSES)

    def inside() -> Answer:
        make_private()
        return work()

    return apart(inside, seconds)


def make_private() -> None:
    """Turn the mounts of this process into the private view."""
    mount("none", "/", "none", REC | PRIVATE)
    mount("proc", "/proc", "proc", sum(RESTRICTIONS.values()))
    copied = [path for path in COPIED if os.path.isdir(path)]
    empty = [path for path in EMPTY if os.path.isdir(path)]
    for path in copied:
        _copy(path)
    for path in empty:
        mount("none", path, "tmpfs", RESTRICTIONS["nosuid"] | RESTRICTIONS["nodev"], "size=64m,mode=1777")
    _own_run()
    for path in SILENCED:
        if os.path.exists(path):
            mount("/dev/null", path, "none", BIND)
    _freeze([*copied, *empty, RUN])


def _copy(path: str) -> None:
    """Lay a copy in memory over the directory: the original is reached through a descriptor that was opened before."""
    original = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        mount("none", path, "tmpfs", RESTRICTIONS["nodev"], "size=512m")
        _copy_into(f"/proc/{os.getpid()}/fd/{original}/.", path)
    finally:
        os.close(original)


def _copy_into(source: str, target: str) -> None:
    done = said(["cp", "-a", source, target], seconds=60)
    if done["code"] != 0:
        raise OSError("no private copy of {}: {}".format(target, done["said"][:300]))


def _own_run() -> None:
    original = os.open(RUN, os.O_RDONLY | os.O_DIRECTORY)
    mount("none", RUN, "tmpfs", RESTRICTIONS["nosuid"] | RESTRICTIONS["nodev"], "size=64m,mode=755")
    try:
        for name in os.listdir(original):
            _show(f"/proc/{os.getpid()}/fd/{original}/{name}", os.path.join(RUN, name))
    finally:
        os.close(original)
    # systemd makes it when it starts the server, also by socket; sshd refuses to test its configuration without it.
    os.makedirs(RUN + "/sshd", mode=0o755, exist_ok=True)


def _show(source: str, target: str) -> None:
    kind = os.lstat(source).st_mode
    if stat.S_ISLNK(kind):
        os.symlink(os.readlink(source), target)
    elif os.path.basename(target) in OWN_STATE:
        _copy_into(source, target)
    elif stat.S_ISDIR(kind):
        os.mkdir(target)
        mount(source, target, "none", BIND | REC)
    else:
        with open(target, "wb"):
            pass
        mount(source, target, "none", BIND)


def _freeze(own: list[str]) -> None:
    for target, options, kind in _mounts():
        if target in own or kind in NOT_FROZEN or kind.startswith("fuse"):
            continue
        kept = sum(flag for name, flag in RESTRICTIONS.items() if name in options)
        try:
            mount("none", target, "none", REMOUNT | BIND | RDONLY | kept)
        except OSError as problem:
            # The path of a mount that another one hides leads to no mount: nobody can write through it.
            if problem.errno not in (errno.EINVAL, errno.ENOENT):
                raise


def _mounts() -> Iterator[tuple[str, list[str], str]]:
    """(where, its options, kind of file system) of every mount this process has."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as table:
        for line in table:
            before, _, after = line.partition(" - ")
            words = before.split(" ")
            target = words[4]
            for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
                target = target.replace(code, character)
            yield target, words[5].split(","), after.split(" ")[0]
