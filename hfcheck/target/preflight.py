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
import pwd
import re
import secrets
import shutil
import stat
from typing import Any, Iterator

from hfcheck.target import pam
from hfcheck.target.private import COPIED, NEW_NETWORK, Answer, Apart, apart, privately, said, unshare
from hfcheck.target.reach import reach

SECONDS = 150
KEY_TYPE = re.compile(r"(ssh|ecdsa|sk|sm2|rsa|x509)[-A-Za-z0-9@.]*")
# A word of authorized_keys; an open quote runs to the end of the line, so that no text is read twice.
WORD = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*(?:"|\\?$))+')
KEYS_LIMIT = 200
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
    with_password = _give_password(asked["users"], pam.hashed(password))
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
            user: _user(user, asked, outside, sshd, password if user in with_password else "")
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


def _give_password(users: list[str], hashed: str) -> set[str]:
    """Give every user who has a password another one, in the copy; back come those who have it now."""
    given: set[str] = set()
    if not hashed:
        return given
    with open("/etc/shadow", encoding="utf-8", errors="surrogateescape") as file:
        entries = [line.rstrip("\n").split(":") for line in file]
    for entry in entries:
        if entry[0] in users and _password(entry) == "set":
            entry[1] = hashed
            given.add(entry[0])
    with open("/etc/shadow", "w", encoding="utf-8", errors="surrogateescape") as file:
        file.writelines(":".join(entry) + "\n" for entry in entries)
    return given


def _password(entry: list[str]) -> str:
    if len(entry) < 2 or not entry[1]:
        return "none"
    return "set" if entry[1].startswith("$") or len(entry[1]) == 13 else "locked"


def _user(user: str, asked: Answer, outside: Answer, sshd: str, password: str) -> Answer:
    """`{account, sources: {address: {config, keys, pam}}, sudo}` of one user; account null: there is none."""
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        return {"account": None, "sources": {}, "sudo": {}}
    sources = {source: _login(entry, source, outside, sshd, password) for source in outside["paths"]}
    return {"account": _account(entry), "sources": sources, "sudo": _sudo(entry, asked, password)}


def _account(entry: pwd.struct_passwd) -> Answer:
    groups = [_group_name(number) for number in os.getgrouplist(entry.pw_name, entry.pw_gid)]
    return {
        "groups": groups[:500],
        "home": entry.pw_dir,
        "shell": entry.pw_shell or "/bin/sh",
        "shell_runs": os.access(entry.pw_shell or "/bin/sh", os.X_OK),
        **_ageing(entry.pw_name),
    }


def _group_name(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def _ageing(user: str) -> Answer:
    """password: set, locked, none (no password is asked) or elsewhere; days of the shadow file, null where not set."""
    with open("/etc/shadow", encoding="utf-8", errors="replace") as file:
        entries = [line.rstrip("\n").split(":") for line in file if line.startswith(user + ":")]
    if not entries:
        return {"password": "elsewhere", "days": {}}
    names = ("changed", "minimum", "maximum", "warning", "inactive", "expires")
    values = [int(text) if text.lstrip("-").isdigit() else None for text in entries[0][2:8]]
    return {"password": _password(entries[0]), "days": dict(zip(names, values))}


def _login(entry: pwd.struct_passwd, source: str, outside: Answer, sshd: str, password: str) -> Answer:
    asked = f"user={entry.pw_name},host={source},addr={source}"
    path = outside["paths"][source]
    if path:
        asked += f",laddr={path[0]},lport={outside['port'] or 22}"
    config = said([sshd, "-T", "-C", asked])
    found = re.search(r"^authorizedkeysfile (.+)$", config["said"], re.MULTILINE)
    files = found[1].split() if found else []
    return {
        "config": config,
        "keys": [_keys(entry, name) for name in files if name != "none"],
        "pam": pam.login("sshd", entry.pw_name, source, password),
    }


def _keys(entry: pwd.struct_passwd, name: str) -> Answer:
    """`{path, there, unsafe: [text], keys: [{type, bits, options}]}`; never a key itself."""
    tokens = {"%%": "%", "%h": entry.pw_dir, "%u": entry.pw_name, "%U": str(entry.pw_uid)}
    path = os.path.join(entry.pw_dir, re.sub("%[%huU]", lambda token: tokens[token[0]], name))
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(1000000).splitlines()
    except OSError:
        return {"path": path, "there": False, "unsafe": [], "keys": []}
    keys = [key for key in map(_key, lines) if key]
    return {"path": path, "there": True, "unsafe": list(_unsafe(path, entry)), "keys": keys[:KEYS_LIMIT]}


def _key(line: str) -> Answer | None:
    words = WORD.findall(line) if len(line) < 20000 and not line.lstrip().startswith("#") else []
    options = "" if words and KEY_TYPE.fullmatch(words[0]) else words.pop(0) if words else ""
    if len(words) < 2 or not KEY_TYPE.fullmatch(words[0]):
        return None
    return {"type": words[0], "bits": _rsa_bits(words[1]) if words[0] == "ssh-rsa" else None, "options": options[:2000]}


def _rsa_bits(text: str) -> int | None:
    """The length of the modulus, the last of the three fields of an RSA key (RFC 4253, 6.6)."""
    try:
        rest, field = base64.b64decode(text, validate=True), b""
        while rest:
            size = int.from_bytes(rest[:4], "big")
            field, rest = rest[4 : 4 + size], rest[4 + size :]
    except ValueError:
        return None
    return int.from_bytes(field, "big").bit_length()


def _unsafe(path: str, entry: pwd.struct_passwd) -> Iterator[str]:
    """What StrictModes minds: the file and every directory up to the home (or the root) that others may write."""
    place, home = os.path.realpath(path), os.path.realpath(entry.pw_dir)
    while True:
        found = os.stat(place)
        if found.st_uid not in (0, entry.pw_uid) or found.st_mode & 0o022:
            yield f"{place} has the mode {stat.S_IMODE(found.st_mode):04o} and the owner {found.st_uid}"
        if place in (home, "/"):
            return
        place = os.path.dirname(place)


def _sudo(entry: pwd.struct_passwd, asked: Answer, password: str) -> Answer:
    """What sudo tells the user: `list` of what it may run; `shell` for the connecting user, as Ansible asks."""
    given: dict[str, Any] = {"list": _as_user(entry, ["-l"], password)}
    if entry.pw_name == asked["connecting"]:
        given["shell"] = _as_user(entry, ["/bin/sh", "-c", "true"], password if asked["become_password"] else "")
    return given


def _as_user(entry: pwd.struct_passwd, argv: list[str], password: str) -> Answer:
    how = ["-S", "-p", ""] if password else ["-n"]
    who = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--init-groups", "--"]
    return said([*who, "sudo", "-k", *how, *argv], stdin=password + "\n")
