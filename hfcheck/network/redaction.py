"""Secrets in whatever a device prints, hidden before anything is written: one function for all platforms and outputs.

A secret is found by the words before it, by the marks around ciphers, by the shape of a line, of a URL or of a private
key. Rather too much is hidden than too little: a word of prose behind "password" may go, a password never stays.

A device can part a word with control characters or with a paging mark: a line that holds any is judged, and if it holds
a secret returned, without them (reply.py takes them out of all lines before a parser sees them). A secret that a device
breaks over two lines is beyond what lines tell; sessions ask for a terminal that is wide enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hfcheck.network.reply import ANSI, CONTROL, PAGE

HIDDEN = "<hidden>"

# A line without any of this holds no secret that this module knows, and is returned at once.
HINT = re.compile(
    r"pass|pwd|secret|key|psk|pre-?share|communit|cipher|simple|plain|\bcak\b|securityname|auth|priv|\benc|snmp-server"
    r"|group name|\$|%[\^+=@#]|@%|#\^|://|-BEGIN|密码|口令|密钥|团体",
    re.IGNORECASE,
)
WORD = re.compile(r"\S+")
# Ciphers that a device marks itself, whatever stands before them: %^%#…, $c$3$…, $h$6$…, $1a$…, $5$…, $2y$…
MARK = re.compile(r"%[\^+=@#$]%[#$@]|@%@%|#\^|\$[ch]\$[0-9]{1,2}\$|\$[0-9]{1,2}[a-z]?\$", re.IGNORECASE)
# How a secret is stored: the word behind one of these is always the secret.
STORED = frozenset({"cipher", "irreversible-cipher", "simple", "plain", "ciphertext", "plaintext", "plain-text"})
ALGORITHM = re.compile(
    r"(?:hmac-)?(?:md5|sm[34]|(?:sha-?[123]?|aes|3?des)(?:[-_]?[0-9]{2,3}){0,2}(?:-c[bf][cb]|-ctr)?)(?:-hmac|-96)?|128|192|256|rfc[0-9]{4}"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What may stand between the word that names a secret and the secret.
BETWEEN = STORED | _words(
    "hash encrypted unencrypted clear text ascii hex hexadecimal level name name: is : = ： pass-phrase passphrase"
    " raw-key authentication accounting authorization local remote read write key key-string password"
    " secret usual nonstandard"
)
# Behind one of these words stands a secret …
NAMING = re.compile(
    r"(?:[^\s]*[-_.])?(?:password|passwd|pwd|passphrase|pass-phrase|secret|key|key-string|psk|community|securityname|cak"
    r"|pre-?share|preshared)|密码|口令|密钥|团体名"
)
# … but not behind these, which name other things …
OTHER = frozenset(
    {f"{kind}-key" for kind in ("oper", "public", "peer-public", "trusted", "host", "rsa", "dsa", "dss", "ecc", "sm2")}
)
# … nor is it one of these with more behind it.
PLAIN = _words(
    "is was were has had of for and or to in by on from must will can cannot does not no with address hostname ip ipv6"
    " chain generate id length exchange pair policy alert expire expired history complexity complexity-check encryption"
    " recovery list number"
)
# These say whether there is a secret, unless the word before says how it is stored.
WHETHER = _words("enabled disabled enable disable none required configured set")
# Behind one of these stands a secret only if the next word is an algorithm or says how a secret is stored.
SETTING = _words(
    "authentication-mode privacy-mode authentication privacy auth priv enc auth-protocol enc-protocol priv-protocol"
)
# Behind one of these a secret may hold blanks, unless it is stored in a way that has none.
WIDE = re.compile(r"(?:[^\s]*[-_.])?(?:password|passwd|secret|key-string|passphrase|pass-phrase)")
ENCODED = frozenset({"cipher", "irreversible-cipher", "hash", "encrypted", "4", "5", "6", "7", "8", "9"})
# Behind one of these words a community is a property of a route, a key that of a tunnel, a password a way to log in.
ELSEWHERE = {
    "password": _words("authentication-type"),
    "community": _words("apply set match if-match extended large ip send bgp"),
    "key": _words("gre tunnel public host"),
}
# Secrets that no word right before them tells.
SHAPES = (
    re.compile(
        r"snmp-server +host +\S+ +(?:vrf +\S+ +)?(?:(?:traps?|informs?) +)?"
        r"(?:version +(?:[12]c?|3 +(?:auth|noauth|priv)) +)?(?:community +)?(?P<secret>\S+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:vrrp|standby|glbp)(?: +vrid)? +[0-9]{1,4} +authentication +(?!md5 |text )(?P<secret>\S+)", re.IGNORECASE
    ),
    re.compile(r"(?:vrrp|standby|glbp) +[0-9]{1,4} +authentication +text +(?P<secret>\S+)", re.IGNORECASE),
    # Tables of communities: the group repeats the community.
    re.compile(
        r"(?:(?:community|group) names?|community (?:index|security ?name)) *: *(?P<secret>\S.*)", re.IGNORECASE
    ),
)
# "password=abc" as one word.
GLUED = re.compile(
    r"(?:pass(?:word|wd|phrase)|pwd|secret|psk|community|(?<![a-z-])key|(?:shared|auth|api)[-_]?key|key-string|密码|口令|密钥)"
    r"[\"']?[=:：][\"']?(?P<secret>.+)",
    re.IGNORECASE,
)
BEFORE_NAME = re.compile(r"[\"'=,;:：]")
# Lines that list what SSH may use: here "cipher" is no way to store a secret.
CHOICES = re.compile(
    r"\s*(?:(?:undo|no) )?(?:ip )?ssh2?(?: [a-z0-9-]{1,30}){1,4}?"
    r"(?: (?:aes|3?des|blowfish|cast|arcfour|chacha|sm[234]|md5|sha|hmac|umac|dh[-_]|diffie|curve|ecdh|ecdsa|rsa|dsa"
    r"|ssh-|x509|ed25519)[a-z0-9_@.-]{0,60})+\s*",
    re.IGNORECASE,
)
# Here a key is a number by which others know it.
NUMBERED = re.compile(
    r"\s*ntp (?:server|peer) \S{1,80} key [0-9]{1,10},?(?: (?:prefer|version [1-4],?|source \S{1,60}))*\s*"
)
PRIVATE = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
# A line of a private key: base64, or a header of it.
BODY = re.compile(r"\s*(?:[A-Za-z0-9+/=]*|(?:Proc-Type|DEK-Info|Version|Comment): .*)\s*")
END = "-----END "


def redact(text: str) -> str:
    """The text with every secret that it may hold replaced by <hidden>; all other lines stay as they are.

    Doing it twice shows nothing more (and may hide more), and it takes time in proportion to the text.
    """
    return "\n".join(_lines(text.split("\n")))


def _lines(found: Sequence[str]) -> Iterator[str]:
    is_key = False
    for line in found:
        plain = CONTROL.sub("", ANSI.sub("", PAGE.sub("", line))) if CONTROL.search(line) else line
        is_key = is_key and END not in plain and BODY.fullmatch(plain) is not None
        hidden = (plain and HIDDEN) if is_key else _line(plain)
        yield line if hidden == plain else hidden
        is_key = is_key or (PRIVATE.search(plain) is not None and END not in plain)


def _line(line: str) -> str:
    if not HINT.search(line) or CHOICES.fullmatch(line) or NUMBERED.fullmatch(line):
        return line
    begin = PRIVATE.search(line)
    if begin is not None:
        return _line(line[: begin.start()]) + begin[0] + (HIDDEN if line[begin.end() :].strip() else "")
    for shape in SHAPES:
        line = shape.sub(_without_last, line)
    return _Scan().line(line)


def _without_last(found: re.Match[str]) -> str:
    return found[0].removesuffix(found["secret"]) + HIDDEN


@dataclass(slots=True)
class _Scan:
    """What the words of a line read so far let us expect of the next one."""

    is_awaited: bool = False  # it may be the secret,
    is_wide: bool = False  # and what stands behind it may belong to it
    mark: str = ""  # a cipher goes on to this mark

    def line(self, text: str) -> str:
        """The line without its secrets."""
        spans = [found.span() for found in WORD.finditer(text)]
        words = [text[start:end] for start, end in spans]
        kept, end = [], 0
        for (start, stop), word, before, after in zip(spans, words, ["", *words], [*words[1:], ""], strict=False):
            is_wide = self.is_wide or word.startswith(('"', "'"))
            was_awaited = self.is_awaited
            shown = self._word(word, before.lower(), after.lower())
            kept += [text[end:start], shown]
            end = stop
            if shown == HIDDEN and was_awaited and is_wide:
                return "".join(kept)
        return "".join(kept) + text[end:]

    def _word(self, word: str, before: str, after: str) -> str:
        if self.mark or MARK.search(word):
            return self._cipher(word)
        lower = word.lower()
        if not self.is_awaited or (after and lower in SETTING):
            return self._expect(word, before, after)
        if after and self._is_between(lower, after):
            self.is_wide = self.is_wide and lower not in ENCODED
            return word
        self.is_awaited = bool(after) and lower.isdigit()
        is_plain = (after and lower in PLAIN) or (lower in WHETHER and before not in STORED)
        return word if is_plain else HIDDEN

    def _is_between(self, lower: str, after: str) -> bool:
        """Whether a word with another one behind it only leads to the secret: how it is stored, made or numbered."""
        if lower.isdigit() and lower not in ("128", "192", "256"):
            return len(lower) == 1 or (len(lower) == 2 and (after.isdigit() or _says_how(after)))
        return lower in BETWEEN or _says_how(lower)

    def _expect(self, word: str, before: str, after: str) -> str:
        glued = _glued(word)
        name = BEFORE_NAME.split(word.lower().rstrip(":=："))[-1]
        naming = NAMING.fullmatch(name) and name not in OTHER and before not in ELSEWHERE.get(name, ())
        setting = name in SETTING and (after == "text" or _says_how(after))
        self.is_awaited = glued == word and bool(naming or setting or word in STORED)
        self.is_wide = bool(naming and WIDE.fullmatch(name))
        return glued

    def _cipher(self, word: str) -> str:
        mark = self.mark or MARK.findall(word)[0]
        # A mark on either side, and blanks perhaps between them.
        is_closed = mark.startswith("$") or word.count(mark) != (0 if self.mark else 1)
        self.mark, self.is_awaited = "" if is_closed else mark, False
        return HIDDEN


def _says_how(word: str) -> bool:
    return word in STORED or ALGORITHM.fullmatch(word) is not None


def _glued(word: str) -> str:
    found = GLUED.search(word)
    if found is not None:
        return word[: found.start("secret")] + HIDDEN
    scheme, _, rest = word.partition("://")
    user, _, host = rest.rpartition("@")
    name, mark, _ = user.partition(":")
    return f"{scheme}://{name}:{HIDDEN}@{host}" if mark else word
