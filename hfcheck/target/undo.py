"""Put this machine back to what a snapshot says of it: first what decides who gets in, then all the rest.

Nothing stops at the first thing that cannot be done; every function returns what it could not do, a sentence each.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
import re
from typing import Dict, Iterator

from hfcheck.target import snapshot as seen
from hfcheck.target.snapshot import Snapshot, Values, ran
from hfcheck.target.undo_files import Problems, accounts, files, modes, tried

Wanted = Dict[str, Values]

ACCESS_UNITS = ("ssh.service", "sshd.service")
# Restarting these would cut sessions or the network, and no setting of theirs is ours.
LEFT_RUNNING = re.compile(
    r"(dbus|user@|user-runtime-dir@|session-|(serial-|console-)?getty|hfcheck-|sshd?@|systemd-networkd|systemd-udevd"
    r"|systemd-user-sessions|networking|NetworkManager)"
)
UNIT_FACTS = "Id,Type,ActiveState,CanReload,StateChangeTimestampMonotonic,ExecMainStartTimestampMonotonic"
OPPOSITES = {"nosuid": "suid", "nodev": "dev", "noexec": "exec", "ro": "rw", "nosymfollow": "symfollow"}
APT = ["apt-get", "--yes", "--quiet", "--no-install-recommends", "--purge", "-o", "DPkg::Lock::Timeout=120"]
APT += ["-o", "Dpkg::Options::=--force-confold", "install"]


def access(wanted: Snapshot, todo: Wanted, copies: list[str]) -> Problems:
    """Files, accounts, rules and kernel settings, and the SSH server reads them: everything that takes no time."""
    problems = [*files(wanted["paths"], copies, everything=False), *accounts(wanted["accounts"])]
    problems += [*tables(todo["tables"]), *sysctl(todo["sysctl"]), *_systemctl("daemon-reload", [])]
    active = [name for name in ACCESS_UNITS if wanted["units"].get(name, "").endswith(" active")]
    return [*problems, *_systemctl("reload-or-restart", active)]


def rest(wanted: Snapshot, todo: Wanted, copies: list[str], restarts: dict[str, str]) -> Problems:
    """Packages, then once more the files, as packages write them, then units and mounts, and what runs reads its files.

    A unit that stops may take its settings and rules with it, so that these come once more in the end.
    """
    problems = [*packages(todo["packages"])]
    problems += [*files(wanted["paths"], copies), *accounts(wanted["accounts"]), *modes(wanted["modes"])]
    problems += [*_systemctl("daemon-reload", []), *_units(todo["units"], "stop"), *mounts(todo["mounts"])]
    problems += _units(todo["units"], "start")
    for verb in sorted(set(restarts.values())):
        problems += _systemctl(verb, _running(name for name in restarts if restarts[name] == verb))
    return [*problems, *tables(todo["tables"]), *sysctl(todo["sysctl"])]


def sysctl(todo: Values) -> Problems:
    """Kernel settings, more than once: some, such as forwarding, set others when they are written."""
    for _ in range(3):
        now = seen.sysctl()
        for name in sorted(name for name in todo if name in now and now[name] != todo[name]):
            tried("/proc/sys/" + name, _write_setting, todo[name])
    now = seen.sysctl()
    stuck = [name for name in todo if name in now and now[name] != todo[name]]
    return [f"sysctl {name} stays {now[name]!r} until the next start" for name in stuck]


def _write_setting(path: str, text: str) -> None:
    with open(path, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))


def tables(todo: Values) -> Problems:
    """The tables of the packet filter, in one transaction; those of others are not touched."""
    now = seen.tables()
    due = [name for name in sorted(todo) if now.get(name) != todo[name]]
    script = "".join([f"delete table {name}\n" for name in due if name in now] + [todo[name] or "" for name in due])
    return _done(["nft", "-f", "-"], script) if due else []


def packages(todo: Values) -> Problems:
    """Added packages away, removed ones back, from the cache or the mirror; a newer version stays what it is."""
    now = seen.packages()
    added = [name for name, version in todo.items() if version is None and name in now]
    removed = [f"{name}={version}" for name, version in todo.items() if version is not None and name not in now]
    if not os.path.exists("/usr/bin/dpkg"):
        return _rpm(added, [package.partition("=")[0] for package in removed])
    if removed:
        argv = [*APT, *removed, *(name + "-" for name in added)]
        if ran([argv[0], "--no-download", *argv[1:]], seconds=600)[0] == 0:
            return []
        problems = _done(argv, seconds=600)
        if not problems:
            return []
    else:
        problems = []
    return problems + (_done(["dpkg", "--purge", *added], seconds=600) if added else [])


def _rpm(added: list[str], removed: list[str]) -> Problems:
    problems = _done(["dnf", "-y", "install", *removed], seconds=600) if removed else []
    return problems + (_done(["rpm", "-e", *added], seconds=600) if added else [])


def _units(todo: Values, verb: str) -> Problems:
    if not todo:
        return []
    now = seen.units()
    active = {name for name in todo if (todo[name] or "").endswith(" active")}
    running = {name for name in todo if now.get(name, "").endswith(" active")}
    return _systemctl(verb, sorted(running - active if verb == "stop" else active - running))


def _running(names: Iterator[str]) -> list[str]:
    return [name for name in names if ran(["systemctl", "is-active", "--quiet", name])[0] == 0]


def _systemctl(verb: str, names: list[str]) -> Problems:
    return _done(["systemctl", verb, *names], seconds=120) if names or verb == "daemon-reload" else []


def mounts(todo: Values) -> Problems:
    """Options of what stays mounted; what was mounted is unmounted."""
    now, problems = seen.mounts(), []
    for point, wanted in todo.items():
        if point in now and wanted is None:
            problems += _done(["umount", point])
        elif point in now and now[point] != wanted:
            problems += _done(["mount", "-o", "remount," + ",".join(options(wanted, now[point])), point])
    return problems


def options(wanted: list[list[str]], now: list[list[str]]) -> Iterator[str]:
    """What to remount with, so that the options of now become those that are wanted."""
    before, after = ({*pair[0], *pair[1]} for pair in (wanted, now))
    for option in sorted(after - before):
        if option in OPPOSITES:
            yield OPPOSITES[option]
        elif option.startswith("hidepid=") and not any(one.startswith("hidepid=") for one in before):
            yield "hidepid=0"
    yield from sorted(before - after)


def touched(since: int) -> dict[str, str]:
    """Unit → what makes it read its files again, of services that were started or reloaded since (µs of this boot)."""
    _, text = ran(["systemctl", "show", "--property=" + UNIT_FACTS, "*.service"])
    found = (dict(line.partition("=")[::2] for line in block.splitlines()) for block in text.split("\n\n"))
    return {unit["Id"]: verb for unit in found for verb in _verbs(unit, since)}


def _verbs(unit: dict[str, str], since: int) -> Iterator[str]:
    if unit.get("ActiveState") != "active" or unit["Type"] == "oneshot" or LEFT_RUNNING.match(unit["Id"]):
        return
    if int(unit["ExecMainStartTimestampMonotonic"] or 0) > since:
        yield "restart"
    elif int(unit["StateChangeTimestampMonotonic"] or 0) > since and unit["CanReload"] == "yes":
        yield "reload"


def _done(argv: list[str], stdin: str = "", seconds: float = 60) -> Problems:
    code, text = ran(argv, stdin, seconds)
    return [] if code == 0 else [f"{' '.join(argv)[:200]}: {text.strip()[-300:]}"]
