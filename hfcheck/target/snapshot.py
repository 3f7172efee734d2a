"""What a hardening run may change of this machine, as plain values that can be kept, compared and put back.

A snapshot is `{section: {name: value}}`, all JSON. A name that is missing and None mean the same. No
password is in it, not even as a hash: of the second field of an account only its lock and its kind are kept.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
from typing import Any, Callable, Dict, Iterator, List, Mapping

Values = Dict[str, Any]
Snapshot = Dict[str, Values]
Changes = Dict[str, Dict[str, List[Any]]]

# Kept with their content. grub.cfg is made from /etc/default, and what starts next time must fit what is there again.
CONTENT = (
    "/etc",
    "/var/spool/cron",
    "/usr/share/pam-configs",
    "/var/lib/pam",
    "/usr/local/sbin",
    "/var/lib/dpkg/statoverride",
    "/boot/grub/grub.cfg",
)
# Only mode and owner, down to this depth: packages own the content.
MODES = {
    "/usr/bin": 9,
    "/usr/sbin": 9,
    "/usr/lib": 9,
    "/usr/libexec": 9,
    "/home": 1,
    "/root": 2,
    "/var/log": 9,
    "/boot": 9,
}
ACCOUNTS = tuple("/etc/" + name + copy for name in ("passwd", "shadow", "group", "gshadow") for copy in ("", "-"))
CONTENT_LIMIT = 32 * 1024 * 1024
HASH = re.compile(r"[^:!*]{6,}")
HIDDEN = "~"
# Values that move by themselves, answer only once, or are secret.
NOT_KEPT = re.compile(r"fs/binfmt_misc/|kernel/random/|kernel/ns_last_pid|.*(stable_secret|fastopen_key)$")
FILE_STATES = ("enabled", "disabled", "masked", "enabled-runtime", "masked-runtime", "linked")
UNIT_TYPES = "--type=service,socket,timer,mount,path"
OWN = "hfcheck-"
PASSING_MOUNTS = re.compile(r"/(run|proc|sys|dev/pts|var/lib/(docker|containers|kubelet))/|/sys$|/run$")
QUERIES = (
    ("dpkg-query", ["-W", "-f", "${binary:Package} ${Version} ${db:Status-Status}\\n"]),
    ("rpm", ["-qa", "--qf", "%{NAME}.%{ARCH} %{EPOCHNUM}:%{VERSION}-%{RELEASE} installed\\n"]),
)
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C",
    "HOME": "/root",
    "DEBIAN_FRONTEND": "noninteractive",
    "SYSTEMD_COLORS": "0",
}


def ran(argv: list[str], stdin: str = "", seconds: float = 60) -> tuple[int, str]:
    """Run a program: (code, its output); 127 when it is not installed, 124 when it took too long."""
    try:
        done = subprocess.run(  # noqa: PLW1510 - the code is the answer
            argv,
            input=stdin.encode("utf-8", "surrogateescape"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            env=ENVIRONMENT,
            cwd="/",
        )
    except FileNotFoundError:
        return 127, argv[0] + " is not installed"
    except subprocess.TimeoutExpired:
        return 124, f"{argv[0]} did not end within {seconds:.0f} seconds"
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape")


def snapshot(keep: str | None = None) -> Snapshot:
    """Every section. `keep` is a directory that gets the content of each file, named by its SHA-256."""
    return {name: look(name, keep) for name in LOOKS}


def look(section: str, keep: str | None = None) -> Values:
    """One section."""
    return paths(keep) if section == "paths" else LOOKS[section]()


def differences(before: Snapshot, after: Snapshot) -> Changes:
    """`{section: {name: [before, after]}}` of what differs; where names come and go by themselves, of what stayed."""
    found = {section: _differ(before[section], after[section]) for section in LOOKS}
    for section in COMING_AND_GOING:
        found[section] = {name: pair for name, pair in found[section].items() if None not in pair}
    return {section: names for section, names in found.items() if names}


def named(found: Mapping[str, Values]) -> dict[str, list[str]]:
    """Section → sorted names, of sections that have any."""
    return {section: sorted(names) for section, names in found.items() if names}


def _differ(before: Values, after: Values) -> dict[str, list[Any]]:
    names = sorted(before.keys() | after.keys())
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def paths(keep: str | None = None) -> Values:
    """Path → [kind, mode, owner, group, SHA-256 of the content or target of the link, extended attributes]."""
    return {path: entry(path, found, keep) for root in CONTENT for path, found in _walk(root, 99)}


def entry(path: str, found: os.stat_result, keep: str | None = None) -> list[Any]:
    """What a path is. Account files have no content here, as their fields are a section; nor has what is too large."""
    kind, content = "other", ""
    if stat.S_ISDIR(found.st_mode):
        kind = "directory"
    elif stat.S_ISLNK(found.st_mode):
        kind, content = "link", os.readlink(path)
    elif stat.S_ISREG(found.st_mode):
        kind = "file"
        if path not in ACCOUNTS and found.st_size <= CONTENT_LIMIT:
            content = _digest(path, keep)
    return [kind, stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid, content, attributes(path)]


def _digest(path: str, keep: str | None) -> str:
    with open(path, "rb") as file:
        data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    if keep is not None:
        copy = os.path.join(keep, digest)
        if not os.path.exists(copy):
            with open(copy, "wb") as file:
                file.write(data)
    return digest


def attributes(path: str) -> dict[str, str]:
    """Its extended attributes (access lists, capabilities), in hex."""
    try:
        names = os.listxattr(path, follow_symlinks=False)
        return {name: os.getxattr(path, name, follow_symlinks=False).hex() for name in names}
    except OSError:
        return {}


def _walk(root: str, depth: int) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below a path that stays on it, links not followed; what vanishes meanwhile is left out."""
    try:
        found = os.lstat(root)
        yield root, found
        names = sorted(os.listdir(root)) if depth and stat.S_ISDIR(found.st_mode) else []
    except OSError:
        return
    for name in names:
        yield from _walk(os.path.join(root, name), depth - 1)


def modes() -> Values:
    """Path → [mode, owner, group]. A place that is a link to another one is walked there."""
    found: Values = {}
    for root, depth in MODES.items():
        for path, status in _walk(os.path.realpath(root), depth):
            if not stat.S_ISLNK(status.st_mode):
                found[path] = [stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid]
    return found


def accounts() -> Values:
    """`file:name:field` → text, of the account files and of the copies that the tools keep of them."""
    found: Values = {}
    for path in ACCOUNTS:
        for fields in _lines(path):
            for number, text in enumerate(fields[1:], 1):
                found[f"{path}:{fields[0]}:{number}"] = shown(text) if number == 1 else text
    return found


def _lines(path: str) -> Iterator[list[str]]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                yield line.rstrip("\n").split(":")
    except FileNotFoundError:
        return


def shown(password: str) -> str:
    """A password field without its secret: `~` stands for a hash, whatever locks it stays."""
    body = password.lstrip("!")
    return password[: len(password) - len(body)] + (HIDDEN if HASH.fullmatch(body) else body)


def packages() -> Values:
    """Package → version."""
    for program, arguments in QUERIES:
        code, text = ran([program, *arguments])
        if code == 0:
            words = (line.split(" ") for line in text.splitlines())
            return {name: version for name, version, status in words if status == "installed"}
    return {}


def units() -> Values:
    """Unit that can be enabled → "enabled active"; instances and what systemd makes for itself are none.

    A unit that runs on after its file is gone is "gone active".
    """
    files = _columns(["systemctl", "list-unit-files", "--no-legend", "--plain", UNIT_TYPES], 2)
    running = _columns(["systemctl", "list-units", "--all", "--no-legend", "--plain", UNIT_TYPES], 4)
    active = {words[0]: words[1] for words in running if words[2] == "active"}
    found = {
        name: state + (" active" if name in active else " inactive")
        for name, state in (words[:2] for words in files)
        if state in FILE_STATES and not name.startswith(OWN) and "@." not in name
    }
    return {**{name: "gone active" for name, loaded in active.items() if loaded == "not-found"}, **found}


def _columns(argv: list[str], number: int) -> list[list[str]]:
    rows = (line.split() for line in ran(argv)[1].splitlines())
    return [words for words in rows if len(words) >= number]


def sysctl() -> Values:
    """`net/ipv4/ip_forward` → text, of everything that root may write."""
    root, found = "/proc/sys/", {}
    for path, status in _walk("/proc/sys", 12):
        name = path[len(root) :]
        if stat.S_ISREG(status.st_mode) and status.st_mode & 0o200 and not NOT_KEPT.match(name):
            try:
                with open(path, "rb") as file:
                    found[name] = file.read(65536).decode("utf-8", "surrogateescape").strip()
            except OSError:
                continue
    return found


def tables() -> Values:
    """`inet filter` → its text, without counters. Without nft there is none that this run could change."""
    code, text = ran(["nft", "-s", "list", "ruleset"])
    return tables_of(text) if code == 0 else {}


def tables_of(text: str) -> Values:
    """The tables of `nft list ruleset`."""
    blocks = re.split(r"^(?=table )", text, flags=re.MULTILINE)
    named = ((re.match(r"table (\S+ \S+) \{", block), block) for block in blocks)
    return {name[1]: block for name, block in named if name}


def mounts() -> Values:
    """Mount point → its options and those of its file system, of what does not come and go with sessions."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        return mounts_of(file.read())


def mounts_of(text: str) -> Values:
    """The mounts of a mountinfo table."""
    found: Values = {}
    for line in text.splitlines():
        words, _, system = line.partition(" - ")
        point, options = words.split(" ")[4:6]
        if not PASSING_MOUNTS.match(point):
            found[point] = [sorted(options.split(",")), sorted(system.split(" ")[-1].split(","))]
    return found


LOOKS: dict[str, Callable[[], Values]] = {
    "paths": paths,
    "modes": modes,
    "accounts": accounts,
    "packages": packages,
    "units": units,
    "sysctl": sysctl,
    "tables": tables,
    "mounts": mounts,
}
# Interfaces bring and take settings, logs and package content bring and take files.
COMING_AND_GOING = ("modes", "sysctl")
