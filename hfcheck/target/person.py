"""What this machine would answer one user: account, key or password, PAM, sudo, from each address.

Runs on the target: Python 3.8 and its standard library only. To be called in the private view (private.py).
"""

from __future__ import annotations

import grp
import os
import pwd
import re
from typing import Any

from hfcheck.target import keys, pam
from hfcheck.target.private import Answer, said


def give_password(users: list[str], hashed: str) -> set[str]:
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


def answers(user: str, asked: Answer, outside: Answer, sshd: str, password: str) -> Answer:
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
        "keys": [keys.of_user(entry, name) for name in files if name != "none"],
        "pam": pam.login("sshd", entry.pw_name, source, password),
    }


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
