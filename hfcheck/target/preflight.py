"""What this machine would answer each administrator under configuration files that are not in force yet.

The files are laid over a private copy of /etc (private.py); every answer comes from the programs that will decide
later: sshd, PAM, sudo, nft. Nothing is judged here and nothing outside the private view changes.
Runs on the target: Python 3.8 and its standard library only.

Asked: {files: [{dest, content (base64), mode, group}], commands: [argv], users: [name], connecting: name,
become_password: whether sudo will be given one, networks: [cidr], firewall: path of the ruleset or null}
"""

from __future__ import annotations

import base64
import functools
import glob
import grp
import ipaddress
import os
import re
import secrets
import shutil
from typing import Iterator

from hfcheck.target import pam, person
from hfcheck.target.private import COPIED, NEW_NETWORK, Answer, Apart, apart, privately, said, unshare
from hfcheck.target.reach import reach

SECONDS = 150
SERVICES = ("sshd", "sudo")


def main(asked: Answer) -> Answer:
    """The whole answer; `{problem: text}` alone when this machine cannot be asked without changing it."""
    try:
        outside = _outside(asked)
        return privately(lambda: {"problem": None, **_walk(asked, outside)}, SECONDS)
    except (OSError, Apart) as problem:
        return {"problem": str(problem)[:1000]}


def _outside(asked: Answer) -> Answer:
    """What is to be known before this process leaves the machine's own namespaces."""
    came_from, server, port = _connection()
    sources = [came_from] if came_from else []
    own = set(_own_addresses())
    sources += [address for address in (_one_of(network, own) for network in asked["networks"]) if address]
    paths = {source: _path(source) for source in dict.fromkeys(sources)}
    return {
        "controller": came_from,
        "server": server,
        "port": port,
        "paths": paths,
        "interfaces": sorted(name for name in os.listdir("/sys/class/net") if name != "lo")[:64],
        "present": said(["nft", "list", "ruleset"])["said"] if asked["firewall"] and shutil.which("nft") else "",
        "listening": _listening(),
    }


def _connection() -> tuple[str | None, str | None, int | None]:
    """(client address, own address, own port) of the session this program came by; sudo hides it from its children."""
    process = os.getpid()
    while process > 1:
        with open(f"/proc/{process}/environ", "rb") as file:
            found = re.search(rb"(?:^|\0)SSH_CONNECTION=(\S+) \d+ (\S+) (\d+)", file.read())
        if found:
            return found[1].decode(), found[2].decode(), int(found[3])
        with open(f"/proc/{process}/stat", "rb") as file:
            process = int(file.read().rpartition(b")")[2].split()[1])
    return None, None, None


def _own_addresses() -> Iterator[str]:
    for line in said(["ip", "-o", "address"])["said"].splitlines():
        words = line.split()
        if len(words) > 3:
            yield words[3].partition("/")[0]


def _one_of(network: str, own: set[str]) -> str | None:
    """An address of the network that is not this machine's."""
    found = ipaddress.ip_network(network, strict=False)
    hosts = iter([found.network_address]) if found.num_addresses == 1 else found.hosts()
    return next((str(address) for address, _ in zip(hosts, range(1000)) if str(address) not in own), None)


def _path(source: str) -> list[str] | None:
    """[own address, interface] by which an answer to `source` leaves; None without a route or a routable address."""
    found = re.search(r"\bdev (\S+).*?\bsrc (\S+)", said(["ip", "route", "get", source])["said"].replace("\n", " "))
    return (
        [found[2], found[1]]
        if found and found[1] != "lo" and not ipaddress.ip_address(found[2]).is_link_local
        else None
    )


def _listening() -> dict[str, list[str]]:
    """TCP port → names of the programs that listen on it."""
    sockets: dict[str, str] = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if os.path.exists(table):
            with open(table, encoding="ascii") as file:
                rows = [line.split() for line in file.readlines()[1:]]
            sockets.update(
                {f"socket:[{row[9]}]": str(int(row[1].rpartition(":")[2], 16)) for row in rows if row[3] == "0A"}
            )
    found: dict[str, set[str]] = {}
    for descriptor in glob.iglob("/proc/[0-9]*/fd/*"):
        port = sockets.get(_link(descriptor))
        if port is not None:
            found.setdefault(port, set()).add(_program(descriptor.split("/")[2]))
    return {port: sorted(names) for port, names in found.items()}


def _link(descriptor: str) -> str:
    try:
        return os.readlink(descriptor)
    except OSError:
        return ""  # closed since


def _program(process: str) -> str:
    try:
        with open(f"/proc/{process}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return "a program that has ended"


def _walk(asked: Answer, outside: Answer) -> Answer:
    left_out = [item["dest"] for item in asked["files"] if not _lay(item)]
    commands = [{"argv": argv, **apart(functools.partial(_detached, argv), 70)} for argv in asked["commands"]]
    password = secrets.token_hex(12)
    with_password = person.give_password(asked["users"], pam.hashed(password))
    sshd = shutil.which("sshd", path="/usr/sbin:/sbin:/usr/local/sbin") or "sshd"
    return {
        **{name: outside[name] for name in ("controller", "server", "port", "listening")},
        "routes": {source: path is not None for source, path in outside["paths"].items()},
        "left_out": left_out,
        "commands": commands,
        "sshd": said([sshd, "-t"]),
        "visudo": said(["visudo", "-c"]),
        "missing": {service: pam.missing(service) for service in SERVICES},
        "options": pam.options(),
        "firewall": _firewall(asked, outside, sshd),
        "users": {
            user: person.answers(user, asked, outside, sshd, password if user in with_password else "")
            for user in asked["users"]
        },
    }


def _lay(item: Answer) -> bool:
    """Write one staged file; False when it belongs outside of what was copied."""
    dest = os.path.normpath(item["dest"])
    if not any(dest.startswith(directory + "/") for directory in COPIED if os.path.isdir(directory)):
        return False
    os.makedirs(os.path.dirname(dest), mode=0o755, exist_ok=True)
    if os.path.lexists(dest):
        os.unlink(dest)
    with open(dest, "wb") as file:
        os.fchmod(file.fileno(), int(item["mode"], 8))
        os.fchown(file.fileno(), 0, _group(item["group"]))
        file.write(base64.b64decode(item["content"]))
    return True


def _group(name: str) -> int:
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        return 0  # a group that the roles have yet to make


def _detached(argv: list[str]) -> Answer:
    unshare(NEW_NETWORK)
    return said(argv, seconds=60)


def _firewall(asked: Answer, outside: Answer, sshd: str) -> Answer:
    """`{seen, reason, ...}` of reach(); unseen where a program for it is not there."""
    lacking = [name for name in ("nft", "ip") if shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin") is None]
    if not asked["firewall"] or lacking:
        return {
            "seen": False,
            "reason": " and ".join(lacking) + " not installed yet" if lacking else "no ruleset is staged",
        }
    found = re.search(r"^port (\d+)$", said([sshd, "-T"])["said"], re.MULTILINE)
    paths = [(source, *path) for source, path in outside["paths"].items() if path is not None]
    try:
        port = int(found[1]) if found else 22
        return {
            "seen": True,
            "reason": "",
            **reach(asked["firewall"], outside["present"], outside["interfaces"], paths, port),
        }
    except (OSError, Apart) as problem:
        return {"seen": False, "reason": str(problem)[:1000]}
