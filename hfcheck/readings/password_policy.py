"""What a new password has to be, how long it lives, and how it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, fields, tagged, whole

# pam_pwquality reads its configuration, then the directory beside it, then the words of its line in the stack.
SNIPPET = r"""
[ -r /etc/login.defs ] &&
  awk '$1 ~ /^(PASS_MIN_DAYS|PASS_WARN_AGE|ENCRYPT_METHOD)$/ { print "defs", $1, $2 }' /etc/login.defs
[ -r /etc/default/useradd ] && awk -F= '$1 == "INACTIVE" { print "defs", $1, $2 }' /etc/default/useradd
for file in /etc/security/pwquality.conf /etc/security/pwquality.conf.d/*.conf; do
  [ -r "$file" ] && awk '{ sub(/#.*/, "") } NF { gsub(/[ \t]*=[ \t]*/, "="); print "quality", $1 }' "$file"
done
[ -r /etc/security/pwhistory.conf ] && awk '{ sub(/#.*/, "") } /remember/ { gsub(/[ \t]/, ""); print "history", $0 }' \
  /etc/security/pwhistory.conf
for name in common-auth common-password system-auth password-auth; do
  [ -r "/etc/pam.d/$name" ] || continue
  echo "stack $name"
  awk -v name="$name" '$1 ~ /^-?(auth|password)$/ {
    if (match($0, /pam_(unix|pwquality|pwhistory)\.so.*/)) print "line", name, $1, substr($0, RSTART, RLENGTH) }
  ' "/etc/pam.d/$name"
done
exit 0
"""
TAGS = ("defs", "quality", "history", "stack", "line")
CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
# What pam_pwquality does where nobody says otherwise.
QUALITY_DEFAULTS = {"minlen": "8", "minclass": "0", "difok": "1", "dictcheck": "1", **dict.fromkeys(CREDITS, "0")}
NO_JUDGE = dict.fromkeys(QUALITY_DEFAULTS, "0")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stack: auth or password, its module, and the module's words."""

    kind: str
    module: str
    words: Mapping[str, str]


def _words(words: Iterable[str]) -> dict[str, str]:
    return {key: value for key, _, value in (word.partition("=") for word in words)}


def _defs(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    names = {"PASS_MIN_DAYS": "min_days", "PASS_WARN_AGE": "warn_days", "INACTIVE": "inactive_days"}
    said = dict(fields(line, 2, "a default of new accounts") for line in found["defs"])
    days = {value: whole(said.get(name, "-1"), name) for name, value in names.items()}
    unlimited = days["inactive_days"] if days["inactive_days"] >= 0 else NO_LIMIT
    return {
        "min_days": max(days["min_days"], 0),
        "warn_days": max(days["warn_days"], 0),
        "inactive_days": unlimited,
        "hash_method": said.get("ENCRYPT_METHOD", "DES").upper(),
    }


def _stacks(found: Mapping[str, list[str]]) -> list[list[Line]]:
    """The lines of each stack through which a password is changed."""
    stacks: dict[str, list[Line]] = {}
    for text in found["line"]:
        parts = text.split()
        if len(parts) < 3:
            raise Unreadable(f"expected stack, kind and module of a PAM line, found {text!r}")
        stacks.setdefault(parts[0], []).append(Line(parts[1].lstrip("-"), parts[2], _words(parts[3:])))
    return [lines for lines in stacks.values() if _of(lines, "password", "pam_unix.so")]


def _of(lines: Iterable[Line], kind: str, module: str) -> list[Mapping[str, str]]:
    """The words of each line of this kind that calls the module."""
    return [line.words for line in lines if (line.kind, line.module) == (kind, module)]


def _quality(stacks: Iterable[list[Line]], settings: Mapping[str, str]) -> Mapping[str, Answer]:
    judged = [_of(stack, "password", "pam_pwquality.so") for stack in stacks]
    said = [{**QUALITY_DEFAULTS, **settings, **words} for lines in judged for words in lines]
    # A stack without the module takes any password.
    said += [NO_JUDGE for lines in judged if not lines]
    laxest = {name: min(whole(each[name], name) for each in said) for name in QUALITY_DEFAULTS if name not in CREDITS}
    return {
        "minimum_length": laxest["minlen"],
        "minimum_classes": laxest["minclass"],
        "different_characters": laxest["difok"],
        "credits": {name: max(whole(each[name], name) for each in said) for name in CREDITS},
        "dictionary": laxest["dictcheck"] != 0,
        "quality_for_root": all("enforce_for_root" in each for each in said),
    }


def _remembered(stack: list[Line], default: str) -> int:
    """How many passwords a stack remembers: pam_unix has a memory of its own, pam_pwhistory ten by default."""
    own = [whole(words.get("remember", "0"), "remember") for words in _of(stack, "password", "pam_unix.so")]
    history = [
        whole(words.get("remember", default), "remember") for words in _of(stack, "password", "pam_pwhistory.so")
    ]
    return max(*own, *history, 0)


def _empty_usable(found: Mapping[str, list[str]]) -> bool:
    return any({"pam_unix.so", "nullok"} <= set(line.split()) for line in found["line"])


def parse(output: Output) -> Mapping[str, Answer]:
    """`defs <key> <value>`, `quality|history <word>`, `stack <name>`, `line <stack> <kind> <module> <words>` lines."""
    found = tagged(output.stdout, TAGS)
    stacks, defs = _stacks(found), _defs(found)
    if not stacks:
        nobody = NotApplicable(Reason.ABSENT, "no PAM stack changes passwords")
        return {**dict.fromkeys(READING.values, nobody), **defs}
    default = _words(found["history"]).get("remember", "10")
    return {
        **defs,
        **_quality(stacks, _words(found["quality"])),
        "remembered": min(_remembered(stack, default) for stack in stacks),
        "empty_usable": _empty_usable(found),
    }


READING = Reading(
    values={
        "min_days": "PASS_MIN_DAYS of login.defs, for new accounts",
        "warn_days": "PASS_WARN_AGE of login.defs, for new accounts",
        "inactive_days": f"INACTIVE of new accounts: days after a password's end; {NO_LIMIT} means never",
        "hash_method": "ENCRYPT_METHOD of login.defs, in capitals; DES where it is unset",
        "minimum_length": "the shortest new password that a stack takes; 0 where none judges its quality",
        "minimum_classes": "the fewest classes of characters that a stack takes",
        "different_characters": "the fewest characters that have to differ from the old password",
        "credits": "dcredit, ucredit, lcredit, ocredit → the laxest stack's; -1 asks for one such character",
        "dictionary": "whether words of a dictionary are refused",
        "quality_for_root": "whether a password that root sets is judged, too",
        "remembered": "old passwords that cannot come back, the laxest stack's",
        "empty_usable": "whether a stack lets an account without a password in (nullok)",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/login.defs /etc/security/pwquality.conf /etc/pam.d/common-password /etc/pam.d/system-auth",
)
