"""Secrets in a configuration of VRP: found by the words before them and by the marks around ciphers, and hidden."""

from __future__ import annotations

import re

HIDDEN = "<hidden>"
# Ciphers that VRP marks itself, whatever stands before them.
MARKED = re.compile(r"(?:%\^%#|%\$%\$|%@%@|%#%#|@%@%|\$1[a-z]\$|#\^)", re.IGNORECASE)
# The word behind one of these is a secret, unless it is one of them itself or one of PLAIN.
BEFORE = frozenset(
    {
        "cipher",
        "irreversible-cipher",
        "simple",
        "plain",
        "password",
        "shared-key",
        "pre-shared-key",
        "authentication-key",
        "key-string",
        "key",
        "psk",
        "pass-phrase",
        "md5",
        "hmac-md5",
        "sha",
        "hmac-sha1",
        "hmac-sha256",
        "sha2-256",
        "sha2-512",
        "des56",
        "3des168",
        "aes128",
        "aes192",
        "aes256",
    }
)
# The word behind `community`, or behind `community read`, is a password.
COMMUNITY = frozenset({"read", "write", "community"})
PLAIN = frozenset(
    {"privacy-mode", "authentication-mode", "complexity-check", "disable", "enable", "policy", "read", "write"}
)


def hide(line: str) -> str:
    """The line with everything that may be a secret replaced; rather too much than too little."""
    parts = re.split(r"( +)", line)
    words = ["", ""]
    for at, part in enumerate(parts):
        if part.strip():
            parts[at] = HIDDEN if _is_secret(part.lower(), *words) else part
            words = [words[1], part.lower()]
    return "".join(parts)


def _is_secret(word: str, before_last: str, last: str) -> bool:
    if MARKED.search(word):
        return True
    if last in COMMUNITY and "community" in (last, before_last):
        return word not in PLAIN | BEFORE
    return last in BEFORE and word not in PLAIN | BEFORE
