"""One POSIX sh script for all readings of a host, and the way back from its output to one Output a reading.

The script is read by the target's own sh (dash, busybox ash, bash); it writes nothing there and needs no Python. Each
section stands between two lines that begin with a nonce of this run, on standard output and on standard error: no
output can pretend to be another section. Every section is bounded in bytes (its reading says how many) and, where the
target has `timeout`, in seconds.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from datetime import datetime

from hfcheck.errors import ContentError
from hfcheck.model import Output
from hfcheck.readings import load

Request = tuple[str, tuple[str, ...]]

PRELUDE = """\
LC_ALL=C LANG=C PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
export LC_ALL LANG PATH
"""
# The words a snippet may use to say why it has no answer; the codes are those of hfcheck.readings.
WORDS = """\
absent() { echo "$1" >&2; exit 3; }
need() { command -v "$1" >/dev/null 2>&1 || { echo "$1" >&2; exit 4; }; }
need_root() { [ "$(id -u)" = 0 ] || exit 5; }
"""
# `timeout` needs a program, so a section is a text for a fresh sh; without `timeout` the section runs unbounded.
RUNNER = r"""if timeout 5 true >/dev/null 2>&1; then
  hf_bounded() { timeout "$@"; }
else
  hf_bounded() { shift; "$@"; }
fi
hf_section() {
  echo "$hf_mark begin $1" >&2
  echo "$hf_mark begin $1"
  hf_number=$1 hf_seconds=$2 hf_bytes=$3 hf_text=$4
  shift 4
  { hf_bounded "$hf_seconds" sh -c "$hf_words$hf_text" sh "$@" </dev/null; printf '\n%s code %s\n' "$hf_mark" "$?"; } |
    hf_bound
  echo "$hf_mark end $hf_number"
  echo "$hf_mark end $hf_number" >&2
}
"""
# Keeps the head of a section, but always its last line, which carries the exit status.
BOUND = """\
hf_bound() {
  awk -v n="$hf_bytes" -v mark="$hf_mark" '
    { size += length($0) + 1; last = $0; if (size <= n) print; else cut = 1 }
    END { if (cut) { print mark " cut"; print last } }'
}
"""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def compile_script(requests: Sequence[Request], nonce: str) -> str:
    """The script that asks a host for `requests`, in order; `nonce` marks its sections and must be fresh."""
    if not re.fullmatch(r"[0-9a-f]{16,}", nonce):
        raise ContentError(f"expected a nonce of at least 16 hexadecimal digits, found {nonce!r}")
    sections = (_section(number, *request) for number, request in enumerate(requests))
    head = [PRELUDE, f"hf_mark={nonce}\n", f"hf_words={shlex.quote(WORDS)}\n", BOUND, RUNNER]
    return "".join([*head, *sections, 'echo "$hf_mark done"\n'])


def _section(number: int, name: str, arguments: tuple[str, ...]) -> str:
    reading = load(name)
    text = ("need_root\n" if reading.privileged else "") + reading.snippet
    words = [str(number), str(reading.seconds), str(reading.section_bytes), text, *arguments]
    return "hf_section " + " ".join(shlex.quote(word) for word in words) + "\n"


def clean(text: str) -> str:
    """Device text without control, bidirectional and other invisible characters; line feeds and tabs stay."""
    return CONTROL.sub("", text.replace("\r\n", "\n"))


def split(stdout: str, stderr: str, nonce: str, requests: Sequence[Request], taken_at: datetime) -> list[Output]:
    """One Output for each request. A section that is missing or was cut off has code None."""
    bodies, notes = _sections(stdout, nonce), _sections(stderr, nonce)
    return [
        _output(bodies.get(number), notes.get(number, ""), nonce, request[1], taken_at)
        for number, request in enumerate(requests)
    ]


def _sections(text: str, nonce: str) -> dict[int, str]:
    pattern = re.compile(rf"^{nonce} begin (\d+)\n(.*?)^{nonce} end \1$", re.MULTILINE | re.DOTALL)
    return {int(found[1]): found[2] for found in pattern.finditer(text)}


def _output(body: str | None, note: str, nonce: str, arguments: tuple[str, ...], taken_at: datetime) -> Output:
    text, mark, code = (body or "").rpartition(f"{nonce} code ")
    if not mark or not code.endswith("\n") or not code[:-1].isdecimal():
        return Output("", clean(note), None, arguments, taken_at)
    whole = text.removesuffix(f"{nonce} cut\n")
    return Output(clean(whole.removesuffix("\n")), clean(note), int(code), arguments, taken_at, whole != text)


def asked(requests: Iterable[Request]) -> list[Request]:
    """The requests without repetitions, in the order in which they first came."""
    return list(dict.fromkeys(requests))
