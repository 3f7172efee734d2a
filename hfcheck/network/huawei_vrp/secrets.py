"""Secrets in a configuration of VRP: found by the words before them and by the marks around ciphers, and hidden."""

from __future__ import annotations

import re

HIDDEN = "<hidden>"
# Ciphers that VRP marks itself, whatever stands before them.
MARKED = re.compile(r"(?:%\^%#|%\$%\$|%@%@|%#%#|@%@%|\$1[a-z]\$|#\^)", re.IGNORECASE)
# How a secret is stored: the word behind one of these is always the secret.
STORED = frozenset({"cipher", "irreversible-cipher", "simple", "plain"})
ALGORITHMS = frozenset(
    {
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
# The word behind one of these is a secret, unless it says how the secret is stored or made.
NAMED = ALGORITHMS | {
    "password",
    "shared-key",
    "pre-shared-key",
    "authentication-key",
    "key-string",
    "key",
    "psk",
    "pass-phrase",
}
PLAIN = (
    STORED | ALGORITHMS | {"pass-phrase", "privacy-mode", "authentication-mode", "complexity-check", "read", "write"}
)


def hide(line: str) -> str:
    """The line with everything that may be a secret replaced; rather too much than too little."""
    parts = re.split(r"( +)", line.rstrip())
    words = ["", ""]
    for at, part in enumerate(parts):
        if part.strip():
            if _is_secret(part.lower(), words, is_last=at == len(parts) - 1):
                parts[at] = HIDDEN
                # In quotes a secret may hold blanks: nothing behind the quote is kept.
                if part.startswith('"'):
                    return "".join(parts[: at + 1])
            words = [words[1], part.lower()]
    return "".join(parts)


def _is_secret(word: str, before: list[str], *, is_last: bool) -> bool:
    last = before[1]
    if MARKED.search(word) or last in STORED:
        return True
    named = last in NAMED or last == "community" or (last in ("read", "write") and before[0] == "community")
    # A word of VRP says something of the secret behind it; with none behind it, it is the secret.
    return named and (is_last or word not in PLAIN)
