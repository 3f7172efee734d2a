"""PAM as it would answer: a login's account phase for real, and what a service's stack names.

Runs on the target: Python 3.8 and its standard library only. To be called in the private view (private.py).
"""

from __future__ import annotations

import ctypes
import glob
import os
from typing import Any, Iterator

from hfcheck.target.private import Answer, Apart, apart

DIRECTORY = "/etc/pam.d"
TYPES = ("auth", "account", "password", "session")
MODULES = (
    "/lib/security",
    "/lib64/security",
    "/usr/lib/security",
    "/usr/lib64/security",
    "/lib/*/security",
    "/usr/lib/*/security",
)
OPTION_FILES = ("/etc/security/faillock.conf", "/etc/security/pwquality.conf", "/etc/security/pwhistory.conf")
PROMPTS = (1, 2)  # PAM_PROMPT_ECHO_OFF, PAM_PROMPT_ECHO_ON
CONVERSATION_FAILED = 19
REMOTE_HOST, TERMINAL, FAIL_DELAY = 4, 3, 10
DEPTH_LIMIT = 16
SALT = b"$6$preflight$"

libc = ctypes.CDLL(None)
libc.calloc.restype = libc.strdup.restype = ctypes.c_void_p


class _Message(ctypes.Structure):
    _fields_ = (("style", ctypes.c_int), ("text", ctypes.c_char_p))


class _Reply(ctypes.Structure):
    _fields_ = (("text", ctypes.c_void_p), ("code", ctypes.c_int))


_Messages = ctypes.POINTER(ctypes.POINTER(_Message))
_Replies = ctypes.POINTER(ctypes.POINTER(_Reply))
_Talk = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, _Messages, _Replies, ctypes.c_void_p)
_Delay = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p)


class _Conversation(ctypes.Structure):
    _fields_ = (("talk", _Talk), ("data", ctypes.c_void_p))


def login(service: str, user: str, address: str, password: str) -> Answer:
    """What PAM says of a login from `address`: `{account: code, auth: code, means: {code: text}, prompts, said}`.

    `auth` is null without a password. The codes are PAM's own; 0 is success. Null where PAM could not be asked.
    """
    try:
        return apart(lambda: _login(service, user, address, password), 10)
    except Apart as problem:
        return {"account": None, "auth": None, "means": {}, "prompts": 0, "said": [str(problem)]}


def _login(service: str, user: str, address: str, password: str) -> Answer:
    pam = ctypes.CDLL("libpam.so.0")
    pam.pam_strerror.restype = ctypes.c_char_p
    pam.pam_set_item.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    heard: list[tuple[int, str]] = []
    talk = _Talk(lambda count, messages, replies, _: _reply(count, messages, replies, password, heard))
    no_delay = _Delay(lambda _status, _microseconds, _data: None)
    handle = ctypes.c_void_p()
    started = pam.pam_start(
        service.encode(), user.encode(), ctypes.byref(_Conversation(talk, None)), ctypes.byref(handle)
    )
    codes = {"auth": None, "account": started}
    if started == 0:
        pam.pam_set_item(handle, REMOTE_HOST, ctypes.cast(ctypes.c_char_p(address.encode()), ctypes.c_void_p))
        pam.pam_set_item(handle, TERMINAL, ctypes.cast(ctypes.c_char_p(b"ssh"), ctypes.c_void_p))
        pam.pam_set_item(handle, FAIL_DELAY, ctypes.cast(no_delay, ctypes.c_void_p))
        codes["auth"] = pam.pam_authenticate(handle, 0) if password else None
        codes["account"] = pam.pam_acct_mgmt(handle, 0)
    means = {str(code): _text(pam.pam_strerror(handle, code)) for code in codes.values() if code}
    prompts = sum(style in PROMPTS for style, _ in heard)
    told = [text for style, text in heard if style not in PROMPTS]
    return {"auth": codes["auth"], "account": codes["account"], "means": means, "prompts": prompts, "said": told[:20]}


def _reply(count: int, messages: Any, replies: Any, password: str, heard: list[tuple[int, str]]) -> int:
    """PAM's conversation: every prompt is answered with the password, every other message is kept."""
    room = ctypes.cast(libc.calloc(count, ctypes.sizeof(_Reply)), ctypes.POINTER(_Reply))
    replies[0] = room
    for place in range(count):
        message = messages[place].contents
        heard.append((message.style, _text(message.text)))
        if message.style in PROMPTS:
            if not password:
                return CONVERSATION_FAILED
            room[place].text = libc.strdup(password.encode())
    return 0


def _text(raw: bytes) -> str:
    return (raw or b"")[:300].decode("utf-8", "replace")


def hashed(password: str) -> str:
    """The password as the shadow file would hold it; empty where this machine has no libcrypt to ask."""
    try:
        crypt = ctypes.CDLL("libcrypt.so.1").crypt
    except OSError:
        return ""
    crypt.restype = ctypes.c_char_p
    return (crypt(password.encode(), SALT) or b"").decode()


def missing(service: str) -> list[Answer]:
    """The modules and included files that a service's stack names and this machine lacks."""
    found = [line for line in _lines(service, set(), 0) if not _exists(line["module"])]
    return found[:50]


def _lines(name: str, seen: set[str], depth: int) -> Iterator[Answer]:
    """The stack's lines, those of included files too; an included file that is absent is a line of its own."""
    path = name if name.startswith("/") else os.path.join(DIRECTORY, name)
    if path in seen or depth > DEPTH_LIMIT:
        return
    seen.add(path)
    for kind, control, module in _read(path):
        if control in ("include", "substack", "@include"):
            target = module if module.startswith("/") else os.path.join(DIRECTORY, module)
            if os.path.exists(target):
                yield from _lines(target, seen, depth + 1)
            else:
                yield {"file": path, "kind": kind, "control": control, "module": target}
        else:
            yield {"file": path, "kind": kind, "control": control, "module": module}


def _read(path: str) -> Iterator[tuple[str, str, str]]:
    """(type, control, module) of every line; `-auth` keeps its dash, which says that the module may be absent."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(200000).replace("\\\n", " ")
    except OSError:
        return
    for line in text.splitlines():
        words = line.partition("#")[0].split(None, 1)
        if len(words) < 2:
            continue
        kind, rest = words[0].lower(), words[1].strip()
        if kind == "@include":
            yield kind, kind, rest
        elif kind.lstrip("-") in TYPES:
            yield (kind, *_control(rest))


def _control(rest: str) -> tuple[str, str]:
    if rest.startswith("["):
        control, _, rest = rest.partition("]")
        control += "]"
    else:
        control, _, rest = rest.partition(" ")
        control, _, tabbed = control.partition("\t")
        rest = tabbed + " " + rest
    module = rest.split()
    return control, module[0] if module else ""


def _exists(module: str) -> bool:
    if module.startswith("/"):
        return os.path.exists(module)
    return any(glob.glob(os.path.join(glob_directory, glob.escape(module))) for glob_directory in MODULES)


def options() -> Answer:
    """File → the names of the options set in it, for the files of PAM's modules that are there."""
    return {path: list(_names(path)) for path in OPTION_FILES if os.path.exists(path)}


def _names(path: str) -> Iterator[str]:
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file.read(100000).splitlines():
            name = line.partition("#")[0].partition("=")[0].strip()
            if name:
                yield name[:80]
