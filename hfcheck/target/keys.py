"""The keys that would let a user in: what sshd finds in a file of them, and what its StrictModes minds about the file.

Runs on the target: Python 3.8 and its standard library only. Never is a key itself told.
"""

from __future__ import annotations

import base64
import os
import pwd
import re
import stat
from typing import Iterator

from hfcheck.target.private import Answer

KEY_TYPE = re.compile(r"(ssh|ecdsa|sk|sm2|rsa|x509)[-A-Za-z0-9@.]*")
# A word of authorized_keys; an open quote runs to the end of the line, so that no text is read twice.
WORD = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*(?:"|\\?$))+')
KEYS_LIMIT = 200


def of_user(entry: pwd.struct_passwd, name: str) -> Answer:
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
